"""The folder of one run: snapshot of the project, what was measured, checkpoints, pictures.

    run.json            snapshot, seed, versions, device, state, results
    metrics.jsonl       a line a step, an epoch, an event
    checkpoints/        last and best weights, and what an exact resume needs
    trajectory.safetensors, gradients.safetensors, pictures/

Nothing here imports torch, so that a window can list runs before torch is loaded.
"""

from __future__ import annotations

import datetime
import re
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.errors import RunError
from app.graph.files.format import dump, parse
from app.graph.project import Project
from app.home import home
from app.training.folder.files import read_json, write_json
from app.training.folder.opening import Weights, load_weights, open_run
from app.training.folder.versions import versions
from app.training.records import metrics_file
from app.training.records.telemetry import EpochRecord, Event

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = [
    "IMPORTED",
    "RunFolder",
    "Weights",
    "load_weights",
    "new_run_path",
    "open_run",
    "runs_of",
    "user_runs_dir",
]

FORMAT, VERSION = "netloom-run", 1
IMPORTED = "imported"
"""State of a folder whose weights came with a module from elsewhere; nothing was measured."""


class RunFolder:
    """One run on disk. Create it with `create` or `open`."""

    def __init__(self, path: Path, info: dict[str, Any]) -> None:
        self.path = path
        self._info = info

    # opening

    @classmethod
    def create(cls, path: Path, project: Project, base: Path | None = None, name: str = "") -> RunFolder:
        """Make the folder of a new run.

        Args:
            base: folder that relative data paths of the project start from.
            name: what the list of runs shows; the folder's name by default.

        Raises:
            RunError: the folder holds something already.
        """
        path = Path(path)
        if path.exists() and (not path.is_dir() or any(path.iterdir())):
            raise RunError(f"{path} is not empty; choose another folder, or --resume to go on with the run in it")
        path.mkdir(parents=True, exist_ok=True)
        info = {
            "format": FORMAT,
            "version": VERSION,
            "name": name or path.name,
            "created": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
            "state": "created",
            "seed": project.training.seed,
            "base": str(base) if base else None,
            "versions": versions(),
            "device": "",
            "results": {},
            "project": dump(project).splitlines(),
        }
        run = cls(path, info)
        write_json(run._info_path, info)
        return run

    @classmethod
    def open(cls, path: Path) -> RunFolder:
        """Read the folder of an existing run.

        Raises:
            RunError: no run there, or one of a newer version.
        """
        path = Path(path)
        if not (path / "run.json").is_file():
            raise RunError(f"{path} holds no run: there is no run.json in it")
        info = read_json(path / "run.json")
        if info.get("format") != FORMAT:
            raise RunError(f"{path / 'run.json'}: expected format {FORMAT!r}, got {info.get('format')!r}")
        if info.get("version") != VERSION:
            raise RunError(f"{path}: a run of version {info.get('version')!r}; this Netloom reads version {VERSION}")
        return cls(path, info)

    # facts

    @property
    def info(self) -> dict[str, Any]:
        """What run.json says, as last read or written."""
        return dict(self._info)

    @property
    def name(self) -> str:
        return str(self._info.get("name", self.path.name))

    @property
    def state(self) -> str:
        """created, running, paused, finished, stopped, failed or imported. A killed run still says running."""
        return str(self._info.get("state", ""))

    @property
    def results(self) -> dict[str, Any]:
        return dict(self._info.get("results", {}))

    @property
    def base(self) -> Path | None:
        """Folder that relative data paths start from."""
        stored = self._info.get("base")
        return Path(stored) if stored else None

    @property
    def metrics(self) -> Path:
        return self.path / "metrics.jsonl"

    @property
    def trajectory(self) -> Path:
        return self.path / "trajectory.safetensors"

    @property
    def gradients(self) -> Path:
        return self.path / "gradients.safetensors"

    @property
    def pictures(self) -> Path:
        return self.path / "pictures"

    def checkpoint(self, name: str) -> Path:
        """A file in the folder of checkpoints, ``best.safetensors`` for example."""
        return self.path / "checkpoints" / name

    def project(self) -> Project:
        """The project as it was when the run began; it wins over the file.

        Raises:
            ProjectError: the snapshot was changed by hand and breaks the format.
        """
        lines = self._info.get("project", [])
        return parse("\n".join(lines) if isinstance(lines, list) else str(lines))

    # writing

    def update(self, **fields: Any) -> None:
        """Change fields of run.json."""
        self._info = self._info | fields
        write_json(self._info_path, self._info)

    def write_step(self, rows: dict[str, NDArray[np.generic]]) -> None:
        """Append step lines: columns of equal length, as `Telemetry.append` takes them."""
        self.append(metrics_file.step_lines(rows))

    def write_epoch(self, record: EpochRecord) -> None:
        self.append([metrics_file.epoch_line(record)])

    def write_event(self, event: Event) -> None:
        self.append([metrics_file.event_line(event)])

    def append(self, lines: Iterable[str]) -> None:
        """Append lines to metrics.jsonl and hand them to the system, so that others can follow."""
        with self.metrics.open("a", encoding="utf-8", newline="\n") as file:
            file.write("".join(lines))

    def rename(self, name: str) -> None:
        """Give the run another name in lists; its folder stays where it is."""
        self.update(name=name.strip() or self.path.name)

    def delete(self) -> None:
        """Remove the folder with all in it; only a folder with a run.json of ours is touched."""
        RunFolder.open(self.path)
        shutil.rmtree(self.path)

    @property
    def _info_path(self) -> Path:
        return self.path / "run.json"


def user_runs_dir() -> Path:
    """Where runs of unsaved and bundled projects go."""
    return home() / "runs"


def runs_dir(document: Path | None) -> Path:
    """Where the runs of a document go: ``NAME.runs`` beside ``NAME.netloom``."""
    return document.with_suffix(".runs") if document else user_runs_dir()


def new_run_path(document: Path | None, title: str = "run") -> Path:
    """A folder that does not exist yet, named by date and title."""
    stem = re.sub(r"[^a-z0-9]+", "-", (document.stem if document else title).lower()).strip("-") or "run"
    stamp = datetime.datetime.now().strftime("%Y-%m-%d-%H%M%S")
    name = stamp if document else f"{stamp}-{stem[:60]}"
    folder, number = runs_dir(document), 2
    path = folder / name
    while path.exists():
        path, number = folder / f"{name}-{number}", number + 1
    return path


def runs_of(document: Path | None) -> list[RunFolder]:
    """The runs of a document, oldest first; folders that hold no readable run are left out."""
    folder = runs_dir(document)
    found = []
    for path in sorted(folder.iterdir()) if folder.is_dir() else []:
        if (path / "run.json").is_file():
            try:
                found.append(RunFolder.open(path))
            except RunError:
                continue
    return found
