"""Colours, fonts, icons and distances: the only place the window takes them from."""

from app.ui.theme.fonts import mono_font, text_font
from app.ui.theme.metrics import FIELD, ICON, PADDING, RADIUS, RADIUS_BUTTON, RADIUS_CARD, ROW, SPACE
from app.ui.theme.theme import (
    Theme,
    color,
    family_color,
    icon,
    pixmap,
    racer_color,
    restyle,
    run_color,
    set_role,
    theme,
)
from app.ui.theme.tokens import Tokens

__all__ = [
    "FIELD",
    "ICON",
    "PADDING",
    "RADIUS",
    "RADIUS_BUTTON",
    "RADIUS_CARD",
    "ROW",
    "SPACE",
    "Theme",
    "Tokens",
    "color",
    "family_color",
    "icon",
    "mono_font",
    "pixmap",
    "racer_color",
    "restyle",
    "run_color",
    "set_role",
    "text_font",
    "theme",
]
