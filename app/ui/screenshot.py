"""The real window, drawn off-screen into a picture."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

from app.errors import NetloomError, UsageError

PAGES = ("welcome", "build", "train", "landscape", "data", "lab")
PATIENCE = 60.0


def take(
    source: str,
    out: Path,
    page: str = "build",
    theme: str = "dark",
    size: tuple[int, int] = (1600, 1000),
    run: Path | None = None,
) -> None:
    """Open a project in the window, wait until its shapes are shown, and save a PNG.

    Args:
        source: a path or a bundled example's name; "" for an empty drawing.
        page: "welcome", "build", "train", "landscape", "data" or "lab".
        theme: "dark" or "light".
        size: of the window, px.
        run: folder of a run to show in the list of runs.

    Raises:
        UsageError: an unknown page or theme.
        ProjectError, RunError: the project or the run cannot be read.
        NetloomError: the picture cannot be written.
    """
    if page not in PAGES:
        raise UsageError(f"unknown page {page!r}; expected one of {', '.join(PAGES)}")
    if theme not in ("dark", "light"):
        raise UsageError(f"unknown theme {theme!r}; expected dark or light")
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from app.ui.app import application
    from app.ui.main_window import MainWindow
    from app.ui.session import Session
    from app.ui.session.files import read_document
    from app.ui.settings import Settings
    from app.ui.theme import theme as current_theme

    app = application([])
    current_theme().set_mode(theme)
    current_theme().apply(app)
    session = Session(Settings(theme=theme))
    if source:
        session.show_document(read_document(source))
    session.warm(wait=True)
    if run is not None:
        session.show_run(run)
    window = MainWindow(session)
    try:
        window.resize(*size)
        window.show()
        window.show_page(page)
        session.settle()
        _wait(app.processEvents, lambda: window.settled, PATIENCE)
        if not window.grab().save(str(out), "PNG"):
            raise NetloomError(f"{out} cannot be written")
    finally:
        window.hide()
        session.close()
        window.deleteLater()
        app.processEvents()


def _wait(pump: Callable[[], None], settled: Callable[[], bool], seconds: float) -> None:
    """Let the window work until its page says that all is there, and half a second for what is drawn later."""
    deadline = time.monotonic() + seconds
    quiet = 0.0
    while time.monotonic() < deadline and quiet < 0.5:
        pump()
        time.sleep(0.02)
        quiet = quiet + 0.02 if settled() else 0.0
