"""The shapes on the links, in one item above all links, so that no link crosses out another's label."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from app.ui.canvas.index import BoxIndex
from app.ui.canvas.link_item import LAYER, LinkItem
from app.ui.canvas.link_path import pill_place
from app.ui.canvas.routing import Route
from app.ui.canvas.style import zoom_of

if TYPE_CHECKING:
    from app.ui.canvas.board import Board

LABELLED, NEAR = 0.42, 0.75
"""Zoom from which labels are shown, and from which in their own size; between, larger ones."""
FAR_SCALE = 1.5
PADDING = 8.0
HEIGHTS = (15.0, 21.0)


class Labels(QGraphicsItem):
    """Keeps a place for every label, near and far, that covers no node and no other label."""

    def __init__(self, board: Board) -> None:
        super().__init__()
        self.board = board
        self._taken = (BoxIndex(), BoxIndex())
        self._bounds = QRectF()
        self.setZValue(LAYER + 2)
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemUsesExtendedStyleOption, True)

    def boundingRect(self) -> QRectF:
        return self._bounds

    def cover(self, bounds: QRectF) -> None:
        """Grow to the drawing's bounds."""
        if bounds != self._bounds:
            self.prepareGeometryChange()
            self._bounds = bounds

    def clear(self) -> None:
        for taken in self._taken:
            taken.clear()

    def forget(self, item: LinkItem) -> None:
        """The link's label gives its places back."""
        for taken in self._taken:
            if item in taken.boxes:
                taken.take(item)

    def covers(self, rect: QRectF) -> bool:
        """Whether a label, as it is seen from near, lies there."""
        return bool(self._taken[0].touching((rect.left(), rect.top(), rect.right(), rect.bottom())))

    def place(self, item: LinkItem, way: Route, label: str) -> tuple[QRectF, QRectF]:
        """Where a link's label stands near and far; empty for nowhere."""
        self.forget(item)
        if not label:
            return QRectF(), QRectF()
        width = self.board.style.width("label", label)
        widths = width + PADDING, width * FAR_SCALE + PADDING / 2
        places = []
        for taken, size, height in zip(self._taken, widths, HEIGHTS, strict=True):
            pill = pill_place(way, size, height, (self.board.index, taken))
            if not pill.isEmpty():
                taken.put(item, (pill.left(), pill.top(), pill.right(), pill.bottom()))
            places.append(pill)
        return places[0], places[1]

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        zoom = zoom_of(painter)
        if zoom < LABELLED:
            return
        far = zoom < NEAR
        painter.setFont(self.board.style.label_far if far else self.board.style.label)
        exposed = option.exposedRect
        area = exposed.left(), exposed.top(), exposed.right(), exposed.bottom()
        for item in self._taken[far].touching(area):
            if item.isVisible():
                self._paint(painter, item, item.far_pill if far else item.pill)

    def _paint(self, painter: QPainter, item: LinkItem, pill: QRectF) -> None:
        style = self.board.style
        painter.setOpacity(0.3 if item.dim else 1.0)
        if item.path.intersects(pill):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(style.color("canvas"))
            painter.drawRoundedRect(pill, 4, 4)
        painter.setPen(
            style.severity(item.severity) if item.severity else style.color("text" if item.is_loud else "secondary")
        )
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, item.label)
