"""The path of a run on its surface: line, kept moments, ends of epochs, and what stands at both ends."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPolygonF

from app.ui.pages.landscape.field import color_of
from app.ui.pages.landscape.ground import Pixels, halo_text, shade
from app.ui.theme import color, text_font
from app.ui.theme.tokens import SURFACE_INK, SURFACE_RIM

Floats = NDArray[np.float64]

DOTS_APART = 14.0  # px between two moments that get a dot
EPOCHS_APART = 30.0  # px between the ends of two epochs that get a mark
ROUND = (1000, 500, 200, 100, 50, 20, 10, 5, 2, 1)  # epochs divisible by the first of these are marked first
CHIP_PADDING = 5
TOGETHER = 24.0  # px within which both ends of a path count as one place


def paint_line(painter: QPainter, line: Pixels, upto: int) -> None:
    """The path (n, 2) in px: bright up to a moment, faint after it."""
    painter.setOpacity(0.45)
    stroke(painter, line[upto:], QColor(SURFACE_INK), 3.2)
    stroke(painter, line[upto:], QColor(SURFACE_RIM), 1.2)
    painter.setOpacity(1.0)
    stroke(painter, line[: upto + 1], shade(200), 4.6)
    stroke(painter, line[: upto + 1], QColor(SURFACE_RIM), 2.2)


def paint_moments(painter: QPainter, line: Pixels, shares: Floats) -> None:
    """A dot on kept moments in the colour of their own loss: where it differs from the ground, the plane misleads.

    Args:
        shares: (n,) place of each loss on the colour bar, NaN where it is not known.
    """
    painter.setPen(Qt.PenStyle.NoPen)
    for place in spread(line, DOTS_APART):
        if np.isfinite(shares[place]):
            fill = QColor.fromRgb(color_of(float(shares[place])))
            for tint, size in ((QColor(SURFACE_INK), 5.0), (QColor(SURFACE_RIM), 4.2), (fill, 2.9)):
                painter.setBrush(tint)  # a light and a dark rim: one of them shows on any ground
                painter.drawEllipse(QPointF(*line[place]), size, size)


def paint_epochs(painter: QPainter, line: Pixels, moments: Floats) -> None:
    """A bar across the path at the ends of epochs 1, 2, ...; of those that lie close the rounder ones.

    Args:
        moments: (E,) where each end falls among the moments; 2.5 is halfway between the third and the fourth.
    """
    places = np.column_stack([np.interp(moments, np.arange(len(line)), column) for column in line.T])
    for number in epochs_marked(places, line[[0, -1]]):
        at = places[number - 1]
        normal = _normal(line, float(moments[number - 1]))
        ends = np.array([at - 6 * normal, at + 6 * normal])
        stroke(painter, ends, shade(200), 4.4)
        stroke(painter, ends, QColor(SURFACE_RIM), 2.0)
        halo_text(painter, QPointF(*(at + 16 * normal)), str(number))


def paint_ends(painter: QPainter, line: Pixels, now: int, texts: tuple[str, str], area: QRectF) -> None:
    """A square where the path begins, a disc where it ends, one in the accent at the moment ``now``."""
    first, last, here = (QPointF(*line[place]) for place in (0, -1, now))
    painter.setPen(QPen(QColor(SURFACE_INK), 1.5))
    painter.setBrush(QColor(SURFACE_RIM))
    painter.drawRect(QRectF(first.x() - 5, first.y() - 5, 10, 10))
    painter.drawEllipse(last, 5, 5)
    painter.setPen(QPen(QColor(SURFACE_INK), 4.5))
    painter.drawEllipse(here, 7, 7)
    painter.setPen(QPen(QColor(SURFACE_RIM), 2))
    painter.setBrush(color("accent"))
    painter.drawEllipse(here, 7, 7)
    named = [(first, texts[0]), (last, texts[1])]
    if np.hypot(*(line[0] - line[-1])) < TOGETHER:  # across a random plane a path may hardly move
        del named[0]
    for chip, text in _place_chips(named, area):
        _paint_chip(painter, chip, text)


def stroke(painter: QPainter, line: Pixels, tint: QColor, width: float) -> None:
    """Draw a polyline (n, 2) with round corners."""
    cap, join = Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(tint, width, Qt.PenStyle.SolidLine, cap, join))
    painter.drawPolyline(QPolygonF([QPointF(x, y) for x, y in line.tolist()]))


def spread(line: Pixels, apart: float) -> list[int]:
    """Points of a line of which each is so far from the one before; the first one begins."""
    kept: list[int] = []
    for place, at in enumerate(line):
        if not kept or np.hypot(*(at - line[kept[-1]])) >= apart:
            kept.append(place)
    return kept


def epochs_marked(places: Pixels, ends: Pixels) -> list[int]:
    """Numbers of the epochs that get a mark, round ones first, none near another or near an end of the path."""
    waiting = np.array(_by_roundness(len(places)), dtype=np.int64)
    marked: list[int] = []
    for at in ends:
        waiting = waiting[_apart(places[waiting - 1], at)]
    while len(waiting):
        marked.append(int(waiting[0]))
        waiting = waiting[_apart(places[waiting - 1], places[waiting[0] - 1])]
    return sorted(marked)


def _apart(places: Pixels, at: Pixels) -> NDArray[np.bool_]:
    """Which places leave room for a mark at a point; that point itself never does."""
    far: NDArray[np.bool_] = np.hypot(*(places - at).T) >= EPOCHS_APART
    return far


@lru_cache(maxsize=2)
def _by_roundness(count: int) -> tuple[int, ...]:
    """The numbers 1 to ``count``, round ones first."""
    return tuple(sorted(range(1, count + 1), key=_roundness))


def _roundness(number: int) -> tuple[int, int]:
    return next(place for place, base in enumerate(ROUND) if number % base == 0), number


def _normal(line: Pixels, moment: float) -> Pixels:
    """Unit vector across the path, upwards on the screen."""
    place = min(int(moment), len(line) - 2)
    across = line[place + 1] - line[place]
    size = float(np.hypot(*across))
    if size == 0.0:
        return np.array([0.0, -1.0])
    normal = np.array([-across[1], across[0]]) / size
    return normal if normal[1] <= 0 else -normal


def _place_chips(named: list[tuple[QPointF, str]], area: QRectF) -> list[tuple[QRectF, str]]:
    """Room for the text at each end: beside it, inside the plot, and not over the other one."""
    metrics = QFontMetricsF(text_font(11))
    chips: list[tuple[QRectF, str]] = []
    for at, text in named:
        width, height = metrics.horizontalAdvance(text) + 2 * CHIP_PADDING, metrics.height() + 4
        left = at.x() + 12 if at.x() + 12 + width < area.right() - 4 else at.x() - 12 - width
        chip = QRectF(left, at.y() - height - 6, width, height)
        if chip.top() < area.top() + 4 or any(chip.intersects(other) for other, _ in chips):
            chip.moveTop(at.y() + 8)
        chips.append((chip, text))
    return chips


def _paint_chip(painter: QPainter, chip: QRectF, text: str) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(shade(190))
    painter.drawRoundedRect(chip, 4, 4)
    painter.setPen(QColor(SURFACE_RIM))
    painter.setFont(text_font(11))
    painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, text)
