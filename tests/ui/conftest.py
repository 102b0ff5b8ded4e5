"""Window tests: dressed application, real fonts, and nothing left behind."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from weakref import WeakSet

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from story_steps import WAIT, Person, StrayWindows

from app.ui.main_window import MainWindow
from app.ui.session import Session
from app.ui.settings import Settings
from app.ui.theme import theme

HARMLESS = (
    "This plugin does not support",  # the off-screen platform
)

_TIMERS: WeakSet[QTimer] = WeakSet()
"""Every timer that Python code has made and that is still there."""


def _remember(timer: QTimer, *args: object, _made=QTimer.__init__, **settings: object) -> None:
    _made(timer, *args, **settings)
    _TIMERS.add(timer)


QTimer.__init__ = _remember


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A Qt warning fails a window test."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents and not item.get_closest_marker("qt_log_level_fail"):
            item.add_marker(pytest.mark.qt_log_level_fail("WARNING"))
            item.add_marker(pytest.mark.qt_log_ignore(*HARMLESS))


class PatientQtBot(QtBot):
    """Waits for as long as a machine with other work may need; what comes sooner is seen sooner."""

    def waitUntil(self, callback, *, timeout: int = WAIT):
        super().waitUntil(callback, timeout=timeout)

    def waitSignal(self, signal, *, timeout: int = WAIT, **how: object):
        return super().waitSignal(signal, timeout=timeout, **how)


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> PatientQtBot:
    return PatientQtBot(request)


@pytest.fixture(scope="session", autouse=True)
def dressed(qapp: QApplication) -> QApplication:
    """The application in its own theme, dark."""
    qapp.setQuitOnLastWindowClosed(False)
    theme().set_mode("dark")
    theme().apply(qapp)
    return qapp


@pytest.fixture(autouse=True)
def nothing_left(qapp: QApplication) -> Iterator[None]:
    """Fails a test that leaves a thread, a running timer or a window behind."""
    threads = set(threading.enumerate())
    timers = _running_timers()
    yield
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    qapp.processEvents()
    windows = [window for window in QApplication.topLevelWidgets() if window.isVisible()]
    for window in windows:
        window.hide()
    assert not windows, f"windows left open: {windows}"
    assert not (left := _threads_left(threads)), f"threads left running: {left}"
    left_timers = _running_timers() - timers
    assert not left_timers, f"timers left running: {[(timer, timer.parent()) for timer in left_timers]}"


@pytest.fixture
def session(qtbot: QtBot) -> Iterator[Session]:
    """A session with torch loaded and the digits CNN open."""
    made = Session(Settings())
    made.warm(wait=True)
    made.open("digits-cnn")
    made.settle()
    yield made
    made.close()


@pytest.fixture
def person(qtbot: QtBot) -> Iterator[Person]:
    """Somebody at the real window, with torch loaded and nothing open."""
    session = Session(Settings(theme="dark", threads=1))
    session.warm(wait=True)
    stray = StrayWindows()
    QApplication.instance().installEventFilter(stray)
    window = MainWindow(session)
    window.resize(1600, 1000)
    window.show()
    window.activateWindow()
    assert QTest.qWaitForWindowActive(window)
    window.begin()
    yield Person(window, qtbot)
    session.confirm = lambda title, text, buttons: "discard" if "Save" in title else "stop"
    window.close()
    window.deleteLater()
    theme().set_mode("dark")
    QApplication.instance().removeEventFilter(stray)
    assert stray.seen == [], "parts of the window stood on the screen by themselves"


def _threads_left(before: set[threading.Thread]) -> list[threading.Thread]:
    deadline = time.monotonic() + 2
    while left := [thread for thread in threading.enumerate() if thread not in before and thread.is_alive()]:
        if time.monotonic() > deadline:
            return left
        time.sleep(0.02)
    return []


def _running_timers() -> set[QTimer]:
    found = set()
    for timer in tuple(_TIMERS):
        try:
            if timer.isActive():
                found.add(timer)
        except RuntimeError:  # its C++ half is gone
            continue
    return found
