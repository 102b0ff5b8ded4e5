"""The two bundled faces: Inter for words, JetBrains Mono for numbers and code."""

from __future__ import annotations

from functools import cache

from PySide6.QtGui import QFont, QFontDatabase

from app.ui.theme.places import RESOURCES

TEXT = "Inter"
MONO = "JetBrains Mono"


@cache
def load_fonts() -> bool:
    """Register the bundled faces with Qt, once; needs a QGuiApplication. Whether all could be read."""
    files = sorted([*(RESOURCES / "fonts").glob("*.otf"), *(RESOURCES / "fonts").glob("*.ttf")])
    return min(map(QFontDatabase.addApplicationFont, map(str, files))) >= 0


def text_font(px: int = 13, weight: int = 400) -> QFont:
    """Inter at a size in pixels; weights 400, 500 and 600 are bundled."""
    return _face(TEXT, px, weight)


def mono_font(px: int = 12, weight: int = 400) -> QFont:
    """JetBrains Mono at a size in pixels, for numbers and code; weights 400 and 500 are bundled."""
    font = _face(MONO, px, weight)
    font.setStyleHint(QFont.StyleHint.Monospace)
    font.setFeature(QFont.Tag("calt"), 0)  # no ligatures: `->` stays two characters wide and legible
    return font


def _face(family: str, px: int, weight: int) -> QFont:
    font = QFont(family)
    font.setPixelSize(px)
    font.setWeight(QFont.Weight(weight))
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font
