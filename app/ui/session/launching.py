"""Starting runs and first checks from the open document."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal, Slot

from app.errors import NetloomError, RunError
from app.ui.session.asking import CHANGED, sentence
from app.ui.session.running import Runner
from app.ui.session.runs import Shelf
from app.ui.session.steered import in_words
from app.ui.session.task import Task

if TYPE_CHECKING:
    from app.graph.project import Project
    from app.training.probes import ProbeResult
    from app.training.starts.warm_start import WarmStart
    from app.ui.session.session import Session


class Launcher(QObject):
    """Makes a job of the document and hands it to the runner."""

    probed = Signal(object)

    def __init__(self, session: Session, runner: Runner, shelf: Shelf) -> None:
        super().__init__(session)
        self._session, self._runner, self._shelf = session, runner, shelf
        self._probe: Task | None = None
        self._after: Callable[[], object] | None = None
        runner.state_changed.connect(self._run_changed)

    @property
    def probing(self) -> bool:
        """Whether one batch is being learned by heart."""
        return self._probe is not None

    def start(self, begin: WarmStart | None = None, fresh: bool = False) -> bool:
        """Start a run of the document as it is now.

        Args:
            begin: weights to begin with; those that wait at the grower where None.
            fresh: begin with none at all.
        """
        from app.training.folder.run_folder import RunFolder, new_run_path
        from app.training.job import Job

        session = self._session
        steered = session.steered
        waiting = session.grower.start
        begin = None if fresh else begin or waiting
        try:
            self._check()
            project, document = self._snapshot(), session.document
            _require_fit(project, begin)
            name = f"Run {self._shelf.next_number} · {project.training.optimizer}"
            folder = RunFolder.create(new_run_path(document.path, document.name), project, session.base, name)
        except (NetloomError, OSError) as error:
            session.message.emit(sentence(error))
            return False
        entry = self._shelf.add(folder, tell=False)
        self._runner.start(entry, Job(project, folder, session.base, start=begin))
        if begin is not None and begin is waiting:
            session.grower.lend(entry)
        session.runs_changed.emit()
        if steered:
            text = f"This run follows the recipe; the last one was steered to {in_words(steered)}"
            session.offered.emit(text, "Take it over", partial(session.keep_steered, steered))
        return True

    def resume(self) -> None:
        """Go on with a paused run, or replace it where the drawing has changed."""
        run = self._runner.run
        if run is None or self._runner.state != "paused":
            return
        answer = "resume" if same_drawing(run.project, self._session.whole) else self._session.confirm(*CHANGED)
        if answer == "resume":
            self._runner.resume()
        elif answer in ("new", "keep"):
            self._after = self._start_with_weights if answer == "keep" else self.start
            self._runner.stop()

    def probe(self) -> None:
        """Overfit one batch in the background."""
        if self._probe or self._runner.live:
            self._session.message.emit("Something is training already; stop it first")
            return
        try:
            self._check()
        except NetloomError as error:
            self._session.message.emit(sentence(error))
            return
        from app.training.probes import overfit_one_batch

        self._probe = Task(partial(overfit_one_batch, self._snapshot(), self._session.base), self)
        self._probe.done.connect(self._probe_done)
        self._probe.failed.connect(self._probe_failed)
        self._probe.start()
        self._session.message.emit("Trying to learn one batch by heart…")

    def close(self) -> None:
        """Wait for the probe; nothing is started any more."""
        self._after = None
        self.blockSignals(True)
        if self._probe:
            self._probe.close()
            self._probe = None

    @Slot(str)
    def _run_changed(self, state: str) -> None:
        if state in ("finished", "stopped", "failed") and self._after:
            after, self._after = self._after, None
            after()

    def _start_with_weights(self) -> None:
        from app.training.starts.start_file import start_of_run

        assert self._runner.run is not None
        try:
            begin = start_of_run(self._runner.run.folder, "last")
        except NetloomError:
            begin = None
            self._session.message.emit("The stopped run kept no weights yet; the new one starts from fresh ones")
        self.start(begin, fresh=begin is None)

    def _check(self) -> None:
        """Raises RunError with the reason why nothing can start."""
        if self._runner.live or self._probe:
            raise RunError("something is training already; stop it first")
        if self._session.grower.busy:
            raise RunError("the network is being grown; that takes a moment")
        if self._session.starts.reading:
            raise RunError("the weights beside the document are being read; that takes a moment")
        self._session.warm(wait=True)
        self._session.settle()
        if errors := self._session.errors:
            more = f" ({len(errors)} problems)" if len(errors) > 1 else ""
            raise RunError(f"{errors[0].message}{more}")

    def _snapshot(self) -> Project:
        """A copy of the project; what its recipe leaves open is taken from the settings."""
        project, settings = self._session.whole.copy(), self._session.settings
        open_values: dict[str, Any] = {}
        if project.training.device == "auto" and settings.device != "auto":
            open_values["device"] = settings.device
        if project.training.threads is None and settings.threads is not None:
            open_values["threads"] = settings.threads
        if open_values:
            project.training = project.training.changed(**open_values)
        return project

    @Slot(object)
    def _probe_done(self, result: ProbeResult) -> None:
        self._probe = None
        self._session.message.emit(result.sentence)
        self.probed.emit(result)

    @Slot(str)
    def _probe_failed(self, text: str) -> None:
        self._probe = None
        self._session.message.emit(text)


def _require_fit(project: Project, begin: WarmStart | None) -> None:
    """Raises RunError where a run would have nothing of what it is to begin with."""
    if begin is None:
        return
    from app.training.starts.warm_start import names_and_shapes

    begin.require_fit(names_and_shapes(project))


def same_drawing(first: Project, second: Project) -> bool:
    """Whether two projects have the same nodes and links, wherever these stand on the canvas."""
    return _structure(first) == _structure(second) and first.graph.links() == second.graph.links()


def _structure(project: Project) -> list[tuple[Any, ...]]:
    return [(each.id, each.name, each.node, each.frozen, each.shares, each.initialization) for each in project.graph]
