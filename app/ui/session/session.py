"""What all pages share: the open document, what is known about it, and its runs."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal, Slot

from app.errors import NetloomError, RunError
from app.ui.session.analysing import Analyser
from app.ui.session.asking import Asker, sentence, take_primary
from app.ui.session.desk import Desk
from app.ui.session.growing import Grower
from app.ui.session.launching import Launcher, same_drawing
from app.ui.session.running import ActiveRun, Runner
from app.ui.session.runs import RunEntry, Shelf
from app.ui.session.shaping import Shaper
from app.ui.session.steered import unkept
from app.ui.session.task import finish_tasks
from app.ui.session.warmup import Warmup
from app.ui.settings import Settings

if TYPE_CHECKING:
    from app.compile.drawing import Drawing
    from app.compile.shapes import Inference
    from app.graph.document import Document
    from app.graph.edits import Edit
    from app.graph.problem import Problem
    from app.graph.project import Project


class Session(Desk):
    """One window's state. Pages read it, call it and listen; they never talk to each other.

    Attributes:
        analyser: FLOPs, memory and receptive fields, for the views that ask for them.
        confirm: asks a question; the window puts a dialog here.
        grower: deepens and widens trained networks, and keeps the weights that the next run begins with.
        hint: keyword arguments of the last `go`, for the page that is shown.
    """

    inferred = Signal(object)
    runs_changed = Signal()
    run_state = Signal(str)
    tick = Signal()
    problems_changed = Signal()
    offered = Signal(str, str, object)
    page_requested = Signal(str)
    ready_changed = Signal()
    settings_changed = Signal()
    probed = Signal(object)

    def __init__(self, settings: Settings | None = None, parent: QObject | None = None) -> None:
        super().__init__(settings, parent)
        self.confirm: Asker = take_primary
        self.hint: dict[str, Any] = {}
        self._shaper = Shaper(self._current, self._looked_at, self)
        self.analyser = Analyser(self._shaper, self._current, self)
        self._shelf = Shelf(self)
        self._runner = Runner(self)
        self._launcher = Launcher(self, self._runner, self._shelf)
        self.grower = Grower(self)
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

    # runs

    @property
    def state(self) -> str:
        """State of the newest run: idle, starting, running, paused, stopping, finished, stopped, failed."""
        return self._runner.state

    @property
    def live(self) -> bool:
        """Whether a run is going on or paused."""
        return self._runner.live

    @property
    def outdated(self) -> bool:
        """Whether the live run trains another drawing than the one that is open now."""
        return self.live and self.run is not None and not same_drawing(self.run.project, self.whole)

    @property
    def runs(self) -> list[RunEntry]:
        return self._shelf.entries

    @property
    def run(self) -> ActiveRun | None:
        """The newest run of this window, live or just ended."""
        return self._runner.run

    def start(self) -> bool:
        """Train the drawing as it is now. Where it cannot, a message says why."""
        return self._launcher.start()

    def pause(self) -> None:
        self._runner.pause()

    def resume(self) -> None:
        """Go on; asks first where the drawing has changed since the run began."""
        self._launcher.resume()

    def step(self) -> None:
        """One update, then pause."""
        self._runner.step()

    def epoch(self) -> None:
        """To the end of the epoch, then pause."""
        self._runner.epoch()

    def stop(self) -> None:
        self._runner.stop()

    def wait(self) -> None:
        """Until the live run has ended."""
        self._runner.wait()

    def set_live(self, **values: Any) -> bool:
        """Steer the live run: lr, batch_size, clip_norm, weight_decay. A bad value becomes a message."""
        if self._runner.run is None or not self.live:
            return False
        try:
            self._runner.run.control.set(**values)
        except NetloomError as error:
            self.message.emit(sentence(error))
            return False
        return True

    @property
    def steered(self) -> dict[str, Any]:
        """What the newest run was steered to and the recipe does not say: lr, batch_size, clip_norm, weight_decay."""
        return unkept(self.run, self.project.training)

    def keep_steered(self, values: dict[str, Any]) -> None:
        """Write steered settings into the recipe; a live run takes them over too, where it does not have them yet."""
        from app.graph.changes import set_training

        if edits := set_training(self.project, **values):
            self.do("Keep what was steered", edits)
        if self.live:
            self.set_live(**values)

    def overfit_probe(self) -> None:
        """First check: can the drawing learn one batch by heart? ``probed`` carries the result."""
        self._launcher.probe()

    def set_run_visible(self, entry: RunEntry, visible: bool) -> None:
        self._shelf.show(entry, visible)

    def rename_run(self, entry: RunEntry, name: str) -> None:
        """Give a run another name; where its folder cannot be written, a message says so."""
        try:
            self._shelf.rename(entry, name)
        except OSError as error:
            self.message.emit(sentence(error))

    def delete_run(self, entry: RunEntry) -> bool:
        """Remove a run and its folder; a live one has to be stopped first."""
        try:
            if entry.live:
                raise RunError(f"{entry.name} is live; stop it first")
            self._shelf.delete(entry)
        except (NetloomError, OSError) as error:
            self.message.emit(sentence(error))
            return False
        if self.run is not None and self.run.entry is entry:
            self._runner.forget()
        return True

    def show_run(self, folder: Path) -> RunEntry:
        """Put a run folder from anywhere into the list.

        Raises:
            RunError: it holds no run.
        """
        from app.training.run_folder import RunFolder

        return self._shelf.add(RunFolder.open(folder))

    # the window

    def go(self, page: str, **hint: Any) -> None:
        """Ask for a page: "welcome", "build", "train", "landscape", "data" or "lab"."""
        self.hint = hint
        self.page_requested.emit(page)

    def close(self) -> None:
        """End everything that works in the background; the run is stopped and waited for."""
        self._launcher.close()
        self.grower.close()
        self._runner.stop()
        self._runner.wait()
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
        self._shelf.changed.connect(self.runs_changed)
        self._runner.tick.connect(self.tick)
        self._runner.state_changed.connect(self._run_state_changed)
        self._launcher.probed.connect(self.probed)
        self._warmup.done.connect(self._warmed)
        self._shaper.inferred.connect(self._warmup.go_on)
        self.scope_changed.connect(self._shaper.look)

    def _current(self) -> Project:
        return self.whole

    def _looked_at(self) -> str:
        return self.scope

    def _begin_anew(self) -> None:
        self._shaper.forget()
        self.analyser.forget()
        self._load_runs()
        self._runner.forget()

    def _got_a_file(self, path: Path) -> None:
        if self.ready:
            self._shelf.move_to(path)

    def _edited(self, edits: tuple[Edit, ...]) -> None:
        super()._edited(edits)
        self._shaper.edited(edits)

    def _load_runs(self) -> None:
        if self.ready:
            self._shelf.load(self.document)

    @Slot(str)
    def _run_state_changed(self, state: str) -> None:
        self.run_state.emit(state)
        if state in ("finished", "stopped", "failed"):
            self._shelf.changed.emit()
        if state == "failed" and self.run:
            self.message.emit(sentence(self.run.engine.error))

    @Slot()
    def _warmed(self) -> None:
        if self._document is None:
            self.new()
        else:
            self._load_runs()
            self.runs_changed.emit()
        self._shaper.use_torch()
        self.ready_changed.emit()
