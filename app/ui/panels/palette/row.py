"""Draws the lines of the palette."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.graph.finding import Found
from app.ui.canvas.kind_row import ROW, paint_found
from app.ui.canvas.new_layer import NEW_LAYER
from app.ui.panels.palette.model import COMMON, ENTRY, OWN, Heading, Index, Listed
from app.ui.theme import color, family_color, mono_font, pixmap, text_font

KIND_HEIGHT, HEADING_HEIGHT, FAMILY_HEIGHT = 28, 32, 28
EDGE, SET_IN = 16, 14
"""Left edge of headings, px, and how far the kinds of a family stand in from it."""


class PaletteRow(QStyledItemDelegate):
    """A heading: small capitals; a family: its colour, name and count; a kind: a bar in the family's colour and name.

    Attributes:
        led: the search field leads the list, so its current line is lit although the list has not the focus.
    """

    led = False

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        entry = index.data(ENTRY)
        if isinstance(entry, Found):
            return QSize(120, ROW)
        if isinstance(entry, Listed):
            return QSize(120, KIND_HEIGHT)
        return QSize(120, FAMILY_HEIGHT if entry.is_family else HEADING_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        entry, rect = index.data(ENTRY), QRectF(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._ground(painter, option)
        if isinstance(entry, Found):
            paint_found(painter, rect.adjusted(6, 0, -6, 0), entry, lit=False)
        elif isinstance(entry, Listed):
            self._kind(painter, rect, entry)
        elif entry.is_family:
            self._family(painter, rect, entry)
        else:
            self._heading(painter, rect, entry)
        painter.restore()

    def _ground(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        chosen = option.state & QStyle.StateFlag.State_Selected
        lit = chosen and (self.led or option.state & QStyle.StateFlag.State_HasFocus)
        if not lit and not option.state & QStyle.StateFlag.State_MouseOver:
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color("selection" if lit else "hover"))
        painter.drawRoundedRect(QRectF(option.rect).adjusted(8, 1, -8, -1), 6, 6)

    def _heading(self, painter: QPainter, rect: QRectF, entry: Heading) -> None:
        middle = rect.center().y() + 2
        font = text_font(11, 600)
        font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, 0.6)
        painter.setFont(font)
        painter.setPen(color("secondary"))
        painter.drawText(QPointF(rect.left() + EDGE, middle + 4), entry.title.upper())
        self._end(painter, rect, entry, middle)

    def _family(self, painter: QPainter, rect: QRectF, entry: Heading) -> None:
        middle = rect.center().y()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(family_color(entry.text))
        painter.drawRoundedRect(QRectF(rect.left() + EDGE, middle - 4.5, 9, 9), 2.5, 2.5)
        painter.setFont(text_font(13, 600 if entry.open else 500))
        painter.setPen(color("text"))
        painter.drawText(QPointF(rect.left() + EDGE + SET_IN + 2, middle + 5), entry.title)
        self._end(painter, rect, entry, middle)

    def _end(self, painter: QPainter, rect: QRectF, entry: Heading, middle: float) -> None:
        """Count and fold mark, at the right."""
        if entry.foldable:
            mark = pixmap("chevron-down" if entry.open else "chevron-right", 12, "faint")
            painter.drawPixmap(QPointF(rect.right() - 24, middle - 6), mark)
        painter.setFont(mono_font(11))
        painter.setPen(color("faint"))
        count = str(entry.count or "")
        width = painter.fontMetrics().horizontalAdvance(count)
        painter.drawText(QPointF(rect.right() - 30 - width, middle + 4), count)

    def _kind(self, painter: QPainter, rect: QRectF, entry: Listed) -> None:
        middle = rect.center().y()
        left = rect.left() + EDGE + (0 if entry.group in (COMMON, *OWN) else SET_IN)
        if entry.offer is NEW_LAYER:
            painter.drawPixmap(QPointF(left - 2, middle - 6), pixmap("plus", 12, "secondary"))
        else:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(family_color(entry.offer.family))
            painter.drawRoundedRect(QRectF(left + 2, middle - 7, 4, 14), 2, 2)
        painter.setFont(text_font(13))
        painter.setPen(color("secondary" if entry.offer is NEW_LAYER else "text"))
        room = round(rect.right() - left - 16 - 14)
        name = painter.fontMetrics().elidedText(entry.kind, Qt.TextElideMode.ElideRight, room)
        painter.drawText(QPointF(left + 16, middle + 5), name)
