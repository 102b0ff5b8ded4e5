"""Growing a trained network from the window, and the weights that the next run begins with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal, Slot

from app.errors import NetloomError, RunError
from app.ui.session.asking import sentence
from app.ui.session.launching import same_drawing
from app.ui.session.runs import RunEntry, chosen_run
from app.ui.session.task import Task

if TYPE_CHECKING:
    from torch import Tensor

    from app.graph.graph import Link
    from app.graph.project import Project
    from app.training.folder.run_folder import RunFolder
    from app.training.starts.growing import Grown
    from app.training.starts.warm_start import WarmStart
    from app.ui.session.session import Session

Change = Callable[["Project", "WarmStart", "Sequence[Tensor]"], "Grown"]


class Grower(QObject):
    """Keeps what the next run begins with. Growing measures both networks on the data, so it works in a thread.

    Attributes:
        start: the weights, None for fresh ones; ``changed`` says that it is another.
    """

    changed = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self.start: WarmStart | None = None
        self._task: Task | None = None
        self._snapshot: Project | None = None
        self._lent: RunEntry | None = None
        session.tick.connect(self._see_run)
        session.run_state.connect(self._see_run)
        session.replaced.connect(self._forget)

    @property
    def busy(self) -> bool:
        """Whether a network is being grown."""
        return self._task is not None

    def why_not(self) -> str:
        """Why nothing can be grown now, "" where it can be tried."""
        session = self._session
        if session.live:
            return "Something is at work already; stop the run first"
        if session.starts.reading:
            return "The weights beside the document are being read; wait a moment"
        if self.busy or session.probing:
            return "One growth at a time" if self.busy else "One batch is being learned by heart; wait for it"
        if not session.ready:
            return "PyTorch is still being loaded"
        if self.start is None and self._run is None:
            return "No run has kept weights yet; train this drawing first"
        session.settle()
        return session.errors[0].message if session.errors else ""

    def deepen(self, links: Sequence[Link]) -> None:
        """Put a residual block on links of the level that is looked at."""
        from app.training.starts.growing import deepened

        scope = self._session.scope
        self._grow(lambda project, start, samples: deepened(project, start, links, samples, scope))

    def widen(self, node_id: str, width: int) -> None:
        """Give a layer of the level that is looked at more units."""
        from app.training.starts.growing import widened

        scope = self._session.scope
        self._grow(lambda project, start, samples: widened(project, start, node_id, width, samples, scope))

    def begin_with(self, entry: RunEntry) -> None:
        """Let the next run begin with the weights of an earlier one."""
        self._begin_with(lambda: _weights(entry.folder))

    def begin_again(self, entry: RunEntry) -> None:
        """Let the next run begin where an earlier one began."""
        from app.training.starts.start_file import began_with, read_start

        self._begin_with(lambda: read_start(began_with(entry.folder)).again())

    def begin_from(self, start: WarmStart) -> None:
        """Let the next run begin with weights that are on the disk."""
        self._session.starts.hold(start)
        self._set(start)

    def decline(self) -> None:
        """Let the next run begin with fresh weights."""
        before, self.start = self.start, None
        self.changed.emit()
        if before is not None:
            text = "The next run starts from fresh weights"
            self._session.offered.emit(text, "Keep the weights", partial(self._set, before))

    def lend(self, entry: RunEntry) -> None:
        """A run is to begin with the weights that wait, which they do until it has kept some of its own: one that fails
        at once took nothing over."""
        self._lent = entry

    def close(self) -> None:
        """Wait for what is at work; nobody is told."""
        self.blockSignals(True)
        if self._task:
            self._task.close()
            self._task = None

    @Slot()
    @Slot(str)
    def _see_run(self, _state: str = "") -> None:
        entry, start = self._lent, self.start
        if entry is None or start is None or not entry.has_weights:
            return
        self._lent = None
        self._set(None)
        text = f"{entry.name} has taken the weights over; the next run starts from fresh ones"
        self._session.offered.emit(text, "Begin there again", partial(self.begin_from, start.again()))

    def _begin_with(self, read: Callable[[], WarmStart]) -> None:
        try:
            self.begin_from(read())
        except NetloomError as error:
            self._session.message.emit(sentence(error))

    @property
    def _run(self) -> RunEntry | None:
        run = self._session.run
        entry = chosen_run(self._session.runs, run.entry if run else None)
        return entry if entry is not None and entry.has_weights else None

    def _grow(self, change: Change) -> None:
        if reason := self.why_not():
            self._session.message.emit(reason)
            return
        self._snapshot = self._session.whole.copy()
        folder = self._run.folder if self._run else None
        work = partial(_work, self._snapshot, self.start, folder, self._session.base, change)
        self._task = Task(work, self)
        self._task.done.connect(self._done)
        self._task.failed.connect(self._failed)
        self._task.start()
        self._session.message.emit("Growing the network and comparing what it says…")

    @Slot(object)
    def _done(self, grown: Grown) -> None:
        self._task = None
        session, before = self._session, self._snapshot
        if before is None or not same_drawing(before, session.whole) or before.blocks != session.whole.blocks:
            session.message.emit("The drawing was changed meanwhile; nothing was done")
            return
        try:
            session.do_whole(grown.label, grown.edits)
        except NetloomError as error:
            session.message.emit(sentence(error))
            return
        if grown.start.before is not None and grown.start.before is not self.start:
            session.starts.hold(grown.start.before)  # a run's
        self._set(grown.start)
        session.select((grown.node_id,))
        apart = f"{grown.difference.largest:.1g}"
        told = "exactly what it said" if apart == "0" else f"what it said (largest difference {apart})"
        text = f"{grown.label}: the network says {told}. The next run goes on from {grown.start.origin}"
        session.offered.emit(text, "Start fresh instead", self.decline)

    @Slot(str)
    def _failed(self, text: str) -> None:
        self._task = None
        self._session.message.emit(text)

    def _set(self, start: WarmStart | None) -> None:
        if start is not self.start:
            self.start, self._lent = start, None
            self.changed.emit()

    @Slot()
    def _forget(self) -> None:
        self._snapshot = None
        self._set(None)


def _work(
    project: Project, start: WarmStart | None, folder: RunFolder | None, base: Path | None, change: Change
) -> Any:
    from app.compile.bindings import bindings_of
    from app.data.prepare import prepare

    if start is None:
        if folder is None:
            raise RunError("no run has kept weights yet; train this drawing first")
        start = _weights(folder)
    return change(project, start, prepare(project.data, bindings_of(project), base).train.inputs)


def _weights(folder: RunFolder) -> WarmStart:
    """The best weights of a run, or its last where no epoch was done."""
    from app.training.starts.start_file import start_of_run

    return start_of_run(folder, "best" if folder.checkpoint("best.safetensors").is_file() else "last")
