"""The drawing as PyTorch source: lines follow the selection, and the selection follows lines."""

from __future__ import annotations

import time
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QGuiApplication, QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QStackedLayout, QWidget

from app.ui.panels.code.view import CodeView
from app.ui.session import Session
from app.ui.session.task import Task
from app.ui.theme import PADDING, SPACE, set_role
from app.ui.widgets import EmptyState, button, toast

if TYPE_CHECKING:
    from app.compile.shapes.engine import Inference
    from app.compile.source.writer import Source
    from app.graph.project import Project

QUIET_MS = 120
"""Changes closer than this are written together; for a large drawing, those closer than four times its cost."""

QUICK_SECONDS = 0.008
"""A source that took no longer is written on the GUI thread, a larger one in a thread on a copy of the project."""

Written = tuple["Source", float]


class CodePanel(QWidget):
    """Live source of the session's drawing. Does nothing while it is hidden; large sources are written in a thread."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._source: Source | None = None
        self._outdated = True
        self._fresh = True
        self._astray = self._leading = False
        self._seconds = 0.0
        self._task: Task | None = None
        set_role(self, "panel")
        self.view = CodeView()
        self.empty = EmptyState("code", "The source of your drawing", "Place a node: its PyTorch code appears here.")
        self.waiting = EmptyState("loader-circle", "Loading PyTorch", "The source appears in a moment.")
        self.copy_button = button("Copy", "copy", "flat", "Copy the whole source")
        self.copy_button.setParent(self)
        self.copy_button.clicked.connect(self.copy)
        self._stack = QStackedLayout(self)
        for page in (self.view, self.empty, self.waiting):
            self._stack.addWidget(page)
        self._stack.setContentsMargins(0, 0, 0, 0)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(QUIET_MS)
        self._timer.timeout.connect(self._follow)
        session.inferred.connect(self._changed)
        session.replaced.connect(self._replaced)
        session.edited.connect(self._changed)
        session.ready_changed.connect(self._changed)
        session.selected.connect(self._mark)
        session.scope_changed.connect(self._look_in)
        self.view.line_clicked.connect(self._choose)

    @property
    def source(self) -> Source | None:
        """What is shown, None before the first time."""
        return self._source

    @Slot()
    def copy(self) -> None:
        """Put the whole source on the clipboard."""
        if self._source is not None:
            QGuiApplication.clipboard().setText(self._source.text)
            toast(self, "The source is on the clipboard")

    @Slot()
    def refresh(self) -> None:
        """Write the source again, now."""
        self._timer.stop()
        self._drop_task()
        self._outdated = False
        if self._is_known() and self._session.drawing:
            self._written(_write(self._session.whole, self._session.drawing.flat))

    def _is_known(self) -> bool:
        """Whether there is a source to write; else what stands in its place is shown."""
        if not len(self._session.whole.graph):
            self._show(self.empty)
        elif self._session.inference is None:
            self._show(self.waiting)
        else:
            return True
        return False

    @Slot()
    def _follow(self) -> None:
        """The drawing has come to rest: write its source here, or beside where the last one took long.

        Shapes of an older drawing would tell of nodes that wait for something; those of this one are on their way.
        """
        if self._session.drawing is not None and not self._session.informed:
            return
        if self._seconds <= QUICK_SECONDS:
            self.refresh()
        elif self._task is not None:
            self._timer.start()
        elif self._is_known() and self._session.drawing:
            self._task = Task(partial(_write, self._session.whole.copy(), self._session.drawing.flat), self)
            self._task.done.connect(self._arrived)
            self._task.failed.connect(self._drop_task)
            self._task.start()

    @Slot(object)
    def _arrived(self, written: Written) -> None:
        self._drop_task()
        if self.isVisible():
            self._written(written)
        else:
            self._outdated = True

    def _written(self, written: Written) -> None:
        self._source, self._seconds = written
        self._timer.setInterval(max(QUIET_MS, round(4e3 * self._seconds)))
        self.view.show_text(self._source.text)
        if self._fresh:
            self._fresh = False
            self.view.verticalScrollBar().setValue(0)
        self._show(self.view)
        if self._astray:
            self._look_in()
        self._mark()

    @Slot()
    def _drop_task(self) -> None:
        """What is being written is not shown any more."""
        if self._task is not None:
            self._task.deleteLater()
            self._task = None

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._outdated:
            self.refresh()
        elif self._astray:
            self._look_in()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if self._timer.isActive():
            self._timer.stop()
            self._outdated = True

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_button()

    def _place_button(self) -> None:
        """Over the upper right corner of the text, beside its scroll bar."""
        self.copy_button.adjustSize()
        self.copy_button.move(self.width() - self.copy_button.width() - PADDING - SPACE, SPACE)
        self.copy_button.raise_()

    def _show(self, page: QWidget) -> None:
        self._stack.setCurrentWidget(page)
        self._place_button()
        self.copy_button.setVisible(page is self.view)

    @Slot()
    def _replaced(self) -> None:
        """Another document is read from its beginning."""
        self._drop_task()
        self._fresh = True
        self._changed()

    @Slot()
    def _changed(self) -> None:
        if self.isVisible():
            self._timer.start()
        else:
            self._outdated = True

    @Slot()
    def _mark(self) -> None:
        if self._source is not None and self._stack.currentWidget() is self.view:
            keys = [self._key(node_id) for node_id in self._session.selection]
            spans = [span for key in keys for span in self._source.spans.get(key, ())]
            self.view.mark(tuple(spans))

    @Slot()
    def _look_in(self) -> None:
        """Read the class of the block that one looks into from its beginning; the model's on the way out."""
        known = self._source.classes.get(self._session.scope) if self._source is not None else None
        self._astray = known is None or not self.isVisible()
        if known and not self._astray and not self._leading:
            self.view.read_from(known[0][0])

    @Slot(int)
    def _choose(self, line: int) -> None:
        if self._source is None:
            return
        found = [
            (last - first, key)
            for key, spans in self._source.spans.items()
            for first, last in spans
            if first <= line <= last
        ]
        if not found:
            self._session.select([])
            return
        block, _, node_id = min(found)[1].rpartition("/")
        self._leading = True  # the line is under the pointer and stays there
        self._session.enter(block)
        self._leading = False
        self._session.select([node_id])

    def _key(self, node_id: str) -> str:
        """By what name the lines of a node that one sees are known."""
        return f"{self._session.scope}/{node_id}" if self._session.scope else node_id


def _write(project: Project, inference: Inference) -> Written:
    """The source, and the seconds it took."""
    from app.compile.source.writer import write_source

    began = time.perf_counter()
    source = write_source(project, inference)
    return source, time.perf_counter() - began
