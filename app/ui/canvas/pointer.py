"""From mouse events to gestures: what lies under the pointer decides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from app.ui.canvas.fits import Loose
from app.ui.canvas.gestures.base import Gesture, Pointer
from app.ui.canvas.gestures.box import BoxSelect
from app.ui.canvas.gestures.connect import Connect, MoveOutput
from app.ui.canvas.gestures.knife import Knife
from app.ui.canvas.gestures.move import Move
from app.ui.canvas.gestures.pan import Pan
from app.ui.canvas.gestures.resize import ResizeFrame
from app.ui.canvas.hits import PortHit, frame_at, frame_corner_at, link_at, node_at, nodes_of_frame, port_at
from app.ui.canvas.tips import link_tip, node_tip, port_tip
from app.ui.session.mending import mend

if TYPE_CHECKING:
    from app.ui.canvas.view import CanvasView

Button = Qt.MouseButton
Key = Qt.KeyboardModifier
EDGE = 28
"""Width of the strip at the viewport's edge where a drag pans, px."""


class PointerControl:
    """Owns the running gesture. A press arms one; it starts when the pointer moves past the drag distance."""

    def __init__(self, view: CanvasView) -> None:
        self._view = view
        self.gesture: Gesture | None = None
        self._armed: Gesture | None = None
        self._pressed: Pointer | None = None
        self._last: Pointer | None = None
        self._button = Button.NoButton
        self._click_through = False
        self._timer = QTimer(view, interval=16)
        self._timer.timeout.connect(self._pan_at_edge)

    @property
    def busy(self) -> bool:
        return self.gesture is not None

    def press(self, event: QMouseEvent) -> None:
        if self.busy:
            return
        at = self._pointer(event)
        self._pressed = self._last = at
        self._click_through = False
        self._button = event.button()
        self._armed = self._arm(event.button(), at)

    def move(self, event: QMouseEvent) -> None:
        at = self._last = self._pointer(event)
        if self.gesture is None and self._armed is not None and self._pressed is not None:
            if (at.view - self._pressed.view).manhattanLength() < QApplication.startDragDistance() // 2:
                return
            self._begin(self._armed, self._pressed)
        if self.gesture is not None:
            self.gesture.move(at)
        elif event.buttons() == Button.NoButton:
            self._hover(at)

    def release(self, event: QMouseEvent) -> None:
        if event.button() != self._button:
            return
        at = self._pointer(event)
        gesture, self._armed = self.gesture, None
        if gesture is None:
            if event.button() == Button.LeftButton and self._pressed is not None:
                self._click(at)
            return
        self._stop()
        gesture.move(at)
        gesture.end(at)

    def double_click(self, event: QMouseEvent) -> None:
        """On a block: look into it. On a Python layer: read it. On a node or frame title: rename. On empty: search."""
        if event.button() != Button.LeftButton:
            return
        at, board = self._pointer(event), self._view.board
        node, frame = node_at(board, at.scene), frame_at(board, at.scene)
        if node is not None and self._view.blocks.can_open((node,)):
            self._view.blocks.open(node)
        elif node is not None and self._view.python.can_edit((node,)):
            self._view.python.edit(node)
        elif node is not None:
            self._view.rename.node(node)
        elif frame is not None:
            self._view.rename.frame(frame.frame.id)
        elif link_at(board, at.scene) is None and port_at(board, at.scene) is None:
            self._view.search.open_at(at.view, at.scene)

    def cancel(self) -> bool:
        """Call the running gesture off; whether there was one."""
        gesture, self._armed = self.gesture, None
        if gesture is None:
            return False
        self._stop()
        gesture.cancel()
        return True

    # choosing a gesture

    def _arm(self, button: Button, at: Pointer) -> Gesture | None:
        if button == Button.MiddleButton:
            return Pan(self._view)
        if button == Button.RightButton:
            return Knife(self._view) if at.holds(Key.ControlModifier) else None
        if button != Button.LeftButton or self._press_callout(at):
            return None
        port = port_at(self._view.board, at.scene, self._view.reach)
        if port is not None:
            return self._arm_port(port, at)
        node = node_at(self._view.board, at.scene)
        if node is not None:
            return self._arm_node(node, at)
        return self._arm_rest(at)

    def _arm_port(self, port: PortHit, at: Pointer) -> Gesture:
        graph = self._view.board.project.graph
        if port.side == "out":
            if at.holds(Key.ControlModifier):
                return MoveOutput(self._view, port)
            return Connect(self._view, Loose(port))
        links = graph.links_at(port.node, port.port)
        declared = graph.port(port.node, port.port)
        if links and not (declared and declared.many and at.holds(Key.ShiftModifier)):
            link = links[-1]
            return Connect(self._view, Loose(PortHit(link.source, "out", link.output), moving=link))
        return Connect(self._view, Loose(port))

    def _arm_node(self, node: str, at: Pointer) -> Gesture:
        choice = self._view.choice
        if at.holds(Key.ShiftModifier) or at.holds(Key.ControlModifier):
            choice.toggle(node)
        elif node not in choice.nodes:
            choice.take((node,))
        else:
            self._click_through = True
        pull = at.holds(Key.AltModifier)
        return Move(self._view, (node,) if pull else choice.nodes, choice.frames, pull)

    def _arm_rest(self, at: Pointer) -> Gesture:
        choice, board = self._view.choice, self._view.board
        link = link_at(board, at.scene, 7 / min(1.0, self._view.zoom))
        corner = frame_corner_at(board, at.scene)
        frame = frame_at(board, at.scene)
        more = at.holds(Key.ShiftModifier) or at.holds(Key.ControlModifier)
        if link is not None:
            choice.toggle_link(link) if more else choice.take((), {link})
        elif corner is not None:
            choice.take((), frames=(corner.frame.id,))
            return ResizeFrame(self._view, corner)
        elif frame is not None:
            choice.take((), frames=(frame.frame.id,))
            return Move(self._view, tuple(nodes_of_frame(board, frame)), choice.frames)
        elif not more:
            choice.take(())
        return BoxSelect(self._view)

    def _press_callout(self, at: Pointer) -> bool:
        callout = self._view.board.callouts.at(at.scene)
        if callout is None or self._view.zoom < 0.45:
            return False
        if callout.chip.contains(at.scene):
            mend(self._view.session, callout.problem)
        return True

    def _click(self, at: Pointer) -> None:
        """A press on one of several chosen nodes, released in place, chooses it alone."""
        if self._click_through:
            node = node_at(self._view.board, at.scene)
            if node is not None:
                self._view.choice.take((node,))

    # while it runs

    def _begin(self, gesture: Gesture, at: Pointer) -> None:
        self.gesture, self._armed = gesture, None
        self._view.choice.hover("", None)
        self._view.viewport().setCursor(gesture.cursor)
        gesture.start(at)
        if gesture.pans_at_edge:
            self._timer.start()

    def _stop(self) -> None:
        self.gesture = None
        self._timer.stop()
        self._view.viewport().unsetCursor()

    def _hover(self, at: Pointer) -> None:
        """Light up what is under the pointer and say in full what it is."""
        board, viewport = self._view.board, self._view.viewport()
        callout = board.callouts.at(at.scene)
        on_chip = callout is not None and callout.chip.contains(at.scene)
        for each in board.callouts.items:
            each.mark(on_chip and each is callout)
        port = port_at(board, at.scene, self._view.reach) if callout is None else None
        node = node_at(board, at.scene, 4.0) if callout is None else None
        free = port is None and node is None and callout is None
        link = link_at(board, at.scene, 7 / min(1.0, self._view.zoom)) if free else None
        self._view.choice.hover(node or "", link, port)
        shape = Qt.CursorShape.PointingHandCursor if on_chip else Qt.CursorShape.CrossCursor
        viewport.setCursor(shape) if port or on_chip else viewport.unsetCursor()
        tip = (
            port_tip(board, port) if port else node_tip(board, node) if node else link_tip(board, link) if link else ""
        )
        viewport.setToolTip(tip)

    def _pan_at_edge(self) -> None:
        if self.gesture is None or self._last is None:
            return
        room, at = self._view.viewport().rect(), self._last.view
        step = QPoint(_push(at.x(), room.width()), _push(at.y(), room.height()))
        if step.isNull():
            return
        self._view.camera.pan(step)
        self._last = Pointer(at, self._view.mapToScene(at), self._last.modifiers)
        self.gesture.move(self._last)

    def _pointer(self, event: QMouseEvent) -> Pointer:
        at = event.position().toPoint()
        return Pointer(at, self._view.mapToScene(at), event.modifiers())


def _push(place: int, size: int) -> int:
    """How far the drawing moves per tick: faster the deeper the pointer is in the strip."""
    if place < EDGE:
        return min(18, (EDGE - place) // 2 + 1)
    return -min(18, (place - size + EDGE) // 2 + 1) if place > size - EDGE else 0
