"""What does not move on a surface: filled contours, lines with their heights, marks on single cells."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QPainter, QPainterPath, QPen, QPolygonF

from app.ui.pages.landscape.field import Field, contour_image, contour_lines
from app.ui.pages.landscape.frame import Frame
from app.ui.theme import color, mono_font
from app.ui.theme.tokens import SURFACE_INK, SURFACE_RIM

Pixels = NDArray[np.float64]

REACH = 16.0  # px along a line on either side of its label, which have to be fairly straight
SHARES = (0.5, 0.35, 0.65, 0.2, 0.8)  # places along a line that are tried for its label
APART = 64.0  # px between labels, and half of it to what else lies on the surface


def faded(alpha: int) -> QColor:
    """A light stroke on a surface, 0 to 255 opaque."""
    tint = QColor(SURFACE_RIM)
    tint.setAlpha(alpha)
    return tint


def shade(alpha: int) -> QColor:
    """A dark stroke on a surface, 0 to 255 opaque."""
    tint = QColor(SURFACE_INK)
    tint.setAlpha(alpha)
    return tint


def paint_ground(painter: QPainter, field: Field, frame: Frame, ratio: float, avoid: Pixels) -> None:
    """Paint a field into the plot area, clipped to it; labels keep away from the points ``avoid`` (n, 2)."""
    left, right, bottom, top = field.window
    covered = QRectF(frame.to_px(left, top), frame.to_px(right, bottom))
    painter.fillRect(frame.rect, color("raised"))
    painter.fillRect(covered, QBrush(color("faint"), Qt.BrushStyle.BDiagPattern))
    size = (max(round(covered.width() * ratio), 2), max(round(covered.height() * ratio), 2))
    painter.drawImage(covered, contour_image(field, *size))
    _paint_lines(painter, field, frame, avoid)
    _paint_marks(painter, field, frame)


def halo_text(painter: QPainter, at: QPointF, text: str, angle: float = 0.0) -> None:
    """A light text with a dark rim, centred on a point and turned by an angle in degrees."""
    painter.save()
    painter.translate(at)
    painter.rotate(angle)
    font = mono_font(11)
    outline = QPainterPath()
    metrics = QFontMetricsF(font)
    outline.addText(-metrics.horizontalAdvance(text) / 2, metrics.capHeight() / 2, font, text)
    join = Qt.PenJoinStyle.RoundJoin
    painter.strokePath(outline, QPen(shade(150), 3, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, join))
    painter.fillPath(outline, QColor(SURFACE_RIM))
    painter.restore()


def label_place(line: Pixels, area: QRectF, taken: Pixels, others: Pixels) -> tuple[QPointF, float] | None:
    """Where a line (n, 2) in px may carry its label, and the angle there; None where there is no room."""
    steps = np.linalg.norm(np.diff(line, axis=0), axis=1)
    along = np.concatenate([[0.0], np.cumsum(steps)])
    if along[-1] < 4 * REACH:
        return None
    inside = area.adjusted(APART / 2, 14, -APART / 2, -14)
    for share in SHARES:
        at, before, after = (_point(line, along, share * along[-1] + shift) for shift in (0.0, -REACH, REACH))
        chord = after - before
        straight = np.hypot(*chord) > 1.8 * REACH
        free = _far(at, taken, APART) and _far(at, others, APART / 2)
        if straight and free and inside.contains(QPointF(*at)):
            angle = float(np.degrees(np.arctan2(chord[1], chord[0])))
            return QPointF(*at), angle - 180 if angle > 90 else angle + 180 if angle < -90 else angle
    return None


def _paint_lines(painter: QPainter, field: Field, frame: Frame, avoid: Pixels) -> None:
    taken = np.zeros((0, 2))
    labels = []
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for text, lines in contour_lines(field):
        drawn = [frame.pixels(line) for line in lines]
        painter.setPen(QPen(faded(120), 1))
        for line in drawn:
            painter.drawPolyline(QPolygonF([QPointF(x, y) for x, y in line.tolist()]))
        longest = max(drawn, key=len, default=None)
        place = None if longest is None else label_place(longest, frame.rect, taken, avoid)
        if place is not None:
            labels.append((text, *place))
            taken = np.vstack([taken, [place[0].x(), place[0].y()]])
    for text, at, angle in labels:
        halo_text(painter, at, text, angle)


def _paint_marks(painter: QPainter, field: Field, frame: Frame) -> None:
    """Hatch what is not finite, dot what is beyond the colours; dots on the computed cells of a preview."""
    if field.broken is not None and field.broken.any():
        for row, column in np.argwhere(field.broken):
            painter.fillRect(_cell(field, frame, row, column), QBrush(color("text"), Qt.BrushStyle.BDiagPattern))
    painter.setPen(Qt.PenStyle.NoPen)
    if field.clipped is not None:
        _paint_dots(painter, field, frame, field.clipped, 1.6, faded(110))
    if field.guessed is not None and field.guessed.any():
        _paint_dots(painter, field, frame, ~field.guessed, 2.1, shade(90))
        _paint_dots(painter, field, frame, ~field.guessed, 1.4, faded(210))


def _paint_dots(
    painter: QPainter, field: Field, frame: Frame, cells: NDArray[np.bool_], size: float, tint: QColor
) -> None:
    painter.setBrush(tint)
    for row, column in np.argwhere(cells):
        painter.drawEllipse(frame.to_px(field.xs[column], field.ys[row]), size, size)


def _cell(field: Field, frame: Frame, row: int, column: int) -> QRectF:
    """A cell's rectangle: halfway to its neighbours."""

    def borders(places: Pixels, at: int) -> tuple[float, float]:
        middle = (places[1:] + places[:-1]) / 2
        edges = np.concatenate([places[:1], middle, places[-1:]])
        return float(edges[at]), float(edges[at + 1])

    (left, right), (bottom, top) = borders(field.xs, column), borders(field.ys, row)
    return QRectF(frame.to_px(left, top), frame.to_px(right, bottom))


def _point(line: Pixels, along: Pixels, at: float) -> Pixels:
    """The point of a line after a length of it."""
    return np.array([np.interp(at, along, line[:, 0]), np.interp(at, along, line[:, 1])])


def _far(at: Pixels, points: Pixels, apart: float) -> bool:
    return not len(points) or bool((np.hypot(*(points - at).T) >= apart).all())
