"""Draws the cells: names behind the colour of their family, numbers under each other with a bar for their share."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from app.compile.analysis.rows import Row
from app.ui.panels.analysis.columns import COLUMNS, SIGHT
from app.ui.panels.analysis.model import Entry, FiguresModel
from app.ui.theme import color, family_color, mono_font, text_font
from nodes import kind

HEIGHT = 26
PAD = 10.0
BAR_WIDTH, BAR_HEIGHT = 40.0, 4.0
UNIT = 24.0
"""Room behind the digits, so that they stand under each other whatever the unit is: MiB, M."""
GAP = 24.0
"""Between a number and the bar of the next one."""
SHORT = {"bytes": "B"}


class FigureCells(QStyledItemDelegate):
    """Paints everything itself: the style's own items leave gaps between the columns of a chosen row."""

    def __init__(self, model: FiguresModel) -> None:
        super().__init__(model)
        self._model = model

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(60, HEIGHT)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        entry, column, rect = self._model.entry(index), index.column(), QRectF(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if column == 0:
            _name(painter, rect, entry)
        elif COLUMNS[column].figure:
            _figure(painter, rect, entry.row, column, self._model.total)
        else:
            _words(painter, rect, COLUMNS[column].text(entry.row), column)
        painter.restore()


def number(painter: QPainter, rect: QRectF, text: str, with_unit: bool) -> None:
    """A number at the right of a cell; its unit stands in a room of its own, in a quieter colour."""
    digits, _, unit = text.partition(" ") if with_unit else (text, "", "")
    right = rect.right() - PAD - (UNIT if with_unit else 0)
    ink = painter.pen()
    _right(painter, QRectF(rect.left(), rect.top(), right - rect.left(), rect.height()), digits)
    if unit:
        painter.setPen(color("secondary"))
        room = QRectF(right + 5, rect.top(), UNIT, rect.height())
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, SHORT.get(unit, unit))
        painter.setPen(ink)


def has_unit(column: int) -> bool:
    """Whether the numbers of a column carry units of different size."""
    figure = COLUMNS[column].figure
    return figure is not None and figure.key != "parameters"


def _right(painter: QPainter, rect: QRectF, text: str) -> None:
    painter.drawText(rect, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)


def _name(painter: QPainter, rect: QRectF, entry: Entry) -> None:
    middle = rect.center().y()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(family_color(_family(entry.row)))
    painter.drawRoundedRect(QRectF(rect.left() + 2, middle - 6.5, 4, 13), 2, 2)
    font = text_font(13, 500 if entry.row.block else 400)
    painter.setFont(font)
    painter.setPen(color("text"))
    room = rect.adjusted(14, 0, -4, 0)
    text = _elided(font, entry.name, room.width())
    painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)


def _words(painter: QPainter, rect: QRectF, text: str, column: int) -> None:
    mono = column > 1
    font = mono_font(12) if mono else text_font(13)
    painter.setFont(font)
    painter.setPen(color("text" if column == SIGHT else "secondary"))
    room = rect.adjusted(PAD, 0, -PAD, 0)
    if column == SIGHT:
        _right(painter, room, _elided(font, text, room.width()))
    else:
        side = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(room, side, _elided(font, text, room.width()))


def _figure(painter: QPainter, rect: QRectF, row: Row, column: int, total: Row) -> None:
    figure = COLUMNS[column].figure
    assert figure is not None
    count, whole = figure.of(row), figure.of(total)
    if not count:
        return
    share_bar(painter, QPointF(rect.left() + GAP, rect.center().y()), count / max(1, whole), _family(row))
    painter.setFont(mono_font(12))
    painter.setPen(color("text"))
    number(painter, rect, figure.text(count), has_unit(column))


def share_bar(painter: QPainter, left: QPointF, share: float, family: str) -> None:
    """A small bar as the nodes on the canvas wear it; ``left`` is the middle of its left edge."""
    track = QRectF(left.x(), left.y() - BAR_HEIGHT / 2, BAR_WIDTH, BAR_HEIGHT)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color("line"))
    painter.drawRoundedRect(track, 2, 2)
    painter.setBrush(family_color(family))
    track.setWidth(max(BAR_HEIGHT, BAR_WIDTH * share))
    painter.drawRoundedRect(track, 2, 2)


@cache
def _family_of(name: str) -> str:
    return kind(name).family


def _family(row: Row) -> str:
    return _family_of(row.kind)


def _elided(font: QFont, text: str, width: float) -> str:
    return QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, width)
