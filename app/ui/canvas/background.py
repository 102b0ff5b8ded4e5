"""The dotted grid behind the drawing."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap, QPolygonF

from app.ui.canvas.style import Style

DOTS = 24.0
"""Distance of the dots at 100 %: three grid steps."""
CLOSEST, WIDEST = 18.0, 60.0
DIAMETER = 1.7


def paint_grid(painter: QPainter, rect: QRectF, style: Style, zoom: float) -> None:
    """Fill a part of the scene with the canvas colour and dots that keep their size on the screen."""
    painter.fillRect(rect, style.color("canvas"))
    step = DOTS * zoom
    while step < CLOSEST:
        step *= 2
    while step > WIDEST:
        step /= 2
    origin = painter.worldTransform().map(QPointF())
    sheet = _sheet(style.tokens.grid, step, painter.viewport().size(), painter.device().devicePixelRatioF())
    painter.save()
    painter.resetTransform()
    painter.drawPixmap(round(origin.x() % step - step), round(origin.y() % step - step), sheet)
    painter.restore()


@lru_cache(maxsize=4)
def _sheet(color: str, step: float, size: QSize, scale: float) -> QPixmap:
    """Dots for a whole viewport and one step more; drawing them one by one took 10 ms a frame."""
    width, height = size.width() + 2 * step, size.height() + 2 * step
    picture = QPixmap(QSize(round(width * scale), round(height * scale)))
    picture.setDevicePixelRatio(scale)
    picture.fill(QColor(0, 0, 0, 0))
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(color), DIAMETER, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    columns, rows = range(int(width / step) + 1), range(int(height / step) + 1)
    painter.drawPoints(QPolygonF([QPointF(column * step, row * step) for column in columns for row in rows]))
    painter.end()
    return picture
