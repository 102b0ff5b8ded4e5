"""The weights that the next run begins with, kept beside the document: written when it is saved, read when it opens."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from app.errors import RunError
from app.ui.session.asking import sentence
from app.ui.session.task import Task

if TYPE_CHECKING:
    from torch import Tensor

    from app.graph.document import Document
    from app.graph.project import Project
    from app.training.starts.warm_start import WarmStart
    from app.ui.session.growing import Grower
    from app.ui.session.session import Session


class Starts(QObject):
    """Keeps the file of the open document's start in step with what waits at the grower.

    The file holds what serves the drawing as it is saved, so that an undone change has its weights, too. A start that
    a run has taken over waits no more, though its file stays until the document is saved again. A file that was never
    read stays.
    """

    def __init__(self, session: Session, grower: Grower) -> None:
        super().__init__(session)
        self._session, self._grower = session, grower
        self._held: set[WarmStart] = set()
        self._file: Path | None = None
        self._in_file: WarmStart | None = None
        self._writing: tuple[WarmStart, set[WarmStart]] | None = None
        self._looked_at: Document | None = None
        self._task: Task | None = None
        session.replaced.connect(self._look)
        session.ready_changed.connect(self._look)

    @property
    def reading(self) -> bool:
        """Whether the file beside the document is being read."""
        return self._task is not None

    @property
    def unsaved(self) -> bool:
        """Whether weights that the drawing would begin with are nowhere on the disk."""
        flat = self._flat()
        return flat is not None and not flat[1] <= self._held

    def hold(self, start: WarmStart) -> None:
        """These weights are on the disk, in a run folder for instance."""
        self._held.add(start)

    # saving

    def files(self, path: Path) -> dict[Path, bytes]:
        """What has to be written together with the document at ``path``: the start, where its file has not that."""
        from app.training.starts.start_file import packed, start_beside

        self._writing = self._flat()
        beside = start_beside(path.resolve())
        if self._writing is None or (
            beside == self._file and beside.is_file() and _same(self._writing[0], self._in_file)
        ):
            return {}
        return {beside: packed(self._writing[0])}

    def copies(self, path: Path) -> dict[Path, bytes]:
        """What belongs to a copy of the document at ``path``, which the document knows nothing of."""
        from app.training.starts.start_file import packed, start_beside

        flat = self._flat()
        return {start_beside(path): packed(flat[0])} if flat else {}

    def saved(self, path: Path, replaced: bool) -> None:
        """The document was written with these files; a start that waits no more goes.

        Args:
            replaced: another project stood at ``path``, which the person agreed to lose.
        """
        from app.training.starts.start_file import start_beside

        beside = start_beside(path.resolve())
        if self._writing is not None:
            self._file, (self._in_file, used), self._writing = beside, self._writing, None
            self._held |= used
        elif replaced or beside == self._file:
            self._file = self._in_file = None
            self._held.clear()
            try:
                beside.unlink(missing_ok=True)
            except OSError as error:
                self._session.message.emit(f"{beside.name} could not be removed: {error.strerror or error}")

    def _flat(self) -> tuple[WarmStart, set[WarmStart]] | None:
        """What waits, as the drawing would begin with it now, and the versions that takes."""
        start = self._grower.start
        if start is None:
            return None
        own = _own(self._session.whole)
        return (start, {start}) if own is None else (start.flat(own), start.used(own))

    # opening

    @Slot()
    def _look(self) -> None:
        """Read the start beside a document that was just opened, as soon as torch is there."""
        from app.training.starts.start_file import start_beside

        session = self._session
        if not session.ready or self._looked_at is session.document:
            return
        self.close()
        self._looked_at, self._file, self._in_file = session.document, None, None
        self._held.clear()
        path = session.document.path
        if path is None or not start_beside(path).is_file():
            return
        self._task = Task(partial(_read, start_beside(path), session.whole.copy()), self)
        self._task.done.connect(self._arrived)
        self._task.failed.connect(self._failed)
        self._task.start()

    @Slot(object)
    def _arrived(self, answer: tuple[Path, WarmStart]) -> None:
        self._task = None
        if self._session.document is not self._looked_at:
            return
        self._file, start = answer
        self._in_file = start
        self._held.add(start)
        taken = {entry.start_key for entry in self._session.runs if entry.has_weights}
        if self._grower.start is None and start.key not in taken:
            self._grower.begin_from(start)

    @Slot(str)
    def _failed(self, text: str) -> None:
        self._task = None
        self._session.message.emit(text)

    def close(self) -> None:
        """Wait for what is being read; nobody is told."""
        if self._task:
            self._task.close()
            self._task = None


def _own(project: Project) -> dict[str, Tensor] | None:
    """The names and shapes of a drawing's tensors, None where it cannot run as it is."""
    from app.training.starts.warm_start import names_and_shapes

    try:
        return names_and_shapes(project)
    except RunError:
        return None


def _read(file: Path, project: Project) -> tuple[Path, WarmStart]:
    """A file with its start for a drawing; of one that cannot run as it is, all that the file holds.

    Raises:
        RunError: it cannot be read, or nothing in it fits.
    """
    from app.training.starts.start_file import read_start

    own = _own(project)
    try:
        start = read_start(file, own=own)
        if own is not None:
            start.require_fit(own)
    except RunError as error:
        raise RunError(f"the next run begins with fresh weights: {sentence(error)}") from None
    return file, start


def _same(start: WarmStart, other: WarmStart | None) -> bool:
    """Whether two starts are one, down to the tensors."""
    if other is None or start.key != other.key or start.weights.keys() != other.weights.keys():
        return False
    return all(value is other.weights[name] for name, value in start.weights.items())
