"""Where the window stands on the screen, and what is dropped on it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QRect
from PySide6.QtGui import QDropEvent, QGuiApplication
from PySide6.QtWidgets import QWidget

from app.ui.session.files import SUFFIX
from app.ui.settings import Settings
from app.ui.shell.files import TABLES

SIZE = (1440, 900)


def restore_place(window: QWidget, settings: Settings) -> None:
    """Stand where the window stood last, if that is still on a screen."""
    place = QRect(*settings.window) if settings.window else QRect()
    seen = any(screen.availableGeometry().intersects(place) for screen in QGuiApplication.screens())
    if place.isValid() and seen:
        window.setGeometry(place)
        return
    room = QGuiApplication.primaryScreen().availableGeometry()
    window.resize(min(SIZE[0], room.width()), min(SIZE[1], room.height()))


def keep_place(window: QWidget, settings: Settings) -> None:
    """Remember where the window stands."""
    place = window.normalGeometry() if window.isMaximized() or window.isFullScreen() else window.geometry()
    settings.window = [place.x(), place.y(), place.width(), place.height()]
    settings.save()


def dropped_file(event: QDropEvent) -> Path | None:
    """The project or table that is being dropped, or None."""
    for url in event.mimeData().urls():
        path = Path(url.toLocalFile())
        if url.isLocalFile() and path.suffix.lower() in (SUFFIX, *TABLES):
            return path
    return None
