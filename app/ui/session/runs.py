"""The list of runs of the open document."""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor

from app.ui.theme import run_color

if TYPE_CHECKING:
    from app.graph.document import Document
    from app.training.folder.run_folder import RunFolder


@dataclass(eq=False, slots=True)
class RunEntry:
    """One run in lists and plots.

    Attributes:
        folder: where it is kept.
        index: its place in time, which picks its colour.
        visible: drawn in plots that compare runs.
        live: running or paused in this window now.
    """

    folder: RunFolder
    index: int
    visible: bool = True
    live: bool = False

    @property
    def name(self) -> str:
        return self.folder.name

    @property
    def color(self) -> QColor:
        return run_color(self.index)

    @property
    def has_weights(self) -> bool:
        """Whether it has kept weights that can be brought back."""
        return any(self.folder.checkpoint(f"{name}.safetensors").is_file() for name in ("best", "last"))

    @property
    def start_key(self) -> str:
        """Key of the start that it has taken over, "" for fresh weights."""
        facts = self.folder.info.get("start")
        return str(facts.get("key", "")) if isinstance(facts, dict) else ""

    @property
    def start_file(self) -> Path | None:
        """The weights that it began with, where it kept them."""
        from app.training.starts.start_file import began_with

        path = began_with(self.folder)
        return path if path.is_file() else None

    @property
    def state(self) -> str:
        """created, running, paused, finished, stopped or failed; "interrupted" where its process has died."""
        state = self.folder.state
        return "interrupted" if state in ("running", "paused") and not self.live else state


def chosen_run(entries: Sequence[RunEntry], newest: RunEntry | None) -> RunEntry | None:
    """The run that pages are about: the window's own where it is listed, else the newest that is visible."""
    if newest is not None and any(entry is newest for entry in entries):
        return newest
    shown = [entry for entry in entries if entry.visible]
    return shown[-1] if shown else None


class Shelf(QObject):
    """The runs of one document, oldest first."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.entries: list[RunEntry] = []
        self._next = 0

    @property
    def next_number(self) -> int:
        """What the next run is counted as."""
        return self._next + 1

    def load(self, document: Document) -> None:
        """Read the runs on disk that belong to a document, telling nobody; only the newest is drawn at first."""
        from app.training.folder.run_folder import runs_of

        folders = runs_of(document.path)
        if document.path is None:
            folders = [folder for folder in folders if _belongs(folder.path, document.name)]
        self.entries, self._next = [], 0
        for folder in folders:
            self.add(folder, tell=False).visible = folder is folders[-1]

    def add(self, folder: RunFolder, tell: bool = True) -> RunEntry:
        """Put a run at the end; a folder that is listed already is only shown."""
        for entry in self.entries:
            if entry.folder.path == folder.path:
                entry.visible = True
                return entry
        entry = RunEntry(folder, self._next)
        self._next += 1
        self.entries.append(entry)
        if tell:
            self.changed.emit()
        return entry

    def show(self, entry: RunEntry, visible: bool) -> None:
        """Draw a run in plots, or not."""
        if entry.visible != visible:
            entry.visible = visible
            self.changed.emit()

    def rename(self, entry: RunEntry, name: str) -> None:
        """Give a run another name; its folder stays where it is."""
        entry.folder.rename(name)
        self.changed.emit()

    def delete(self, entry: RunEntry) -> None:
        """Remove a run and its folder.

        Raises:
            RunError: the folder holds no run any more.
            OSError: it cannot be removed.
        """
        entry.folder.delete()
        self.entries.remove(entry)
        self.changed.emit()

    def move_to(self, document: Path) -> None:
        """The document has got a file: its finished runs move beside it."""
        from app.training.folder.run_folder import RunFolder, runs_dir

        for entry in self.entries:
            target = runs_dir(document) / entry.folder.path.name
            if entry.live or entry.folder.path.parent == target.parent or target.exists():
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            entry.folder = RunFolder.open(Path(shutil.move(entry.folder.path, target)))
        self.changed.emit()


def _belongs(folder: Path, name: str) -> bool:
    """Whether a folder in the user's data was named for a document of that name."""
    slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:60] or "run"
    return re.fullmatch(rf"\d{{4}}-\d\d-\d\d-\d{{6}}-{re.escape(slug)}(-\d+)?", folder.name) is not None
