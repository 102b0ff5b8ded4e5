"""The canvas: a view on the document in which a network is drawn."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal, Slot
from PySide6.QtGui import (
    QContextMenuEvent,
    QCursor,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QGraphicsView, QWidget

from app.ui.canvas.actions import canvas_actions, run_key
from app.ui.canvas.background import paint_grid
from app.ui.canvas.blocks import Blocks
from app.ui.canvas.board import Board
from app.ui.canvas.breadcrumb import Breadcrumb
from app.ui.canvas.camera import STEP, Camera
from app.ui.canvas.choice import Choice
from app.ui.canvas.clipboard import Clipboard
from app.ui.canvas.commands import Commands
from app.ui.canvas.empty import EmptyCanvas
from app.ui.canvas.geometry import PORT_REACH
from app.ui.canvas.gestures.drop import DropZone, corner_around
from app.ui.canvas.gestures.layer import GestureLayer
from app.ui.canvas.growing import Growing
from app.ui.canvas.menus import open_menu
from app.ui.canvas.overlays import Hint
from app.ui.canvas.pointer import PointerControl
from app.ui.canvas.python_layers import PythonLayers
from app.ui.canvas.rename import Rename
from app.ui.canvas.search import Search
from app.ui.canvas.selecting import Selecting
from app.ui.canvas.style import current_style
from app.ui.canvas.sync import Sync
from app.ui.canvas.weights import Weights


class CanvasView(QGraphicsView):
    """Shows the session's project and turns mouse and keys into edits.

    ``moved`` fires when another part is seen, ``board_changed`` when the drawing changed.
    """

    moved = Signal()
    board_changed = Signal()

    def __init__(self, session: Any, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.board = Board(current_style(), self)
        self.layer = GestureLayer(self.board)
        self.board.addItem(self.layer)
        self.camera = Camera(self)
        self.choice = Choice(self)
        self.commands = Commands(self)
        self.weights = Weights(self)
        self.selecting = Selecting(self)
        self.clipboard = Clipboard(self)
        self.pointer = PointerControl(self)
        self.hint = Hint(self)
        self.empty = EmptyCanvas(self)
        self.rename = Rename(self)
        self.blocks = Blocks(self)
        self.python = PythonLayers(self)
        self.growing = Growing(self)
        self.breadcrumb = Breadcrumb(self)
        self.search = Search(self)
        self.by_keyboard = False
        self.drop_zone = DropZone(self)
        self._set_up()
        self.setScene(self.board)
        self.actions_table = canvas_actions(self)
        self.sync = Sync(self)
        self.sync.replaced()

    # what the shell uses

    @property
    def zoom(self) -> float:
        """Scale, 1 is 100 %."""
        return self.camera.zoom

    def fit(self) -> None:
        """Show the whole drawing."""
        self.camera.fit(self.board.content())
        self.moved.emit()

    def show_drawing(self) -> None:
        """Show a drawing just opened: whole where it stays legible, else its beginning."""
        self.camera.open_on(self.board.content())
        self.moved.emit()

    def zoom_to_selection(self) -> None:
        """Show the chosen nodes, or everything where none is chosen."""
        self.camera.fit(self.board.content(self.choice.nodes or None))
        self.moved.emit()

    def zoom_to(self, zoom: float) -> None:
        """Set the scale around the middle."""
        self.camera.zoom_to(zoom)
        self.moved.emit()

    def zoom_in(self) -> None:
        self.zoom_to(self.zoom * STEP)

    def zoom_out(self) -> None:
        self.zoom_to(self.zoom / STEP)

    def reset_zoom(self) -> None:
        self.zoom_to(1.0)

    def focus_node(self, node_id: str) -> None:
        """Choose a node and bring it into view."""
        if node_id in self.board.nodes:
            self.choice.take((node_id,))
            self.show_node(node_id)

    @Slot(str)
    def show_node(self, node_id: str) -> None:
        """Bring a node into view, where it is not."""
        body = self.board.body(node_id)
        if not self.camera.seen.contains(body):
            self.camera.look_at(body.center())
        self.moved.emit()

    def add(self, kind: str) -> None:
        """Place a node of a kind beside the chosen one or on the chosen link, or in the middle of what is seen."""
        self.commands.add_beside(kind, corner_around(self.camera.centre))

    def open_search(self) -> None:
        """The search popup at the pointer; on the link that is chosen alone."""
        place = self.pointer_place()
        at, links = self.mapFromScene(place), self.choice.links
        if len(links) == 1 and not self.choice.nodes:
            self.search.open_on_link(at, place, next(iter(links)))
        else:
            self.search.open_at(at, place)

    def pointer_place(self) -> QPointF:
        """Where the pointer is in the scene; the middle of the view where it is not over it."""
        at = self.viewport().mapFromGlobal(QCursor.pos())
        return self.mapToScene(at) if self.viewport().rect().contains(at) else self.camera.centre

    @property
    def reach(self) -> float:
        """How near a port the pointer has to be, scene px."""
        return PORT_REACH if self.zoom >= 0.45 else 0.0

    def wear(self) -> None:
        """Repaint in another theme."""
        self.empty.wear()
        self.viewport().update()

    def update_focus_ring(self) -> None:
        """The last chosen node wears the ring while one walks with the keyboard."""
        shown = self.by_keyboard and self.hasFocus() and self.choice.nodes
        last = self.choice.nodes[-1] if shown else ""
        chosen = [self.board.nodes[key].face.tip for key in self.choice.nodes[-1:] if key in self.board.nodes]
        self.setAccessibleDescription(chosen[0] if chosen else "")
        for key, item in self.board.nodes.items():
            item.mark(focused=key == last)

    # events

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.by_keyboard = self.camera.untouched = False
        self.pointer.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.pointer.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.pointer.release(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.pointer.double_click(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        self.camera.wheel(event)
        self.moved.emit()
        event.accept()

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QNativeGestureEvent) and self.camera.pinch(event):
            self.moved.emit()
            return True
        return super().viewportEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not run_key(self, event):
            event.ignore()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab walks through the nodes and leaves behind the last one."""
        # A field on the canvas that closes asks its parents too.
        return (self.hasFocus() and self.selecting.step(forward)) or super().focusNextPrevChild(forward)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update_focus_ring()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update_focus_ring()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if not self.pointer.busy and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            at = event.pos()
            if event.reason() == QContextMenuEvent.Reason.Keyboard and self.choice.nodes:
                at = self.mapFromScene(self.board.body(self.choice.nodes[-1]).center())
            open_menu(self, at, self.viewport().mapToGlobal(at))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self.drop_zone.enter(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self.drop_zone.move(event)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.drop_zone.leave()

    def dropEvent(self, event: QDropEvent) -> None:
        self.drop_zone.drop(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.camera.untouched:
            self.show_drawing()
        self.empty.setGeometry(self.viewport().geometry())
        self.moved.emit()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        super().scrollContentsBy(dx, dy)
        self.moved.emit()

    def drawBackground(self, painter: QPainter, rect: QRectF) -> None:
        paint_grid(painter, rect, self.board.style, self.zoom)

    def _set_up(self) -> None:
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.BoundingRectViewportUpdate)
        self.setOptimizationFlags(
            QGraphicsView.OptimizationFlag.DontSavePainterState
            | QGraphicsView.OptimizationFlag.DontAdjustForAntialiasing
        )
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setResizeAnchor(QGraphicsView.ViewportAnchor.AnchorViewCenter)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.setAcceptDrops(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Network drawing")
        self.setMinimumSize(240, 160)
