"""How a node is drawn, in four steps of detail."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPixmap

from app.ui.canvas.block_paint import RAISED, badge_width, ground, paint_badge, paint_inside, paint_sheets
from app.ui.canvas.face import SHARE_WIDTH, TEXT_LEFT, TEXT_RIGHT, TEXT_WIDTH, UNTRUSTED
from app.ui.canvas.geometry import BAR, NODE_HEIGHT, NODE_WIDTH, PORT, RADIUS, input_offset, output_offset
from app.ui.canvas.style import Style, mixed, pen, veil
from app.ui.theme.icons import render

if TYPE_CHECKING:
    from app.ui.canvas.node_item import NodeItem

BOX, BARE, NAMED, FULL = 0.2, 0.45, 0.75, 1e9
"""Zoom below which a node is a flat box, a box with a title bar, a title."""

BODY = QRectF(0, 0, NODE_WIDTH, NODE_HEIGHT)


def paint_node(painter: QPainter, item: NodeItem, style: Style, zoom: float) -> None:
    """Draw a node at the scale of the painter's transform."""
    if item.dim:
        painter.setOpacity(0.35)
    if zoom < BOX:
        _flat(painter, item, style)
    elif zoom < BARE:
        _bare(painter, item, style, zoom)
    else:
        _body(painter, item, style, zoom)
        if zoom < NAMED:
            _big_title(painter, item, style)
        else:
            _texts(painter, item, style)
        _ports(painter, item, style)
    if zoom >= BARE and item.severity:
        _badge(painter, item.severity, style)


def _flat(painter: QPainter, item: NodeItem, style: Style) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    body = _edge_color(item, style) or mixed(item.family, style.color("node"), 0.75)
    if item.face.block is not None and item.face.block.repeat > 1:
        painter.fillRect(BODY.adjusted(12, 0, -12, 8), mixed(body, style.color("canvas"), 0.45))
    painter.fillRect(BODY, body)


def _bare(painter: QPainter, item: NodeItem, style: Style, zoom: float) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    block = item.face.block
    if block is not None:
        paint_sheets(painter, block, None, style, zoom)
    painter.fillRect(BODY, style.color("node") if block is None else ground(style, False))
    painter.fillRect(QRectF(0, 0, 14, NODE_HEIGHT), item.family)
    if block is not None:
        paint_inside(painter, block, 30.0, NODE_WIDTH - 12.0, style, tall=3.0)
    painter.fillRect(QRectF(30, 18, min(110.0, 9.0 * len(item.face.title)), 14), style.color("faint"))
    painter.fillRect(QRectF(30, 40 if block else 44, 60, 8), style.color("line_strong"))
    edge = _edge_color(item, style)
    if edge is not None:
        painter.setPen(QPen(edge, 2.2 / zoom))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(BODY)


def _edge_color(item: NodeItem, style: Style) -> QColor | None:
    if item.selected:
        return style.color("accent")
    return style.severity(item.severity) if item.severity else None


def _body(painter: QPainter, item: NodeItem, style: Style, zoom: float) -> None:
    edge = _edge_color(item, style)
    painter.setPen(Qt.PenStyle.NoPen)
    if not style.dark:
        painter.setBrush(veil(style.color("text"), 0.07))
        painter.drawRoundedRect(BODY.translated(0, 2), RADIUS, RADIUS)
    block = item.face.block
    if block is not None:
        paint_sheets(painter, block, edge, style, zoom)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground(style, item.hovered))
    else:
        painter.setBrush(style.color("raised" if item.hovered and style.dark else "node"))
    painter.drawRoundedRect(BODY, RADIUS, RADIUS)
    painter.setBrush(item.family)
    painter.drawPath(_bar())
    if item.focused:
        painter.setPen(pen(veil(style.color("accent"), 0.35), 3.0))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(BODY.adjusted(-4, -4, 4, 4), RADIUS + 4, RADIUS + 4)
    width = 2.0 if edge is not None else 1.0
    painter.setPen(pen(edge or style.color("line_strong" if item.hovered else "line"), max(width, 1.0 / zoom)))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    inset = 0.5 if edge is None else 0.0
    painter.drawRoundedRect(BODY.adjusted(inset, inset, -inset, -inset), RADIUS, RADIUS)


@cache
def _bar() -> QPainterPath:
    """The left edge of the body, with its round corners."""
    whole, strip = QPainterPath(), QPainterPath()
    whole.addRoundedRect(BODY, RADIUS, RADIUS)
    strip.addRect(QRectF(0, 0, BAR, NODE_HEIGHT))
    return whole.intersected(strip)


def _big_title(painter: QPainter, item: NodeItem, style: Style) -> None:
    painter.setPen(style.color("text"))
    block = item.face.block
    width = TEXT_WIDTH + 6 - badge_width(block, "label_far", style)
    fits = style.width("title_far", item.face.title) <= width
    font = "title_far" if fits else "title_mid"
    painter.setFont(getattr(style, font))
    painter.drawText(QPointF(TEXT_LEFT - 2, 33), style.elided(font, item.face.title, width))
    painter.setFont(style.mono_far)
    painter.setPen(style.color("secondary"))
    short = item.face.cost if item.face.share and block is None else item.face.summary
    painter.drawText(QPointF(TEXT_LEFT - 2, 58), style.elided("mono_far", short, TEXT_WIDTH + 6))
    if block is not None:
        paint_badge(painter, block, "label_far", 33, NODE_WIDTH - 8, style)
        paint_inside(painter, block, TEXT_LEFT - 2, NODE_WIDTH - TEXT_RIGHT, style)
    elif item.face.share:
        _bar_of_share(painter, item, style, QRectF(TEXT_LEFT - 2, 65, TEXT_WIDTH + 6, 4))


def _texts(painter: QPainter, item: NodeItem, style: Style) -> None:
    face = item.face
    up = RAISED if face.block is not None else 0.0
    painter.setFont(style.title)
    painter.setPen(style.color("text"))
    painter.drawText(QPointF(TEXT_LEFT, 26 - up / 2), face.title)
    right = NODE_WIDTH - TEXT_RIGHT
    if face.block is not None:
        paint_badge(painter, face.block, "label", 25.5 - up / 2, right, style)
        paint_inside(painter, face.block, TEXT_LEFT, right, style)
        right -= badge_width(face.block, "label", style)
    if face.mark:
        painter.drawPixmap(QPointF(right - 14, 14 - up / 2), _icon(face.mark, _mark_color(face.mark, style)))
        right -= 18
    if face.name:
        painter.setFont(style.label)
        painter.setPen(style.color("faint"))
        painter.drawText(QPointF(right - style.width("label", face.name), 25.5 - up / 2), face.name)
    painter.setFont(style.summary)
    painter.setPen(style.color("secondary"))
    painter.drawText(QPointF(TEXT_LEFT, 44.5 - up * 0.75), face.summary)
    painter.setFont(style.mono)
    painter.setPen(style.color("secondary" if face.share else "faint"))
    painter.drawText(QPointF(TEXT_LEFT, 62.5 - up), face.cost)
    if face.share:
        _share(painter, item, style, 56.5 - up)


def _share(painter: QPainter, item: NodeItem, style: Style, top: float) -> None:
    _bar_of_share(painter, item, style, QRectF(NODE_WIDTH - TEXT_RIGHT - SHARE_WIDTH, top, SHARE_WIDTH, 4))


def _bar_of_share(painter: QPainter, item: NodeItem, style: Style, track: QRectF) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(style.color("line"))
    painter.drawRoundedRect(track, 2, 2)
    painter.setBrush(item.family)
    track.setWidth(max(4.0, track.width() * item.face.share))
    painter.drawRoundedRect(track, 2, 2)


def _ports(painter: QPainter, item: NodeItem, style: Style) -> None:
    kind = item.instance.node
    painter.setBrush(style.color("node"))
    for port in kind.inputs:
        _port(painter, item, style, input_offset(kind, port.name), ("in", port.name), port.many, port.optional)
    for name in kind.outputs:
        _port(painter, item, style, output_offset(kind, name), ("out", name), False, False)


def _port(
    painter: QPainter, item: NodeItem, style: Style, at: QPointF, key: tuple[str, str], many: bool, optional: bool
) -> None:
    lit = item.lit_port == key
    radius = PORT / 2 + (2.0 if lit else 0.0)
    line = pen(style.color("accent") if lit else item.family, 2.0)
    if optional and not lit:
        line.setWidthF(1.2)
        radius -= 1
    painter.setPen(line)
    painter.setBrush(style.color("accent") if lit else style.color("canvas" if style.dark else "node"))
    if many:
        painter.drawRoundedRect(
            QRectF(at.x() - radius, at.y() - radius - 4, 2 * radius, 2 * radius + 8), radius, radius
        )
    else:
        painter.drawEllipse(at, radius, radius)


def _badge(painter: QPainter, severity: str, style: Style) -> None:
    centre = QPointF(NODE_WIDTH - 6, 4)
    painter.setPen(pen(style.color("canvas"), 2.0))
    painter.setBrush(style.severity(severity))
    painter.drawEllipse(centre, 9, 9)
    painter.setFont(style.strong)
    painter.setPen(style.color("on_bad"))
    painter.drawText(QRectF(centre.x() - 9, centre.y() - 9, 18, 18), Qt.AlignmentFlag.AlignCenter, "!")


def _mark_color(mark: str, style: Style) -> str:
    return style.tokens.attention if mark == UNTRUSTED else style.tokens.secondary


def _icon(name: str, color: str) -> QPixmap:
    return render(name, 14, color, 2.0)
