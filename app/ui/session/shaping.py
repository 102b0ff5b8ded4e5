"""Keeps shapes and problems in step with the drawing."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.ui.session.collector import collector
from app.ui.session.watchdog import Watchdog

if TYPE_CHECKING:
    from app.compile.drawing import Drawing
    from app.compile.shapes.engine import Inference, ShapeEngine
    from app.graph.edits import Edit
    from app.graph.problem import Problem
    from app.graph.project import Project

QUIET_MS = 30
"""Edits closer than this are answered together."""

QUICK_SECONDS = 0.005
"""A pass that takes no longer is made on the GUI thread."""

Result = tuple["list[Problem]", "Drawing | None", float]


class Shaper(QObject):
    """Infers after edits: at once where that is quick, else in a thread on a copy of the project.

    A person's own Python code always runs in a thread.
    """

    inferred = Signal(object)
    problems_changed = Signal()
    _arrived = Signal(object)

    def __init__(self, project: Callable[[], Project], scope: Callable[[], str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.inference: Inference | None = None
        self.problems: list[Problem] = []
        self.drawing: Drawing | None = None
        self._project = project
        self._scope = scope
        self._engine: ShapeEngine | None = None
        self._seconds = float("inf")
        self._thread: threading.Thread | None = None
        self._watchdog = Watchdog(self)
        self._outdated = False
        self._known: dict[str, Any] = {}
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(QUIET_MS)
        self._timer.timeout.connect(self.refresh)
        self._arrived.connect(self._receive)

    @property
    def current(self) -> bool:
        """Whether what is known is about the drawing as it is now."""
        return self.drawing is not None and not (self._timer.isActive() or self._thread or self._outdated)

    def use_torch(self) -> None:
        """Torch is loaded: shapes from now on, not only structure."""
        from app.compile.shapes.engine import ShapeEngine

        self._engine = ShapeEngine()
        self._seconds = float("inf")  # the first pass imports half of torch again: never on the GUI thread
        self.refresh()

    def forget(self) -> None:
        """Another document is open: nothing is known about it yet."""
        self.inference, self.problems, self.drawing = None, [], None
        self._outdated = True
        self._seconds = float("inf")

    def settle(self) -> None:
        """Know all about the drawing as it is now when this returns."""
        self._timer.stop()
        self._join()
        self._outdated = False
        self._show(_measure(self._engine, self._project()))

    def edited(self, edits: tuple[Edit, ...]) -> None:
        """Something changed; asks for a pass unless only places on the canvas did."""
        if any(map(self._matters, edits)):
            self._timer.start()

    def close(self) -> None:
        """Stop the timer and wait for the thread."""
        self._timer.stop()
        self.blockSignals(True)
        self._join()

    @Slot()
    def refresh(self) -> None:
        """Make a pass now."""
        self._timer.stop()
        if self._thread:
            self._outdated = True
            return
        self._outdated = False
        quick = self._seconds <= QUICK_SECONDS and not self._project().layers  # somebody's code may never end
        if self._engine is None or quick:
            self._show(_measure(self._engine, self._project()))
        else:
            self._start()

    def _start(self) -> None:
        collector().hold()
        snapshot = self._project().copy()
        self._thread = threading.Thread(target=self._work, args=(snapshot,), name="shapes")
        self._thread.start()
        self._watchdog.watch(self._thread)

    def _work(self, snapshot: Project) -> None:
        result: Result | None = None
        try:
            result = _measure(self._engine, snapshot)
        finally:
            self._arrived.emit((threading.current_thread(), result))

    @Slot(object)
    def _receive(self, arrived: tuple[threading.Thread, Result | None]) -> None:
        thread, result = arrived
        if thread is not self._thread:
            return
        self._join()
        if self._outdated:
            self.refresh()
        elif result:
            self._show(result)

    def _join(self) -> None:
        if self._thread:
            self._watchdog.wait()
            self._thread = None
            collector().release()

    @Slot(str)
    def look(self, scope: str) -> None:
        """Another level of the drawing is looked at: say what is known about that."""
        if self.drawing is not None:
            self.problems, self.inference = self.drawing.problems(scope), self.drawing.at(scope)
            self.inferred.emit(self.inference)
            self.problems_changed.emit()

    def _show(self, result: Result) -> None:
        self.problems, self.drawing, self._seconds = result
        self._known = {instance.id: _meaning(instance) for instance in self._project().graph}
        if self.drawing is not None:
            scope = self._scope()
            self.inference = self.drawing.at(scope)
            if scope:
                self.problems = self.drawing.problems(scope)
            self.inferred.emit(self.inference)
        self.problems_changed.emit()

    def _matters(self, edit: Edit) -> bool:
        from app.graph.edits import ChangeNode, SetSection

        if isinstance(edit, ChangeNode):
            return self._known.get(edit.instance.id) != _meaning(edit.instance)
        return not (isinstance(edit, SetSection) and edit.name in ("title", "summary", "frames"))


def _meaning(instance: Any) -> tuple[Any, ...]:
    """What of an instance shapes and problems depend on."""
    return (instance.name, instance.node, instance.initialization, instance.frozen, instance.shares)


def _measure(engine: ShapeEngine | None, project: Project) -> Result:
    start = time.perf_counter()
    if engine is None:
        from app.graph.validate import problems

        return problems(project), None, 0.0
    from app.compile.drawing import infer

    drawing = infer(project, engine)
    return drawing.problems(), drawing, time.perf_counter() - start
