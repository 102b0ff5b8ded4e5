"""Keeps FLOPs, memory and receptive fields in step with the drawing, while somebody looks at them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from app.ui.session.shaping import Shaper
from app.ui.session.task import Task

if TYPE_CHECKING:
    from app.compile.analysis.engine import AnalysisEngine
    from app.compile.analysis.rows import Analysis, Row
    from app.compile.drawing import Drawing
    from app.graph.project import Project


class Analyser(QObject):
    """Analyses what the shaper found, in a thread, one drawing at a time; edits meanwhile are answered together.

    Attributes:
        analysis: of the drawing as it was a moment ago; None while nothing is known.
        trouble: why there is none, "" while all is well.
    """

    analysed = Signal()
    batch_changed = Signal()

    def __init__(self, shaper: Shaper, project: Callable[[], Project], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.analysis: Analysis | None = None
        self.trouble = ""
        self._shaper, self._project = shaper, project
        self._engine: AnalysisEngine | None = None
        self._batch: int | None = None
        self._wanting: set[str] = set()
        self._task: Task | None = None
        self._of: tuple[Drawing, int] | None = None
        self._under_way: tuple[Drawing, int] | None = None

    @property
    def batch(self) -> int:
        """Samples of the batch that memory is told for: the person's wish, else the recipe's."""
        return self._batch or self._project().training.batch_size

    def set_batch(self, batch: int) -> None:
        """Tell memory for another batch; the recipe's own size is followed from then on."""
        self._batch = None if batch == self._project().training.batch_size else batch
        self.batch_changed.emit()
        self.refresh()

    def level(self, scope: str = "") -> Mapping[str, Row]:
        """The rows of one level of the drawing by node id, as far as they are known."""
        return self.analysis.level(scope) if self.analysis else {}

    @property
    def settled(self) -> bool:
        """Whether all that is wanted is known about the drawing as it is now."""
        return not self._wanting or (self._shaper.current and self._task is None and self._is_known())

    def want(self, who: str, wanted: bool) -> None:
        """A view that shows figures comes into sight, or goes."""
        if wanted:
            self._wanting.add(who)
            self.refresh()
        else:
            self._wanting.discard(who)

    def forget(self) -> None:
        """Another document is open: nothing is known about it yet."""
        self.analysis, self.trouble = None, ""
        self._of = self._under_way = self._batch = None

    @Slot()
    def refresh(self) -> None:
        """Analyse the drawing as it is now, where anybody wants that and it is not known yet."""
        drawing = self._shaper.drawing
        if drawing is None or not self._wanting or not self._shaper.current or self._task or self._is_known():
            return
        if self._engine is None:
            from app.compile.analysis.engine import AnalysisEngine

            self._engine = AnalysisEngine()
        self._under_way = drawing, self.batch
        apart = drawing.apart() if drawing.project is self._project() else drawing
        self._task = Task(partial(self._engine.analyse, apart, self.batch), self)
        self._task.done.connect(self._arrive)
        self._task.failed.connect(self._fail)
        self._task.start()

    def close(self) -> None:
        """Begin nothing more; what is under way is not told any more."""
        self._wanting.clear()
        self.blockSignals(True)

    @Slot(object)
    def _arrive(self, analysis: Analysis) -> None:
        self._end(analysis, "")

    @Slot(str)
    def _fail(self, reason: str) -> None:
        self._end(None, reason)

    def _end(self, analysis: Analysis | None, trouble: str) -> None:
        assert self._task is not None
        self._task.deleteLater()
        self._task = None
        if self._under_way is not None:
            self.analysis, self.trouble, self._of = analysis, trouble, self._under_way
            self.analysed.emit()
        self.refresh()

    def _is_known(self) -> bool:
        return self._of is not None and self._of[0] is self._shaper.drawing and self._of[1] == self.batch
