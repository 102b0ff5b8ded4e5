"""The whole drawing, small, with the part that is seen."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, QTimer, Slot
from PySide6.QtGui import QBrush, QEnterEvent, QMouseEvent, QPainter, QPaintEvent, QPixmap, QShowEvent
from PySide6.QtWidgets import QWidget

from app.ui.canvas.geometry import NODE_HEIGHT, NODE_WIDTH
from app.ui.canvas.style import mixed, pen, veil
from app.ui.canvas.view import CanvasView

WIDTH, HEIGHT, INSET = 184, 116, 10.0
SOLID, SHEER = 0.94, 0.55
"""Opacity of the ground: usual, and where nodes lie below it while the pointer is elsewhere."""

ROUNDED = 6.0
"""Height on the map, px, from which a node has round corners: a thousand tiny ones would cost 20 ms an edit."""


class Minimap(QWidget):
    """Stands in the lower right corner of its view; a press or drag goes there.

    Shown only while a part of the drawing is out of sight, so it never covers a drawing that is seen whole.
    """

    def __init__(self, view: CanvasView) -> None:
        super().__init__(view)
        self._view = view
        self.setFixedSize(QSize(WIDTH, HEIGHT))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName("Overview of the drawing")
        self._changes = 0
        self._picture: QPixmap | None = None
        self._picture_key: tuple[object, ...] = ()
        self._timer = QTimer(self, singleShot=True, interval=30)
        self._timer.timeout.connect(self._refresh)
        view.moved.connect(self._later)
        view.board_changed.connect(self._changed)
        self._refresh()

    @Slot()
    def _changed(self) -> None:
        self._changes += 1
        self._later()

    @Slot()
    def _later(self) -> None:
        if not self._timer.isActive():
            self._timer.start()

    @Slot()
    def _refresh(self) -> None:
        room = self._view.rect()
        self.move(room.right() - WIDTH - 15, room.bottom() - HEIGHT - 15)
        wide_enough = room.width() > 3 * WIDTH and room.height() > 2.5 * HEIGHT
        self.setVisible(wide_enough and self._is_needed())
        self.update()

    def _is_needed(self) -> bool:
        """Whether there is something that is not seen."""
        view = self._view
        return bool(view.board.nodes) and not view.camera.seen.contains(view.board.content())

    @property
    def covers_nodes(self) -> bool:
        """Whether nodes lie below the map."""
        under = self._view.mapToScene(self.geometry()).boundingRect()
        return bool(self._view.board.index.touching((under.left(), under.top(), under.right(), under.bottom())))

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.update()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.raise_()

    def paintEvent(self, event: QPaintEvent) -> None:
        view, style = self._view, self._view.board.style
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(pen(style.color("line")))
        sheer = self.covers_nodes and not self.underMouse()
        painter.setBrush(veil(style.color("panel"), SHEER if sheer else SOLID))
        painter.drawRoundedRect(frame, 10, 10)
        scale, origin = self._scale()
        painter.drawPixmap(0, 0, self._nodes(scale, origin))
        seen = view.camera.seen
        window = QRectF((seen.topLeft() - origin) * scale, seen.size() * scale)
        window = window.intersected(frame.adjusted(3, 3, -3, -3))
        painter.setPen(pen(veil(style.color("accent"), 0.8), 1.2))
        painter.setBrush(veil(style.color("accent"), 0.08))
        painter.drawRoundedRect(window, 4, 4)
        painter.end()

    def _nodes(self, scale: float, origin: QPointF) -> QPixmap:
        """The nodes as a picture, kept until the drawing or the map's scale changes: the map lies over the view."""
        key = scale, origin.x(), origin.y(), self._changes, self._view.board.style.dark
        if self._picture is None or key != self._picture_key:
            self._picture_key, self._picture = key, self._draw_nodes(scale, origin)
        return self._picture

    def _draw_nodes(self, scale: float, origin: QPointF) -> QPixmap:
        board, ratio = self._view.board, self.devicePixelRatioF()
        picture = QPixmap(self.size() * ratio)
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        width, height = max(2.0, NODE_WIDTH * scale), max(2.0, NODE_HEIGHT * scale)
        brushes: dict[int, QBrush] = {}
        for item in board.nodes.values():
            color = board.style.severity(item.severity) if item.severity else item.family
            brush = brushes.get(color.rgb())
            if brush is None:
                brush = brushes[color.rgb()] = QBrush(mixed(color, board.style.color("panel"), 0.8))
            body = QRectF((item.x() - origin.x()) * scale, (item.y() - origin.y()) * scale, width, height)
            if height < ROUNDED:
                painter.fillRect(body, brush)
            else:
                painter.setBrush(brush)
                painter.drawRoundedRect(body, 2.5, 2.5)
        painter.end()
        return picture

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._go(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._go(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def _go(self, at: QPointF) -> None:
        scale, origin = self._scale()
        self._view.camera.look_at(at / scale + origin)
        self._view.moved.emit()

    def _scale(self) -> tuple[float, QPointF]:
        """Map px per scene px, and the scene point at the map's corner."""
        content = self._view.board.content().united(self._view.camera.seen)
        room = QRectF(self.rect()).adjusted(INSET, INSET, -INSET, -INSET)
        scale = min(room.width() / max(1.0, content.width()), room.height() / max(1.0, content.height()))
        corner = QPointF(room.center().x() / scale, room.center().y() / scale)
        return scale, content.center() - corner
