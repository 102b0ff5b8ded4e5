"""Axes and colour bar around a surface."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPolygonF

from app.ui.pages.landscape.field import Field, bar_ticks, viridis
from app.ui.pages.landscape.frame import Frame, round_ticks, tick_text
from app.ui.pages.landscape.ground import faded
from app.ui.theme import color, mono_font, text_font

BAR_GAP, BAR_WIDTH = 20, 12
TIP = 8  # px, the arrow of a bar that ends before the values do

LEFTWARDS = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
RIGHTWARDS = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
CENTRED = Qt.AlignmentFlag.AlignCenter


def paint_axes(painter: QPainter, frame: Frame, x_label: str, y_label: str, relative: float | None) -> None:
    """Paint numbers and names of both directions; ``relative`` is |u| / |w|, for an upper axis."""
    area = frame.rect
    painter.setFont(mono_font(11))
    painter.setPen(color("secondary"))
    for value in round_ticks(frame.left, frame.right):
        x = frame.to_px(value, 0).x()
        painter.drawText(QRectF(x - 40, area.bottom() + 6, 80, 16), CENTRED, tick_text(value))
    for value in round_ticks(frame.bottom, frame.top):
        y = frame.to_px(0, value).y()
        painter.drawText(QRectF(area.left() - 58, y - 8, 50, 16), LEFTWARDS, tick_text(value))
    if relative is not None:
        _paint_relative(painter, frame, relative)
    painter.setFont(text_font(12))
    painter.drawText(QRectF(area.left(), area.bottom() + 26, area.width(), 18), CENTRED, x_label)
    painter.save()
    painter.translate(10, area.center().y())
    painter.rotate(-90)
    half = area.height() / 2
    painter.drawText(QRectF(-half, -10, 2 * half, 18), CENTRED, y_label)
    painter.restore()


def paint_bar(painter: QPainter, field: Field, frame: Frame, label: str, room: float) -> None:
    """Paint the colour bar right of the plot; its ends are arrows where values lie beyond them."""
    bar = QRectF(frame.rect.right() + BAR_GAP, frame.rect.top(), BAR_WIDTH, frame.rect.height())
    below, above = _beyond(field)
    bar.adjust(0, TIP if above else 0, 0, -TIP if below else 0)
    band = bar.height() / field.bands
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    for place in range(field.bands):
        top = bar.bottom() - (place + 1) * band
        painter.fillRect(QRectF(bar.left(), top, bar.width(), band + 1), _band_color(field, place))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _paint_tips(painter, field, bar, below, above)
    painter.setFont(mono_font(11))
    for share, text in bar_ticks(field):
        y = bar.bottom() - share * bar.height()
        painter.setPen(faded(140))
        painter.drawLine(QPointF(bar.left(), y), QPointF(bar.right(), y))
        painter.setPen(color("secondary"))
        painter.drawText(QRectF(bar.right() + 8, y - 8, room - BAR_GAP - BAR_WIDTH - 8, 16), RIGHTWARDS, text)
    painter.setFont(text_font(11))
    where = QRectF(bar.left(), frame.rect.bottom() + 6, room - BAR_GAP, 16)
    painter.drawText(where, RIGHTWARDS, label)


def _paint_relative(painter: QPainter, frame: Frame, size: float) -> None:
    """Upper axis: the same places as the size of the change against the weights."""
    area = frame.rect
    for share in round_ticks(frame.left * size, frame.right * size):
        x = frame.to_px(share / size, 0).x()
        painter.drawText(QRectF(x - 40, area.top() - 24, 80, 16), CENTRED, f"{abs(share) * 100:.4g} %")
    painter.setFont(text_font(11))
    painter.drawText(QRectF(0, area.top() - 24, area.left() - 8, 16), LEFTWARDS, "|Δw| / |w|")
    painter.setFont(mono_font(11))


def _paint_tips(painter: QPainter, field: Field, bar: QRectF, below: bool, above: bool) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    middle = bar.center().x()
    for there, edge, tip, place in (
        (above, bar.top(), bar.top() - TIP, field.bands - 1),
        (below, bar.bottom(), bar.bottom() + TIP, 0),
    ):
        if there:
            painter.setBrush(_band_color(field, place))
            corners = [QPointF(bar.left(), edge), QPointF(bar.right(), edge), QPointF(middle, tip)]
            painter.drawPolygon(QPolygonF(corners))


def _beyond(field: Field) -> tuple[bool, bool]:
    """Whether marked values lie below and above the colours."""
    if field.levels is None or field.clipped is None or not field.clipped.any():
        return False, False
    values = np.where(field.clipped, field.values, np.nan)
    return bool(field.levels.below(values).any()), bool(field.levels.above(values).any())


def _band_color(field: Field, place: int) -> QColor:
    return QColor.fromRgb(int(viridis()[round(255 * place / (field.bands - 1))]))
