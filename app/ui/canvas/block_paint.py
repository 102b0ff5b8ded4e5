"""What tells a block from a layer: a tinted body, sheets behind a repeated one, ×N, and a strip of what is inside."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from app.ui.canvas.block_face import BlockFace
from app.ui.canvas.geometry import NODE_HEIGHT, NODE_WIDTH, RADIUS
from app.ui.canvas.style import Style, mixed, pen, veil

SHEETS = ((7.0, 7.0), (3.5, 3.5))
"""How far each sheet behind a repeated block looks out below, and is narrower at both sides; the last first."""

TINT = 0.07
STRIP_TOP, STRIP_HEIGHT, CELL, GAP = 64.5, 3.0, 8.0, 2.0
RAISED = 4.0
"""The lines of text stand this much higher than on a layer, px, so that the strip has room below them."""

PAD = 6.0
"""Beside the text of the badge, px."""


def ground(style: Style, hovered: bool) -> QColor:
    """The body of a block: that of a node with a breath of the accent."""
    return mixed(style.color("accent"), style.color("node"), TINT * (1.7 if hovered else 1.0))


def badge_width(block: BlockFace | None, font: str, style: Style) -> float:
    """Room that the badge takes at the right of the title, its distance included."""
    return style.width(font, block.badge) + 2 * PAD + 6.0 if block is not None and block.badge else 0.0


def paint_sheets(painter: QPainter, block: BlockFace, edge: QColor | None, style: Style, zoom: float) -> None:
    """Copies behind the first; round where one is near enough to see it."""
    if block.repeat < 2:
        return
    painter.setPen(pen(edge or style.color("line_strong"), min(2.5, max(1.0, 1.0 / zoom))))
    painter.setBrush(mixed(ground(style, False), style.color("canvas"), 0.6))
    for below, narrower in SHEETS:
        sheet = QRectF(narrower, 20.0, NODE_WIDTH - 2 * narrower, NODE_HEIGHT - 20.5 + below)
        painter.drawRoundedRect(sheet, RADIUS, RADIUS)


def paint_badge(painter: QPainter, block: BlockFace, font: str, baseline: float, right: float, style: Style) -> None:
    """How often, as a pill whose right end is given."""
    if not block.badge:
        return
    width, height = style.width(font, block.badge) + 2 * PAD, style.metrics[font].height() + 2.0
    pill = QRectF(right - width, baseline - style.metrics[font].ascent() - 1.0, width, height)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(veil(style.color("accent"), 0.2 if style.dark else 0.13))
    painter.drawRoundedRect(pill, height / 2, height / 2)
    painter.setFont(getattr(style, font))
    painter.setPen(style.color("accent_text"))
    painter.drawText(QPointF(pill.left() + PAD, baseline), block.badge)


def paint_inside(
    painter: QPainter, block: BlockFace, left: float, right: float, style: Style, tall: float = 1.0
) -> None:
    """A cell for each node inside, in the colour of its family."""
    if not block.inside:
        return
    width = min(CELL, (right - left + GAP) / len(block.inside) - GAP)
    height = STRIP_HEIGHT * tall
    painter.setPen(Qt.PenStyle.NoPen)
    for place, family in enumerate(block.inside):
        painter.setBrush(style.family(family))
        cell = QRectF(left + place * (width + GAP), STRIP_TOP + STRIP_HEIGHT - height, width, height)
        painter.drawRoundedRect(cell, 1.5, 1.5)
