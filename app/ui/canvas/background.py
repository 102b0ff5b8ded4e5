"""The dotted grid behind the drawing."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QBrush, QColor, QPainter, QPixmap, QTransform

from app.ui.canvas.style import Style

DOTS = 24.0
"""Distance of the dots at 100 %: three grid steps."""


def paint_grid(painter: QPainter, rect: QRectF, style: Style, zoom: float) -> None:
    """Fill a part of the scene with the canvas colour and dots that keep their size on the screen."""
    painter.fillRect(rect, style.color("canvas"))
    spacing = DOTS
    while spacing * zoom < 16:
        spacing *= 2
    while spacing * zoom > 48:
        spacing /= 2
    tile = 64
    brush = QBrush(_dot(style.tokens.grid, round(max(2.0, 64 * 1.6 / (spacing * zoom)) * 2)))
    brush.setTransform(QTransform.fromScale(spacing / tile / 2, spacing / tile / 2))
    painter.setBrushOrigin(QPointF(-spacing / 2, -spacing / 2))
    painter.fillRect(rect, brush)


@lru_cache(maxsize=64)
def _dot(color: str, size: int) -> QPixmap:
    """One tile of 128 px with a dot of that diameter in its middle."""
    picture = QPixmap(128, 128)
    picture.fill(QColor(0, 0, 0, 0))
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QColor(0, 0, 0, 0))
    painter.setBrush(QColor(color))
    painter.drawEllipse(QPointF(64, 64), size / 2, size / 2)
    painter.end()
    return picture
