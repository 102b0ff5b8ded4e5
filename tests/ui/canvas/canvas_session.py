"""A session as small as the canvas needs it: a document, a selection, the shape engine on demand."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, Signal

from app.graph.document import Document
from app.graph.problem import Problem
from app.graph.project import Project


class FakeSession(QObject):
    replaced = Signal()
    edited = Signal(object)
    inferred = Signal(object)
    selected = Signal(object)
    problems_changed = Signal()
    message = Signal(str)

    def __init__(self, project: Project | None = None, infers: bool = False) -> None:
        super().__init__()
        self.document = Document(project)
        self.document.subscribe(self._edited)
        self.selection: tuple[str, ...] = ()
        self.problems: list[Problem] = []
        self.inference: Any = None
        self.infers = infers
        self.said: list[str] = []
        self.message.connect(self.said.append)
        if infers:
            self._infer()

    @property
    def project(self) -> Project:
        return self.document.project

    def do(self, label: str, edits: Any, merge: str = "") -> None:
        self.document.do(label, edits, merge)

    def undo(self) -> None:
        self.document.undo()

    def redo(self) -> None:
        self.document.redo()

    def select(self, ids: tuple[str, ...]) -> None:
        self.selection = tuple(ids)
        self.selected.emit(self.selection)

    def open(self, project: Project) -> None:
        self.document = Document(project)
        self.document.subscribe(self._edited)
        self.selection = ()
        if self.infers:
            self._infer()
        self.replaced.emit()

    def find_problems(self, problems: list[Problem]) -> None:
        self.problems = problems
        self.problems_changed.emit()

    def _edited(self, edits: Any) -> None:
        self.selection = tuple(key for key in self.selection if key in self.project.graph)
        self.edited.emit(edits)
        if self.infers:
            self._infer()
            self.inferred.emit(self.inference)
            self.problems_changed.emit()

    def _infer(self) -> None:
        from app.compile.shapes import ShapeEngine

        self.inference = ShapeEngine().infer(self.project.graph)
        self.problems = list(self.inference.problems)
