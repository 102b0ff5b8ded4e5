"""Which run a surface is drawn of, and how to get at it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from app.errors import NetloomError
from app.ui.pages.landscape.surface_plot import Guest

if TYPE_CHECKING:
    from app.landscape.full import Landscape, Source
    from app.ui.session import Session
    from app.ui.session.runs import RunEntry

WAITING = ("starting", "running", "stopping")


def drawable(session: Session) -> list[RunEntry]:
    """Runs with kept moments, or live ones, newest first."""
    return [entry for entry in reversed(session.runs) if entry.live or entry.folder.trajectory.is_file()]


def is_active(session: Session, entry: RunEntry | None) -> bool:
    """Whether this is the newest run of this window, live or just ended."""
    return entry is not None and session.run is not None and session.run.entry is entry


def source_maker(session: Session, entry: RunEntry | None) -> Callable[[], Source] | None:
    """A function that opens the run, to be called in the worker; None where it has to wait."""
    if entry is None or not session.ready:
        return None
    if is_active(session, entry) and session.run is not None:
        if session.state in WAITING:
            return None
        source = session.run.landscape.source
        if source is not None:
            return lambda: source
    if not entry.folder.trajectory.is_file():
        return None
    folder, base = entry.folder.path, session.base

    def from_folder() -> Source:
        from app.landscape.opening import source_of_run

        return source_of_run(folder, base)

    return from_folder


def guests_on(session: Session, landscape: Landscape, shown: RunEntry | None) -> tuple[Guest, ...]:
    """Paths of the other visible runs whose weights fit the plane; those that do not are left out."""
    from app.landscape.path import path_on
    from app.landscape.trajectory import read_trajectory

    plane, found = landscape.surface.plane, []
    for entry in session.runs:
        if entry is shown or entry.live or not entry.visible or not entry.folder.trajectory.is_file():
            continue
        try:
            trajectory = read_trajectory(entry.folder.path)
        except NetloomError:  # a damaged file of another run is no reason to show nothing
            continue
        if trajectory.vectors.shape[1] == len(plane.anchor):
            found.append(Guest(entry.name, entry.color, path_on(plane, trajectory)))
    return tuple(found)
