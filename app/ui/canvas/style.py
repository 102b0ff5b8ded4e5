"""Pens, brushes and fonts of the canvas, made once per theme from the tokens."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QStyleOptionGraphicsItem

from app.ui.theme import Tokens, family_color, mono_font, text_font, theme


def mixed(front: QColor, back: QColor, share: float) -> QColor:
    """A solid colour: ``share`` of the front over the back."""
    return QColor(
        round(front.red() * share + back.red() * (1 - share)),
        round(front.green() * share + back.green() * (1 - share)),
        round(front.blue() * share + back.blue() * (1 - share)),
    )


def veil(color: QColor, alpha: float) -> QColor:
    """The same colour, transparent."""
    see_through = QColor(color)
    see_through.setAlphaF(alpha)
    return see_through


def pen(color: QColor, width: float = 1.0, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> QPen:
    """A round-capped pen in scene units."""
    return QPen(QBrush(color), width, style, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)


def zoom_of(painter: QPainter) -> float:
    """Scale at which an item is drawn: screen px, at any density of the screen, per scene px."""
    return QStyleOptionGraphicsItem.levelOfDetailFromTransform(painter.worldTransform())


MEASURED = 20_000
"""Texts whose measures are kept: Qt takes 5 µs for each, and an edit asks for those of every node again."""


@dataclass(slots=True)
class Style:
    """Everything the painters need; one object per theme, shared by all items of a scene."""

    tokens: Tokens
    dark: bool
    _families: dict[str, QColor] = field(default_factory=dict)
    _colors: dict[str, QColor] = field(default_factory=dict)
    _pens: dict[tuple[str, float], QPen] = field(default_factory=dict)
    title: QFont = field(default_factory=lambda: text_font(14, 600))
    title_far: QFont = field(default_factory=lambda: text_font(18, 600))
    title_mid: QFont = field(default_factory=lambda: text_font(15, 600))
    summary: QFont = field(default_factory=lambda: text_font(12))
    mono: QFont = field(default_factory=lambda: mono_font(11))
    label: QFont = field(default_factory=lambda: mono_font(10, 500))
    label_far: QFont = field(default_factory=lambda: mono_font(15, 500))
    mono_far: QFont = field(default_factory=lambda: mono_font(16))
    small: QFont = field(default_factory=lambda: text_font(11))
    strong: QFont = field(default_factory=lambda: text_font(12, 600))
    metrics: dict[str, QFontMetricsF] = field(default_factory=dict)
    _elided: dict[tuple[str, str, float], str] = field(default_factory=dict)
    _widths: dict[tuple[str, str], float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in (
            "title",
            "title_far",
            "title_mid",
            "summary",
            "mono",
            "label",
            "label_far",
            "mono_far",
            "small",
            "strong",
        ):
            self.metrics[name] = QFontMetricsF(getattr(self, name))

    def color(self, token: str) -> QColor:
        """The colour of a token (``node``, ``line``, ``accent`` ...)."""
        if token not in self._colors:
            self._colors[token] = QColor(getattr(self.tokens, token))
        return self._colors[token]

    def pen(self, token: str, width: float = 1.0) -> QPen:
        key = token, width
        if key not in self._pens:
            self._pens[key] = pen(self.color(token), width)
        return self._pens[key]

    def family(self, name: str) -> QColor:
        """The colour of a family of nodes."""
        if name not in self._families:
            self._families[name] = QColor(family_color(name))
        return self._families[name]

    def severity(self, name: str) -> QColor:
        """``error`` is red, anything else amber."""
        return self.color("bad" if name == "error" else "attention")

    def elided(self, font: str, text: str, width: float) -> str:
        """The text, shortened at its end where it is wider than ``width`` px."""
        key = font, text, width
        shown = self._elided.get(key)
        if shown is None:
            _make_room(self._elided)
            shown = self.metrics[font].elidedText(text, Qt.TextElideMode.ElideRight, width)
            self._elided[key] = shown
        return shown

    def width(self, font: str, text: str) -> float:
        key = font, text
        known = self._widths.get(key)
        if known is None:
            _make_room(self._widths)
            known = self._widths[key] = self.metrics[font].horizontalAdvance(text)
        return known


def _make_room(measures: dict[Any, Any]) -> None:
    """Measured texts are forgotten before they grow without end."""
    if len(measures) >= MEASURED:
        measures.clear()


def current_style() -> Style:
    """The style of the theme in use."""
    return Style(theme().tokens, theme().dark)
