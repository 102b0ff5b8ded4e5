"""Window tests: dressed application, real fonts, and nothing left behind."""

from __future__ import annotations

import gc
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QTimer
from PySide6.QtWidgets import QApplication

HARMLESS = (
    "This plugin does not support",  # the off-screen platform
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A Qt warning fails a window test."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents and not item.get_closest_marker("qt_log_level_fail"):
            item.add_marker(pytest.mark.qt_log_level_fail("WARNING"))
            item.add_marker(pytest.mark.qt_log_ignore(*HARMLESS))


@pytest.fixture(scope="session", autouse=True)
def dressed(qapp: QApplication) -> QApplication:
    """The application in its own theme, dark."""
    from app.ui.theme import theme

    qapp.setQuitOnLastWindowClosed(False)
    theme().set_mode("dark")
    theme().apply(qapp)
    return qapp


@pytest.fixture(autouse=True)
def nothing_left(qapp: QApplication) -> Iterator[None]:
    """Fails a test that leaves a thread, a running timer or a window behind."""
    threads = set(threading.enumerate())
    timers = {id(timer) for timer in _running_timers()}
    yield
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    qapp.processEvents()
    windows = [window for window in QApplication.topLevelWidgets() if window.isVisible()]
    for window in windows:
        window.hide()
    assert not windows, f"windows left open: {windows}"
    assert not (left := _threads_left(threads)), f"threads left running: {left}"
    left_timers = [timer for timer in _running_timers() if id(timer) not in timers]
    assert not left_timers, f"timers left running: {[(timer, timer.parent()) for timer in left_timers]}"


def _threads_left(before: set[threading.Thread]) -> list[threading.Thread]:
    deadline = time.monotonic() + 2
    while left := [thread for thread in threading.enumerate() if thread not in before and thread.is_alive()]:
        if time.monotonic() > deadline:
            return left
        time.sleep(0.02)
    return []


def _running_timers() -> list[QTimer]:
    found = []
    for thing in gc.get_objects():
        if type(thing) is QTimer:
            try:
                if thing.isActive():
                    found.append(thing)
            except RuntimeError:  # its C++ half is gone
                continue
    return found
