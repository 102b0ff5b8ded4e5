"""The whole drawing, small, with the part that is seen."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer, Slot
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPixmap, QShowEvent
from PySide6.QtWidgets import QWidget

from app.ui.canvas.geometry import NODE_HEIGHT, NODE_WIDTH
from app.ui.canvas.style import mixed, pen, veil
from app.ui.canvas.view import CanvasView

WIDTH, HEIGHT, INSET = 184, 116, 10.0


class Minimap(QWidget):
    """Stands in the lower right corner of its view; a press or drag goes there. Gone while there is nothing to see."""

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
        self.setVisible(bool(self._view.board.nodes) and wide_enough and not self._is_in_the_way())
        self.update()

    def _is_in_the_way(self) -> bool:
        """Whether it would hide nodes while the whole drawing is seen anyway."""
        view = self._view
        if not view.camera.seen.contains(view.board.content()):
            return False
        under = view.mapToScene(self.geometry()).boundingRect()
        return bool(view.board.index.touching((under.left(), under.top(), under.right(), under.bottom())))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.raise_()

    def paintEvent(self, event: QPaintEvent) -> None:
        view, style = self._view, self._view.board.style
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(pen(style.color("line")))
        painter.setBrush(veil(style.color("panel"), 0.94))
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
        for item in board.nodes.values():
            corner = (item.pos() - origin) * scale
            color = board.style.severity(item.severity) if item.severity else item.family
            painter.setBrush(mixed(color, board.style.color("panel"), 0.8))
            body = QRectF(corner.x(), corner.y(), max(2.0, NODE_WIDTH * scale), max(2.0, NODE_HEIGHT * scale))
            painter.drawRoundedRect(body, min(2.5, body.height() / 4), min(2.5, body.height() / 4))
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
