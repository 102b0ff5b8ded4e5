"""A kind that a search found: two lines, in the popup on the canvas and in the palette alike."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from app.graph.finding import Found
from app.ui.theme import color, family_color, text_font

ROW = 44
LEFT, RIGHT, GAP = 30, 10, 10


def paint_found(painter: QPainter, rect: QRectF, found: Found, lit: bool) -> None:
    """The family's colour, kind and family; below, what it does and by what other name it was found.

    What cannot stand where the node would stand is written fainter.
    """
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    if lit:
        painter.setBrush(color("selection"))
        painter.drawRoundedRect(rect.adjusted(0, 1, 0, -1), 6, 6)
    painter.setBrush(family_color(found.offer.family))
    painter.drawRoundedRect(QRectF(rect.left() + 10, rect.top() + 10, 9, 9), 2.5, 2.5)
    painter.setFont(text_font(13, 500))
    painter.setPen(color("text" if found.fits else "secondary"))
    room = rect.width() - LEFT - RIGHT
    name = _elided(painter, found.kind, room)
    painter.drawText(QPointF(rect.left() + LEFT, rect.top() + 19), name)
    room -= painter.fontMetrics().horizontalAdvance(name) + GAP
    painter.setFont(text_font(11))
    painter.setPen(color("secondary" if lit else "faint"))
    if painter.fontMetrics().horizontalAdvance(found.offer.family) <= room:
        family = QRectF(rect.left() + LEFT, rect.top() + 6, rect.width() - LEFT - RIGHT, 18)
        painter.drawText(family, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, found.offer.family)
    painter.setPen(color("secondary"))
    told = f"{found.by} · {found.offer.describe()}" if found.by else found.offer.describe()
    told = _elided(painter, told, rect.width() - LEFT - RIGHT)
    painter.drawText(QPointF(rect.left() + LEFT, rect.top() + 35), told)


def _elided(painter: QPainter, text: str, room: float) -> str:
    return painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, round(room))
