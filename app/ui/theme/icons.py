"""Lucide icons as pixmaps in any colour, crisp at every scale."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from app.ui.theme.places import RESOURCES

FILLED = {"play", "pause", "square"}
"""Drawn solid: media keys read as shapes, not as outlines."""


@lru_cache(maxsize=512)
def svg(name: str, color: str) -> str:
    """The icon's SVG text with its strokes in one colour.

    Raises:
        FileNotFoundError: no icon of that name is bundled in resources/icons.
    """
    text = (RESOURCES / "icons" / f"{name}.svg").read_text(encoding="utf-8")
    text = text.replace("currentColor", color)
    return text.replace('fill="none"', f'fill="{color}"', 1) if name in FILLED else text


@lru_cache(maxsize=512)
def render(name: str, px: int, color: str, scale: float) -> QPixmap:
    """The icon as a pixmap of px logical pixels for a screen of that scale."""
    drawing = QSvgRenderer(QByteArray(svg(name, color).encode()))
    picture = QPixmap(QSize(round(px * scale), round(px * scale)))
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    drawing.render(painter, QRectF(picture.rect()))
    painter.end()
    picture.setDevicePixelRatio(scale)
    return picture


def make_icon(name: str, color: str, disabled: str, px: int = 16) -> QIcon:
    """An icon for buttons and menus, at one and two times the screen's scale, with its disabled look."""
    made = QIcon()
    for scale in sorted({1.0, 2.0, screen_scale()}):
        made.addPixmap(render(name, px, color, scale), QIcon.Mode.Normal)
        made.addPixmap(render(name, px, color, scale), QIcon.Mode.Selected)
        made.addPixmap(render(name, px, disabled, scale), QIcon.Mode.Disabled)
    return made


def screen_scale() -> float:
    """Device pixels per logical pixel of the main screen."""
    screen = QGuiApplication.primaryScreen()
    return screen.devicePixelRatio() if screen else 1.0
