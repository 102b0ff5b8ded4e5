"""The open document and what is chosen in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.errors import NetloomError
from app.ui.session.asking import sentence
from app.ui.session.blocks import seen_as_document, seen_from
from app.ui.session.files import read_document, with_ending, write_document
from app.ui.settings import Settings

if TYPE_CHECKING:
    from app.graph.document import Document
    from app.graph.edits import Edit
    from app.graph.project import Project


class Desk(QObject):
    """One document lies on it; whoever knows more about a document builds on this.

    Attributes:
        settings: what the person set.
        selection: ids of the chosen nodes.
        scope: id of the block that one looks into, "" for the drawing itself.
    """

    replaced = Signal()
    edited = Signal(object)
    selected = Signal(object)
    document_changed = Signal()
    scope_changed = Signal(str)
    message = Signal(str)

    def __init__(self, settings: Settings | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.settings = settings if settings is not None else Settings.load()
        self.selection: tuple[str, ...] = ()
        self.scope = ""
        self._document: Document | None = None
        self._unsubscribe: Callable[[], None] = _nothing

    @property
    def document(self) -> Document:
        """The open document; an empty one to begin with."""
        if self._document is None:
            self.new()
        assert self._document is not None
        return self._document

    @property
    def whole(self) -> Project:
        """The whole document, whatever one looks at: what trains and is saved."""
        return self.document.project

    @property
    def project(self) -> Project:
        """The document as one sees it: inside a block, its ``graph`` is that of the block."""
        return self.whole.inside(self.scope)

    @property
    def base(self) -> Path | None:
        """Folder that relative data paths start from."""
        return self.document.path.parent if self.document.path else None

    # changing it

    def do(self, label: str, edits: Iterable[Edit], merge: str = "", within: float | None = None) -> None:
        """Change what one looks at, as one step of the document's history. Steps with one ``merge`` become one step
        where they follow each other ``within`` some seconds.

        Raises:
            ProjectError: an edit cannot be made; the document is as it was.
        """
        self.do_whole(label, seen_as_document(self.scope, edits), merge, within)

    def do_whole(self, label: str, edits: Iterable[Edit], merge: str = "", within: float | None = None) -> None:
        """The same for edits of the whole document, wherever one looks.

        Raises:
            ProjectError: an edit cannot be made; the document is as it was.
        """
        if within is None:
            self.document.do(label, edits, merge)
        else:
            self.document.do(label, edits, merge, within)

    def undo(self) -> None:
        """Take the last step back."""
        self.document.undo()

    def redo(self) -> None:
        """Make the step taken back again."""
        self.document.redo()

    def select(self, ids: Iterable[str]) -> None:
        """Choose nodes on the canvas; those that do not exist are left out."""
        graph = self.project.graph
        chosen = tuple(node_id for node_id in ids if node_id in graph)
        if chosen != self.selection:
            self.selection = chosen
            self.selected.emit(chosen)

    def enter(self, block_id: str) -> None:
        """Look into a block; "" shows the drawing itself."""
        wanted = block_id if block_id in self.whole.blocks else ""
        if wanted != self.scope:
            self.scope = wanted
            if self.selection:
                self.selection = ()
                self.selected.emit(())
            self.scope_changed.emit(wanted)

    # another one

    def new(self) -> None:
        """An empty, untitled document."""
        from app.graph.document import Document

        self.show_document(Document())

    def open(self, source: str | Path) -> bool:
        """Open a file or a bundled example. A bad file becomes a message and changes nothing."""
        try:
            document = read_document(source)
        except NetloomError as error:
            self.message.emit(sentence(error))
            return False
        self.show_document(document)
        if document.path:
            self.settings.remember(document.path)
        return True

    def show_document(self, document: Document) -> None:
        """Put another document in the place of the open one."""
        self._unsubscribe()
        self._document = document
        self._unsubscribe = document.subscribe(self._edited)
        self.selection, self.scope = (), ""
        self._begin_anew()
        self.replaced.emit()
        self.selected.emit(())
        self.document_changed.emit()

    def save(self) -> bool:
        """Save to the document's own file; False where it has none yet or it failed (with a message)."""
        return self.document.path is not None and self.save_as(self.document.path)

    def save_as(self, path: Path) -> bool:
        """Save to a file, which becomes the document's own."""
        untitled, path = self.document.path is None, with_ending(path)
        replaced = path.is_file() and path.resolve() != self.document.path
        try:
            write_document(self.document, path, self._files_beside(path))
        except NetloomError as error:
            self.message.emit(sentence(error))
            return False
        self._saved(path, replaced)
        assert self.document.path is not None
        if untitled:
            self._got_a_file(self.document.path)
        self.settings.remember(self.document.path)
        self.document_changed.emit()
        return True

    # for who builds on this

    def _begin_anew(self) -> None:
        """Another document lies here, and nobody has been told yet: forget what was known about the old one."""

    def _files_beside(self, path: Path) -> dict[Path, bytes]:
        """What has to be written together with the document at ``path``."""
        return {}

    def _saved(self, path: Path, replaced: bool) -> None:
        """The document was saved, in the place of another project where ``replaced``."""

    def _got_a_file(self, path: Path) -> None:
        """A document without a file was saved for the first time."""

    def _edited(self, edits: tuple[Edit, ...]) -> None:
        if self.scope and self.scope not in self.whole.blocks:
            self.enter("")
        self.edited.emit(seen_from(self.whole, self.scope, edits))
        self.select(self.selection)
        self.document_changed.emit()


def _nothing() -> None:
    """Stands where nothing is to be taken back."""
