"""Steps a second of the digits CNN in the real window with its views live, and the lag of the GUI thread meanwhile."""

from __future__ import annotations

import json
import sys
import time

from PySide6.QtCore import QObject, Qt, QTimer, Slot

from app.ui.app import application
from app.ui.main_window import MainWindow
from app.ui.session import Session, collector
from app.ui.settings import Settings
from app.ui.theme import theme
from tests.bench.headless import WARM_SECONDS

CHECK_MS = 100
"""How often is looked whether a wait is over: every look takes the interpreter from the run."""

LAG_MS = 10
"""Interval of the timer whose lateness is measured."""


class Lag(QObject):
    """A precise timer; how much later than asked it fires is what a person would wait."""

    def __init__(self) -> None:
        super().__init__()
        self.late: list[float] = []
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._fired)
        self._last = 0.0

    def start(self) -> None:
        self._last = time.perf_counter()
        self._timer.start(LAG_MS)

    @Slot()
    def _fired(self) -> None:
        now = time.perf_counter()
        self.late.append(max(0.0, (now - self._last) * 1e3 - LAG_MS))
        self._last = now


def main(seconds: float, pages: list[str]) -> None:
    """Print a JSON line: steps a second, and every lateness in ms. The pages are shown for equal times."""
    app = application([])
    theme().apply(app)
    session = Session(Settings())
    window = MainWindow(session)
    window.resize(1600, 1000)
    window.show()
    collector().hold()
    session.warm()
    _spin(app, lambda: session.ready, 60)
    window.begin("digits-cnn")
    session.settle()
    from app.graph.changes import set_training

    session.do("Bench", set_training(session.project, epochs=100_000, device="cpu"))
    session.settle()
    if not session.start():
        raise SystemExit(f"the run did not start: {[problem.message for problem in session.errors]}")
    _spin(app, lambda: session.run is not None and session.run.telemetry.step_count > 0, 60)
    for page in pages:
        window.show_page(page)
        _spin(app, lambda: False, 0.5)
    _spin(app, lambda: False, WARM_SECONDS)
    assert session.run is not None
    lag, telemetry = Lag(), session.run.telemetry
    per_page = {}
    lag.start()
    started = time.perf_counter()
    first = telemetry.step_count
    for page in pages:
        window.show_page(page)
        before, began = telemetry.step_count, time.perf_counter()
        _spin(app, lambda: False, seconds / len(pages))
        per_page[page] = (telemetry.step_count - before) / (time.perf_counter() - began)
    rate = (telemetry.step_count - first) / (time.perf_counter() - started)
    session.stop()
    session.wait()
    sys.stdout.write("WINDOW " + json.dumps({"rate": rate, "late": lag.late, "pages": per_page}) + "\n")
    sys.stdout.flush()
    window.hide()
    session.close()
    collector().release()


def _spin(app, done, seconds: float) -> None:
    """Run Qt's own event loop until something holds or the time is over."""
    from PySide6.QtCore import QEventLoop

    loop = QEventLoop()
    check = QTimer()
    end = time.perf_counter() + seconds

    def look() -> None:
        if done() or time.perf_counter() >= end:
            loop.quit()

    check.timeout.connect(look)
    check.start(CHECK_MS)
    loop.exec()
    check.stop()


if __name__ == "__main__":
    main(float(sys.argv[1]), sys.argv[2].split(","))
