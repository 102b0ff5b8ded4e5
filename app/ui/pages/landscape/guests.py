"""The paths of other runs on the plane that is shown."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QColor

from app.errors import NetloomError
from app.ui.session.task import Task

if TYPE_CHECKING:
    from app.landscape.path import RunPath
    from app.landscape.planes import Plane
    from app.ui.session.runs import RunEntry


@dataclass(frozen=True, eq=False)
class Guest:
    """The path of another run on this surface."""

    entry: RunEntry
    path: RunPath

    @property
    def name(self) -> str:
        return self.entry.name

    @property
    def tint(self) -> QColor:
        return self.entry.color


class GuestFinder(QObject):
    """Projects the visible runs onto a plane, off the GUI thread; ``found`` fires when ``guests`` has changed.

    Attributes:
        guests: of the plane that was asked for last; those whose weights do not fit it are left out.
    """

    found = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.guests: tuple[Guest, ...] = ()
        self._plane: Plane | None = None
        self._asked: tuple[RunEntry, ...] = ()
        self._task: Task | None = None

    @property
    def busy(self) -> bool:
        """Whether paths are on their way."""
        return self._task is not None and self._task.busy

    def look(self, plane: Plane | None, entries: list[RunEntry]) -> None:
        """Ask for the paths of these runs on a plane; does nothing where they are known or on their way."""
        asked = tuple(entries)
        if plane is self._plane and asked == self._asked:
            return
        if plane is not self._plane:
            self.guests = ()
        self._plane, self._asked = plane, asked
        self.guests = tuple(guest for guest in self.guests if guest.entry in asked)
        missing = [entry for entry in asked if all(guest.entry is not entry for guest in self.guests)]
        if plane is None or not missing:
            self._task = None
            self.found.emit()
            return
        folders = [entry.folder.path for entry in missing]
        self._task = Task(lambda: (plane, missing, [_path(plane, folder) for folder in folders]), self)
        self._task.done.connect(self._arrived)
        self._task.start()

    @Slot(object)
    def _arrived(self, answer: tuple[Plane, list[RunEntry], list[RunPath | None]]) -> None:
        plane, entries, paths = answer
        if plane is not self._plane:
            return
        known = {guest.entry: guest for guest in self.guests}
        for entry, path in zip(entries, paths, strict=True):
            if path is not None and entry in self._asked:
                known[entry] = Guest(entry, path)
        self.guests = tuple(known[entry] for entry in self._asked if entry in known)
        self.found.emit()


def _path(plane: Plane, folder: Path) -> RunPath | None:
    """The path of a run, None where its weights are others than the plane's."""
    from app.landscape.path import path_on
    from app.landscape.trajectory import read_trajectory

    try:
        trajectory = read_trajectory(folder)
    except NetloomError:  # a damaged file of another run is no reason to show nothing
        return None
    return path_on(plane, trajectory) if trajectory.vectors.shape[1] == len(plane.anchor) else None
