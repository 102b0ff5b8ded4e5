"""Draws the lines of the palette."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.graph.offer import Offer
from app.ui.panels.palette.model import ENTRY, Heading, Index
from app.ui.theme import color, family_color, mono_font, pixmap, text_font

KIND_HEIGHT, HEADING_HEIGHT = 28, 34


class PaletteRow(QStyledItemDelegate):
    """A family: small capitals, fold mark and count. A kind: bar in the family's colour and name."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        heading = isinstance(index.data(ENTRY), Heading)
        return QSize(120, HEADING_HEIGHT if heading else KIND_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        entry = index.data(ENTRY)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._ground(painter, option)
        if isinstance(entry, Heading):
            self._heading(painter, QRectF(option.rect), entry)
        else:
            self._kind(painter, QRectF(option.rect), entry)
        painter.restore()

    def _ground(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        chosen = option.state & QStyle.StateFlag.State_Selected and option.state & QStyle.StateFlag.State_HasFocus
        if not chosen and not option.state & QStyle.StateFlag.State_MouseOver:
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color("selection" if chosen else "hover"))
        painter.drawRoundedRect(QRectF(option.rect).adjusted(8, 1, -8, -1), 6, 6)

    def _heading(self, painter: QPainter, rect: QRectF, entry: Heading) -> None:
        middle = rect.center().y() + 3
        if entry.foldable:
            mark = pixmap("chevron-down" if entry.open else "chevron-right", 12, "faint")
            painter.drawPixmap(QPointF(rect.right() - 24, middle - 6), mark)
        font = text_font(11, 600)
        font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, 0.6)
        painter.setFont(font)
        painter.setPen(color("secondary"))
        painter.drawText(QPointF(rect.left() + 16, middle + 4), entry.text.upper())
        painter.setFont(mono_font(11))
        painter.setPen(color("faint"))
        count = str(entry.count)
        width = painter.fontMetrics().horizontalAdvance(count)
        painter.drawText(QPointF(rect.right() - 30 - width, middle + 4), count)

    def _kind(self, painter: QPainter, rect: QRectF, entry: Offer) -> None:
        middle = rect.center().y()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(family_color(entry.family))
        painter.drawRoundedRect(QRectF(rect.left() + 17, middle - 7, 4, 14), 2, 2)
        painter.setFont(text_font(13))
        painter.setPen(color("text"))
        room = round(rect.width() - 32 - 16)
        name = painter.fontMetrics().elidedText(entry.kind, Qt.TextElideMode.ElideRight, room)
        painter.drawText(QPointF(rect.left() + 32, middle + 5), name)
