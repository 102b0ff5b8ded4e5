"""The list of node kinds beside the canvas."""

from app.ui.panels.palette.panel import PalettePanel

__all__ = ["PalettePanel"]
