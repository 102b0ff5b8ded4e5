"""What part of the board is seen, and how large."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QNativeGestureEvent, QWheelEvent
from PySide6.QtWidgets import QGraphicsView

SMALLEST, LARGEST = 0.05, 4.0
STEP = 1.2
MARGIN = 48.0
LEGIBLE = 0.55
"""Smallest zoom at which a drawing is opened: titles, shapes and costs can be read."""


class Camera:
    """Pans and zooms a view whose scroll bars are hidden."""

    def __init__(self, view: QGraphicsView) -> None:
        self._view = view
        self.untouched = True
        """Whether the person has not looked around yet since the drawing was opened."""

    @property
    def zoom(self) -> float:
        return self._view.transform().m11()

    def pan(self, step: QPoint) -> None:
        """Push the drawing by so many px of the screen."""
        self.untouched = False
        across, down = self._view.horizontalScrollBar(), self._view.verticalScrollBar()
        across.setValue(across.value() - step.x())
        down.setValue(down.value() - step.y())

    def zoom_by(self, factor: float, at: QPoint | None = None) -> None:
        """Zoom so that the point under ``at`` (viewport px; default the middle) stays there."""
        self.zoom_to(self.zoom * factor, at)

    def zoom_to(self, zoom: float, at: QPoint | None = None) -> None:
        """Zoom to a scale, 1 is 100 %."""
        view = self._view
        at = at if at is not None else view.viewport().rect().center()
        held = view.mapToScene(at)
        self._scale(zoom)
        self.pan(at - view.mapFromScene(held))

    def fit(self, rect: QRectF, largest: float = 1.0) -> None:
        """Show a part of the scene whole, no larger than ``largest``."""
        self.untouched = False
        if rect.isEmpty():
            self.reset(QPointF())
            return
        room = self.room
        self._scale(min(largest, room.width() / rect.width(), room.height() / rect.height()))
        self._view.centerOn(rect.center())

    def open_on(self, rect: QRectF) -> None:
        """Show a drawing just opened: whole where it stays legible, else its beginning."""
        self.fit(rect)
        if not rect.isEmpty() and self.zoom < LEGIBLE:
            self._scale(LEGIBLE)
            half = self._view.viewport().width() / 2 / LEGIBLE
            self._view.centerOn(rect.left() + half - MARGIN / LEGIBLE, rect.center().y())
        self.untouched = True

    def look_at(self, point: QPointF) -> None:
        """Bring a point of the scene into the middle."""
        self.untouched = False
        self._view.centerOn(point)

    def reveal(self, rect: QRectF) -> None:
        """Scroll as little as brings a part of the scene into view; not at all for one that is larger than the view."""
        self.untouched = False
        seen = self.seen
        if not seen.contains(rect) and rect.width() <= seen.width() and rect.height() <= seen.height():
            self._view.ensureVisible(rect, round(MARGIN), round(MARGIN))

    def reset(self, centre: QPointF | None = None) -> None:
        """100 %, around the same middle or the one given."""
        self.untouched = False
        centre = centre if centre is not None else self.centre
        self._scale(1.0)
        self._view.centerOn(centre)

    def wheel(self, event: QWheelEvent) -> None:
        """A wheel zooms at the pointer; two fingers on a pad pan."""
        two_fingers = event.phase() != Qt.ScrollPhase.NoScrollPhase and not event.pixelDelta().isNull()
        if two_fingers and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.pan(event.pixelDelta())
        else:
            steps = (event.angleDelta().y() or event.angleDelta().x()) / 120
            self.zoom_by(STEP**steps, event.position().toPoint())

    def pinch(self, event: QNativeGestureEvent) -> bool:
        """Two fingers apart or together zoom; whether this was such a gesture."""
        if event.gestureType() != Qt.NativeGestureType.ZoomNativeGesture:
            return False
        self.zoom_by(1 + event.value(), event.position().toPoint())
        return True

    @property
    def centre(self) -> QPointF:
        return self._view.mapToScene(self._view.viewport().rect().center())

    @property
    def room(self) -> QSizeF:
        """What the view leaves for a drawing that is shown whole, screen px."""
        whole = self._view.viewport().size()
        return QSizeF(max(1.0, whole.width() - 2 * MARGIN), max(1.0, whole.height() - 2 * MARGIN))

    @property
    def seen(self) -> QRectF:
        """The visible part of the scene."""
        return self._view.mapToScene(self._view.viewport().rect()).boundingRect()

    def _scale(self, zoom: float) -> None:
        zoom = max(SMALLEST, min(LARGEST, zoom))
        transform = self._view.transform()
        transform.reset()
        transform.scale(zoom, zoom)
        self._view.setTransform(transform)
