"""The canvas: our own view on the document, in which a network is drawn."""

from app.ui.canvas.actions import CanvasAction, canvas_actions
from app.ui.canvas.minimap import Minimap
from app.ui.canvas.render import export_png, export_svg, render
from app.ui.canvas.view import CanvasView

__all__ = ["CanvasAction", "CanvasView", "Minimap", "canvas_actions", "export_png", "export_svg", "render"]
