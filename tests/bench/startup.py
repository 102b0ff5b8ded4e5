"""A fresh process from its start to a painted window, an editable canvas and shapes on the links."""

from __future__ import annotations

import json
import sys
import time

from PySide6.QtCore import QEvent, QObject, QTimer

import app.ui.app as ui
from app.ui.main_window import MainWindow
from app.ui.session import Session


class Marks(QObject):
    """Notes when each thing is on the screen for the first time, in seconds since the process was started."""

    def __init__(self, started: float) -> None:
        super().__init__()
        self._started = started
        self.found: dict[str, float] = {}
        self._shapes = False

    def note(self, name: str) -> None:
        if name not in self.found:
            self.found[name] = time.time() - self._started
            if {"painted", "editable", "shapes"} <= set(self.found):
                sys.stdout.write("MARKS " + json.dumps(self.found) + "\n")
                sys.stdout.flush()
                QTimer.singleShot(0, ui.QApplication.instance().quit)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            if isinstance(watched, MainWindow):
                QTimer.singleShot(0, lambda: self.note("painted"))
            elif type(watched.parent()).__name__ == "CanvasView":
                QTimer.singleShot(0, lambda: self.note("editable"))
                if self._shapes:
                    QTimer.singleShot(0, lambda: self.note("shapes"))
        return False

    def inferred(self, inference: object) -> None:
        self._shapes = bool(inference.shapes)  # type: ignore[attr-defined]
        if "editable" in self.found:
            QTimer.singleShot(50, lambda: self.note("shapes"))


def main(started: float) -> None:
    """Start the window as `python main.py digits-cnn` does, and quit when all is seen."""
    marks = Marks(started)
    make_application, make_session = ui.application, ui.Session

    def application(argv: list[str]):
        made = make_application(argv)
        made.installEventFilter(marks)
        return made

    def session(*arguments: object) -> Session:
        made = make_session(*arguments)
        made.inferred.connect(marks.inferred)
        return made

    ui.application, ui.Session = application, session
    ui.start(["digits-cnn"])


if __name__ == "__main__":
    main(float(sys.argv[1]))
