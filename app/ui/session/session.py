"""What all pages share: the open document, what is known about it, and its runs."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal, Slot

from app.ui.session.analysing import Analyser
from app.ui.session.run_desk import RunDesk
from app.ui.session.shaping import Shaper
from app.ui.session.task import finish_tasks
from app.ui.session.trusting import Trusting
from app.ui.session.warmup import Warmup
from app.ui.settings import Settings

if TYPE_CHECKING:
    from app.compile.drawing import Drawing
    from app.compile.shapes.engine import Inference
    from app.graph.document import Document
    from app.graph.edits import Edit
    from app.graph.problem import Problem
    from app.graph.project import Project


class Session(RunDesk):
    """One window's state. Pages read it, call it and listen; they never talk to each other.

    Attributes:
        analyser: FLOPs, memory and receptive fields, for the views that ask for them.
        trusting: which Python code of the document may run.
        hint: keyword arguments of the last `go`, for the page that is shown.
    """

    inferred = Signal(object)
    problems_changed = Signal()
    page_requested = Signal(str)
    ready_changed = Signal()
    code_asked = Signal(str)
    settings_changed = Signal()

    def __init__(self, settings: Settings | None = None, parent: QObject | None = None) -> None:
        super().__init__(settings, parent)
        self.hint: dict[str, Any] = {}
        self._shaper = Shaper(self._current, self._looked_at, self)
        self.analyser = Analyser(self._shaper, self._current, self)
        self.trusting = Trusting(self._current, self)
        self._warmup = Warmup(self)
        self._wire()
        if "torch" in sys.modules:
            self._warmup.now()

    def show_document(self, document: Document) -> None:
        """Put another document in the place of the open one; shapes and runs follow."""
        super().show_document(document)
        self._shaper.refresh()
        self.runs_changed.emit()

    # what is known about it

    @property
    def ready(self) -> bool:
        """Whether torch is loaded."""
        return self._warmup.ready

    def warm(self, wait: bool = False) -> None:
        """Load torch, in the background or at once; shapes follow."""
        if wait:
            self._warmup.now()
        else:
            self._warmup.start()

    @property
    def inference(self) -> Inference | None:
        """Shapes and costs of the drawing as it was a moment ago; None until torch is loaded."""
        return self._shaper.inference

    @property
    def drawing(self) -> Drawing | None:
        """The same for the whole document, every block written out."""
        return self._shaper.drawing

    @property
    def informed(self) -> bool:
        """Whether ``drawing`` and ``inference`` are those of the document as it is now; else ``inferred`` follows."""
        return self._shaper.current

    @property
    def problems(self) -> list[Problem]:
        return self._shaper.problems

    @property
    def errors(self) -> list[Problem]:
        """The problems that keep it from training."""
        found = self.drawing.problems() if self.scope and self.drawing else self.problems
        return [problem for problem in found if problem.severity == "error"]

    def settle(self) -> None:
        """Know shapes and problems of the drawing as it is now, instead of in a moment."""
        self._shaper.settle()

    # the window

    def go(self, page: str, **hint: Any) -> None:
        """Ask for a page: "welcome", "build", "train", "landscape", "data" or "lab"."""
        self.hint = hint
        self.page_requested.emit(page)

    def edit_code(self, layer_id: str) -> None:
        """Ask for the editor of a Python layer; one that is not trusted has to be read first."""
        if any(each.id == layer_id for each in self.trusting.untrusted()):
            self.trusting.ask()
        else:
            self.code_asked.emit(layer_id)

    def close(self) -> None:
        """End everything that works in the background; the run is stopped and waited for."""
        self._close_runs()
        self._shaper.close()
        self.analyser.close()
        self._warmup.close()
        finish_tasks()
        self._unsubscribe()

    # inside

    def _wire(self) -> None:
        self._shaper.inferred.connect(self.inferred)
        self._shaper.inferred.connect(self.analyser.refresh)
        self._shaper.problems_changed.connect(self.problems_changed)
        self._warmup.done.connect(self._warmed)
        self._shaper.inferred.connect(self._warmup.go_on)
        self.scope_changed.connect(self._shaper.look)
        self.trusting.changed.connect(self._shaper.refresh)
        self.trusting.failed.connect(self.message)

    def _current(self) -> Project:
        return self.whole

    def _looked_at(self) -> str:
        return self.scope

    def _begin_anew(self) -> None:
        self.trusting.recall()
        self._shaper.forget()
        self.analyser.forget()
        self._load_runs()
        self._runner.forget()

    def _edited(self, edits: tuple[Edit, ...]) -> None:
        super()._edited(edits)
        self._shaper.edited(edits)

    def _got_a_file(self, path: Path) -> None:
        if self.ready:
            self._shelf.move_to(path)

    def _load_runs(self) -> None:
        if self.ready:
            super()._load_runs()

    @Slot()
    def _warmed(self) -> None:
        if self._document is None:
            self.new()
        else:
            self._load_runs()
            self.runs_changed.emit()
        self._shaper.use_torch()
        self.ready_changed.emit()
