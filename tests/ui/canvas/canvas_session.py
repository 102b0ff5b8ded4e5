"""A session as small as the canvas needs it: a desk with a document, and the shape engine on demand."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal

from app.graph.document import Document
from app.graph.problem import Problem
from app.graph.project import Project
from app.ui.session.desk import Desk
from app.ui.settings import Settings


class FakeSession(Desk):
    inferred = Signal(object)
    problems_changed = Signal()

    def __init__(self, project: Project | None = None, infers: bool = False) -> None:
        super().__init__(Settings())
        self.problems: list[Problem] = []
        self.inference: Any = None
        self.infers = infers
        self.said: list[str] = []
        self.message.connect(self.said.append)
        self.scope_changed.connect(self._look)
        self.open(project or Project())

    def open(self, project: Project) -> None:  # type: ignore[override]
        self.show_document(Document(project))

    def find_problems(self, problems: list[Problem]) -> None:
        self.problems = problems
        self.problems_changed.emit()

    def _begin_anew(self) -> None:
        if self.infers:
            self._infer()

    def _edited(self, edits: Any) -> None:
        super()._edited(edits)
        self._look()

    def _look(self) -> None:
        if self.infers:
            self._infer()
            self.inferred.emit(self.inference)
            self.problems_changed.emit()

    def _infer(self) -> None:
        from app.compile.drawing import infer

        drawing = infer(self.whole)
        self.inference = drawing.at(self.scope)
        self.problems = list(drawing.problems(self.scope)) if self.scope else list(self.inference.problems)
