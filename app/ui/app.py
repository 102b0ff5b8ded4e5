"""`python main.py [FILE]`: from a process to a painted window, then to torch."""

from __future__ import annotations

import sys
from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from app.ui.main_window import MainWindow
from app.ui.session import Session, collector
from app.ui.settings import Settings
from app.ui.shell.brand import mark_icon
from app.ui.shell.recovery import Recovery
from app.ui.theme import theme

WARM_MS = 60
"""Time for the first page to be painted before torch is imported."""


def start(argv: list[str]) -> int:
    """Open the window, with a file or bundled example where one is named; gives the exit code."""
    app = application(argv)
    settings = Settings.load()
    theme().set_mode(settings.theme)
    theme().apply(app)
    session = Session(settings)
    window = MainWindow(session)
    recovery = Recovery(session, window)
    recovery.install()
    collector().hold()
    window.show()
    app.processEvents()  # the splash is on the screen before anything slow is imported
    QTimer.singleShot(0, window, partial(_begin, window, argv[0] if argv else ""))
    code = app.exec()
    recovery.remove()
    collector().release()
    return code


def _begin(window: MainWindow, source: str) -> None:
    """Show the first page and paint it; torch comes after that."""
    window.begin(source)
    QTimer.singleShot(WARM_MS, window.session, window.session.warm)


def application(argv: list[str]) -> QApplication:
    """The QApplication of this process."""
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = QApplication([sys.argv[0], *argv])
    app.setApplicationName("netloom")
    app.setApplicationDisplayName("Netloom")
    app.setDesktopFileName("netloom")
    app.setWindowIcon(mark_icon())
    return app
