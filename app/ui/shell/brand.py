"""The mark of Netloom, drawn."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QLinearGradient, QPainter, QPainterPath, QPen, QPixmap

from app.ui.theme.icons import screen_scale

FIRST, SECOND = "#5b9dff", "#a98bf5"


def mark(px: int, scale: float = 0.0) -> QPixmap:
    """Threads that cross on a rounded square, px logical pixels wide."""
    scale = scale or screen_scale()
    picture = QPixmap(round(px * scale), round(px * scale))
    picture.setDevicePixelRatio(scale)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    fill = QLinearGradient(0, 0, px, px)
    fill.setColorAt(0, QColor(FIRST))
    fill.setColorAt(1, QColor(SECOND))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(fill)
    painter.drawRoundedRect(QRectF(0, 0, px, px), px * 0.26, px * 0.26)
    _threads(painter, px)
    painter.end()
    return picture


def mark_icon() -> QIcon:
    """The mark for the system's window list."""
    made = QIcon()
    for px in (16, 32, 64, 128, 256):
        made.addPixmap(mark(px, 1.0))
    return made


def _threads(painter: QPainter, px: float) -> None:
    pen = QPen(QColor("#ffffff"), px * 0.075)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    left, right, rows = px * 0.27, px * 0.73, (px * 0.32, px * 0.68)
    for start, end in ((0, 1), (1, 0)):
        path = QPainterPath(QPointF(left, rows[start]))
        path.cubicTo(px * 0.52, rows[start], px * 0.48, rows[end], right, rows[end])
        painter.drawPath(path)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor("#ffffff"))
    for x in (left, right):
        for y in rows:
            painter.drawEllipse(QPointF(x, y), px * 0.085, px * 0.085)
