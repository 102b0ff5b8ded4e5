"""The one place that knows the current colours and dresses the application in them."""

from __future__ import annotations

import weakref
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QColor, QIcon, QPalette, QPixmap
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from shiboken6 import isValid

from app.ui.theme.fonts import load_fonts, text_font
from app.ui.theme.icons import make_icon, render, screen_scale, svg
from app.ui.theme.stylesheet import stylesheet
from app.ui.theme.tokens import DARK, FAMILIES, LIGHT, RACERS, RUNS, Tokens


class Theme(QObject):
    """Current tokens. ``changed`` fires after the application wears another theme: repaint what you draw."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._mode = "dark"
        self._dark = True
        self._pictures: TemporaryDirectory[str] | None = None
        self._tracked: weakref.WeakKeyDictionary[QAbstractButton, tuple[str, str, int]] = weakref.WeakKeyDictionary()

    @property
    def tokens(self) -> Tokens:
        return DARK if self._dark else LIGHT

    @property
    def dark(self) -> bool:
        return self._dark

    @property
    def mode(self) -> str:
        """ "dark", "light" or "system"."""
        return self._mode

    def set_mode(self, mode: str) -> None:
        """Wear "dark", "light", or what the system wears (dark where it does not say)."""
        self._mode = mode
        self._follow()

    def apply(self, app: QApplication) -> None:
        """Dress an application: style, fonts, palette, stylesheet; follows the system from then on."""
        load_fonts()
        app.setStyle("Fusion")
        app.setFont(text_font())
        hints = app.styleHints()
        hints.colorSchemeChanged.connect(self._system_changed, Qt.ConnectionType.UniqueConnection)
        self._dark = self._wanted()
        self._dress(app)

    def track_icon(self, widget: QAbstractButton, name: str, token: str, px: int = 16) -> None:
        """Give a button an icon that follows the theme."""
        self._tracked[widget] = (name, token, px)
        widget.setIcon(icon(name, token, px))

    @Slot()
    def _system_changed(self) -> None:
        self._follow()

    def _follow(self) -> None:
        wanted = self._wanted()
        app = QApplication.instance()
        if wanted == self._dark or not isinstance(app, QApplication):
            self._dark = wanted
            return
        self._dark = wanted
        self._dress(app)

    def _wanted(self) -> bool:
        if self._mode != "system":
            return self._mode == "dark"
        app = QApplication.instance()
        return not isinstance(app, QApplication) or app.styleHints().colorScheme() != Qt.ColorScheme.Light

    def _dress(self, app: QApplication) -> None:
        app.setPalette(_palette(self.tokens))
        app.setStyleSheet(stylesheet(self.tokens, self._picture))
        for widget, (name, token, px) in list(self._tracked.items()):
            if isValid(widget):  # its C++ half can be gone while Python still holds the name
                widget.setIcon(icon(name, token, px))
        self.changed.emit()

    def _picture(self, name: str, color: str) -> str:
        """Path of a tinted icon file: a stylesheet can only point at files."""
        if self._pictures is None:
            self._pictures = TemporaryDirectory(prefix="netloom-", ignore_cleanup_errors=True)
        file = Path(self._pictures.name) / f"{name}-{color.removeprefix('#')}.svg"
        if not file.exists():
            file.write_text(svg(name, color), encoding="utf-8", newline="\n")
        return file.as_posix()


@cache
def theme() -> Theme:
    """The application's theme."""
    return Theme()


def color(name: str) -> QColor:
    """A token of the current theme as a colour."""
    return QColor(getattr(theme().tokens, name))


def family_color(family: str) -> QColor:
    """Colour of a family of node kinds; the accent for anything else (blocks)."""
    return QColor(FAMILIES.get(family, theme().tokens.accent))


def run_color(index: int) -> QColor:
    """Colour of the index-th run in lists and plots."""
    return QColor(RUNS[index % len(RUNS)] or theme().tokens.accent)


def racer_color(index: int) -> QColor:
    """Colour of the index-th path on a loss surface."""
    return QColor(RACERS[index % len(RACERS)])


def icon(name: str, token: str = "secondary", px: int = 16) -> QIcon:
    """A Lucide icon in the colour of a token; `Theme.track_icon` keeps a button's icon in step with the theme."""
    tokens = theme().tokens
    return make_icon(name, getattr(tokens, token), tokens.faint, px)


def pixmap(name: str, px: int, token: str = "secondary") -> QPixmap:
    """A Lucide icon as a pixmap of px logical pixels."""
    return render(name, px, getattr(theme().tokens, token), screen_scale())


def set_role(widget: QWidget, role: str) -> None:
    """Give a widget its look in the stylesheet: "panel", "card", "bar", "title", "caption", "mono" ..."""
    widget.setProperty("role", role)
    widget.setAttribute(Qt.WidgetAttribute.WA_StyledBackground, True)
    restyle(widget)


def restyle(widget: QWidget) -> None:
    """Read the stylesheet again after a dynamic property changed."""
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def _palette(tokens: Tokens) -> QPalette:
    """Colours for what the stylesheet does not reach."""
    role = QPalette.ColorRole
    palette = QPalette()
    for part, value in {
        role.Window: tokens.window,
        role.WindowText: tokens.text,
        role.Base: tokens.panel,
        role.AlternateBase: tokens.raised,
        role.Text: tokens.text,
        role.Button: tokens.raised,
        role.ButtonText: tokens.text,
        role.BrightText: tokens.text,
        role.ToolTipBase: tokens.raised,
        role.ToolTipText: tokens.text,
        role.PlaceholderText: tokens.faint,
        role.Highlight: tokens.selection,
        role.HighlightedText: tokens.text,
        role.Accent: tokens.accent,
        role.Link: tokens.accent_text,
        role.LinkVisited: tokens.accent_text,
        role.Light: tokens.hover,
        role.Midlight: tokens.raised,
        role.Mid: tokens.line,
        role.Dark: tokens.line,
        role.Shadow: tokens.window,
    }.items():
        palette.setColor(part, QColor(value))
    for part in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, part, QColor(tokens.faint))
    return palette
