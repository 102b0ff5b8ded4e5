"""Snapping a moving group: to the edges and middles of other nodes, else to the grid."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF

from app.ui.canvas.geometry import snap

NEAR = 6.0
OVERHANG = 16.0


def aligned(moving: QRectF, others: list[QRectF], near: float = NEAR) -> tuple[QPointF, list[tuple[QPointF, QPointF]]]:
    """Where the group's corner goes, and the guides that say why.

    Args:
        moving: bounds of the group where the pointer has it.
        others: bodies that may be aligned with.
        near: distance within which a guide takes hold, px.
    """
    x, column = _nearest(_xs(moving), [(value, other) for other in others for value in _xs(other)], near)
    y, row = _nearest(_ys(moving), [(value, other) for other in others for value in _ys(other)], near)
    left = moving.left() + x if column else snap(moving.left())
    top = moving.top() + y if row else snap(moving.top())
    placed = QRectF(left, top, moving.width(), moving.height())
    guides = [_upright(value, placed, other) for value, other in column[:1]]
    guides += [_level(value, placed, other) for value, other in row[:1]]
    return QPointF(left, top), guides


def _xs(rect: QRectF) -> tuple[float, ...]:
    return rect.left(), rect.center().x(), rect.right()


def _ys(rect: QRectF) -> tuple[float, ...]:
    return rect.top(), rect.center().y(), rect.bottom()


def _nearest(
    own: tuple[float, ...], lines: list[tuple[float, QRectF]], near: float
) -> tuple[float, list[tuple[float, QRectF]]]:
    """The smallest shift that brings one of the own lines onto another, with that line. Like meets like only."""
    best: tuple[float, list[tuple[float, QRectF]]] = 0.0, []
    least = near + 1e-9
    for place, (value, other) in enumerate(lines):
        shift = value - own[place % 3]
        if abs(shift) < least:
            least, best = abs(shift), (shift, [(value, other)])
    return best


def _upright(x: float, first: QRectF, second: QRectF) -> tuple[QPointF, QPointF]:
    both = first.united(second)
    return QPointF(x, both.top() - OVERHANG), QPointF(x, both.bottom() + OVERHANG)


def _level(y: float, first: QRectF, second: QRectF) -> tuple[QPointF, QPointF]:
    both = first.united(second)
    return QPointF(both.left() - OVERHANG, y), QPointF(both.right() + OVERHANG, y)
