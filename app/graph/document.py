"""The open document: a project with its history and its place on disk."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from app.graph.edits import ChangeNode, Edit, SetSection, apply_all
from app.graph.project import Project

MERGE_SECONDS = 1.0
"""Entries with the same merge key become one within this time, where nothing else is said."""

Callback = Callable[[tuple[Edit, ...]], None]


@dataclass(frozen=True, slots=True)
class Entry:
    """One step of the history."""

    label: str
    forward: tuple[Edit, ...]
    backward: tuple[Edit, ...]
    merge: str
    at: float


class Document:
    """The only holder of a project that changes. Not thread-safe: it belongs to one thread.

    Attributes:
        project: changes in place; take `Project.copy` to hand it to another thread.
        path: the file it belongs to, or None for new and bundled projects.
    """

    def __init__(self, project: Project | None = None, path: Path | None = None, name: str = "") -> None:
        self.project = project if project is not None else Project()
        self.path = path
        self._name = name
        self._done: list[Entry] = []
        self._undone: list[Entry] = []
        self._saved: Entry | None = None
        self._saved_is_reachable = True
        self._callbacks: list[Callback] = []

    @property
    def name(self) -> str:
        """The file's name without ending, the bundled example's name, or ``untitled``."""
        return self.path.stem if self.path else self._name or "untitled"

    @property
    def dirty(self) -> bool:
        """Whether the project differs from what was last saved (or opened)."""
        return not self._saved_is_reachable or self._top is not self._saved

    def mark_saved(self, path: Path | None = None) -> None:
        """The current state is now on disk, at ``path`` where given."""
        self.path = path or self.path
        self._saved = self._top
        self._saved_is_reachable = True

    # changing

    def do(self, label: str, edits: Iterable[Edit], merge: str = "", within: float = MERGE_SECONDS) -> None:
        """Make a change as one step of the history. No edits: nothing happens.

        Args:
            label: what the menu says after "Undo".
            edits: applied in order, all or none.
            merge: a key; a step with the key of the step before it becomes part of that.
            within: seconds after which it does not.

        Raises:
            ProjectError: an edit cannot be made; the project is as it was.
        """
        forward = tuple(edits)
        if not forward:
            return
        entry = Entry(label, forward, tuple(apply_all(self.project, forward)), merge, time.monotonic())
        last = self._top
        if last is not None and entry.at - last.at <= within and self._merges(last, entry):
            self._done[-1] = _merged(last, entry)
        else:
            self._done.append(entry)
        self._forget_redo()
        self._tell(forward)

    def undo(self) -> str | None:
        """Take the last step back; gives its label, or None where there is none."""
        if not self._done:
            return None
        entry = self._done.pop()
        self._undone.append(entry)
        apply_all(self.project, entry.backward)
        self._tell(entry.backward)
        return entry.label

    def redo(self) -> str | None:
        """Make the step that was last taken back again; gives its label, or None where there is none."""
        if not self._undone:
            return None
        entry = self._undone.pop()
        self._done.append(entry)
        apply_all(self.project, entry.forward)
        self._tell(entry.forward)
        return entry.label

    # history

    @property
    def can_undo(self) -> bool:
        return bool(self._done)

    @property
    def can_redo(self) -> bool:
        return bool(self._undone)

    @property
    def undo_label(self) -> str:
        """What undo would take back, or ""."""
        return self._done[-1].label if self._done else ""

    @property
    def redo_label(self) -> str:
        """What redo would make again, or ""."""
        return self._undone[-1].label if self._undone else ""

    def history(self) -> list[str]:
        """Labels of all steps that can be undone, oldest first."""
        return [entry.label for entry in self._done]

    # listening

    def subscribe(self, callback: Callback) -> Callable[[], None]:
        """Call back with the edits after each change; gives the function that ends it."""
        self._callbacks.append(callback)

        def unsubscribe() -> None:
            if callback in self._callbacks:
                self._callbacks.remove(callback)

        return unsubscribe

    def _tell(self, edits: tuple[Edit, ...]) -> None:
        for callback in list(self._callbacks):
            callback(edits)

    @property
    def _top(self) -> Entry | None:
        return self._done[-1] if self._done else None

    def _merges(self, last: Entry, entry: Entry) -> bool:
        """A saved state stays a state of its own, and so does one that undo has just uncovered."""
        same = bool(entry.merge) and entry.merge == last.merge
        return same and last is not self._saved and not self._undone

    def _forget_redo(self) -> None:
        if self._saved is not None and any(entry is self._saved for entry in self._undone):
            self._saved_is_reachable = False
        self._undone.clear()


def _merged(last: Entry, entry: Entry) -> Entry:
    """Both steps as one; a slider's hundred values keep only the first and the last."""
    forward = _compact([*last.forward, *entry.forward])
    backward = _compact([*entry.backward, *last.backward])
    return Entry(entry.label, forward, backward, entry.merge, entry.at)


def _compact(edits: list[Edit]) -> tuple[Edit, ...]:
    """Drop values that a later edit of the same thing overwrites.

    Only where the order of what is left cannot matter: nothing is added, removed, renamed or shared on the way.
    """
    latest: dict[str, Edit] = {}
    identities: dict[str, tuple[str, str]] = {}
    for edit in edits:
        if isinstance(edit, ChangeNode):
            identity = (edit.instance.name, edit.instance.shares)
            if identities.setdefault(edit.instance.id, identity) != identity:
                return tuple(edits)
            latest["node " + edit.instance.id] = edit
        elif isinstance(edit, SetSection):
            latest[edit.name] = edit
        else:
            return tuple(edits)
    return tuple(latest.values())
