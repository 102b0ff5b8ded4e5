"""The runs of the open document: begun, steered, listed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from app.errors import NetloomError, RunError
from app.ui.session.asking import Asker, sentence, take_primary
from app.ui.session.desk import Desk
from app.ui.session.growing import Grower
from app.ui.session.launching import Launcher, same_drawing
from app.ui.session.running import ActiveRun, Runner
from app.ui.session.runs import RunEntry, Shelf
from app.ui.session.starts import Starts
from app.ui.session.steered import unkept
from app.ui.settings import Settings


class RunDesk(Desk):
    """A document with its runs.

    Attributes:
        confirm: asks a question; the window puts a dialog here.
        grower: deepens and widens trained networks, and keeps the weights that the next run begins with.
        starts: keeps these weights beside the document.
    """

    runs_changed = Signal()
    run_state = Signal(str)
    tick = Signal()
    probed = Signal(object)
    offered = Signal(str, str, object)

    def __init__(self, settings: Settings | None = None, parent: QObject | None = None) -> None:
        super().__init__(settings, parent)
        self.confirm: Asker = take_primary
        self._shelf = Shelf(self)
        self._runner = Runner(self)
        self._launcher = Launcher(self, self._runner, self._shelf)
        self.grower = Grower(self)
        self.starts = Starts(self, self.grower)
        self._shelf.changed.connect(self.runs_changed)
        self._runner.tick.connect(self.tick)
        self._runner.state_changed.connect(self._run_state_changed)
        self._launcher.probed.connect(self.probed)

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

    @property
    def probing(self) -> bool:
        """Whether the first check is at work; it draws random numbers as a run does."""
        return self._launcher.probing

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
        from app.training.folder.run_folder import RunFolder

        return self._shelf.add(RunFolder.open(folder))

    def _close_runs(self) -> None:
        """Stop what trains or grows, and wait for it."""
        self._launcher.close()
        self.grower.close()
        self.starts.close()
        self._runner.stop()
        self._runner.wait()

    def _files_beside(self, path: Path) -> dict[Path, bytes]:
        return self.starts.files(path)

    def _saved(self, path: Path, replaced: bool) -> None:
        self.starts.saved(path, replaced)

    def _load_runs(self) -> None:
        self._shelf.load(self.document)

    @Slot(str)
    def _run_state_changed(self, state: str) -> None:
        self.run_state.emit(state)
        if state in ("finished", "stopped", "failed"):
            self._shelf.changed.emit()
        if state == "failed" and self.run:
            self.message.emit(sentence(self.run.engine.error))
