"""Menus with round corners."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QWidget


def menu(title: str = "", parent: QWidget | None = None) -> QMenu:
    """An empty menu; the window behind its round corners shows through."""
    made = QMenu(title, parent)
    made.setWindowFlags(made.windowFlags() | Qt.WindowType.FramelessWindowHint | Qt.WindowType.NoDropShadowWindowHint)
    made.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
    made.setToolTipsVisible(True)
    return made
