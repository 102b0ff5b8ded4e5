"""Opening, saving and leaving documents, with the questions that belong to it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QFileDialog

from app.errors import NetloomError
from app.ui.session.asking import LEAVE_RUN, leave_unsaved
from app.ui.session.files import SUFFIX

if TYPE_CHECKING:
    from app.ui.main_window import MainWindow

FILTER = "Netloom projects (*.netloom)"
TABLES = (".csv", ".tsv", ".parquet")


class FileMenu(QObject):
    """What the File menu does in one window."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window, self._session = window, window.session

    @Slot()
    def new(self) -> bool:
        """An empty drawing; asks about the open one first."""
        if not self.may_leave():
            return False
        self._session.new()
        self._window.show_page("build")
        return True

    @Slot()
    def open(self) -> bool:
        """Choose a file and open it."""
        name, _ = QFileDialog.getOpenFileName(self._window, "Open a network", str(self.folder()), FILTER)
        return bool(name) and self.open_path(name)

    def open_path(self, source: str | Path) -> bool:
        """Open a file or a bundled example; a table goes to the Data page instead."""
        if Path(source).suffix.lower() in TABLES:
            self._session.go("data", file=str(source))
            return True
        if not self.may_leave() or not self._session.open(source):
            return False
        self._window.show_page("build")
        return True

    @Slot()
    def take_block(self) -> bool:
        """Bring a block or Python layer of the personal library, or of another file, into the document's palette."""
        from app.graph.files.library import SUFFIX as BLOCK
        from app.graph.files.library import folder

        kinds = f"Blocks and Python layers (*{BLOCK})"
        name, _ = QFileDialog.getOpenFileName(self._window, "Take from the library", str(folder()), kinds)
        return bool(name) and self.take_block_from(Path(name))

    def take_block_from(self, path: Path) -> bool:
        """The same for a file that is known; a bad one becomes a message and changes nothing."""
        from app.graph.changes.bundle import adopt
        from app.graph.files.library import take
        from app.graph.using import definitions

        session = self._session
        try:
            taken = take(path)
            edits, ids = adopt(session.whole, taken)
            session.do_whole(f"Take {taken.main.name}", edits)
        except NetloomError as error:
            session.message.emit(f"{path.name}: {error}")
            return False
        name = next(each.name for each in definitions(session.whole) if each.id == ids[taken.main.id])
        session.message.emit(f"{name} is in the palette" if edits else f"{name} is in this document already")
        return True

    @Slot()
    def save(self) -> bool:
        """Save where it belongs, or ask where to."""
        if self._session.document.path is None:
            return self.save_as()
        return self._saved(self._session.save())

    @Slot()
    def save_as(self) -> bool:
        """Ask where to and save there."""
        proposed = self.folder() / f"{self._session.document.name}{SUFFIX}"
        name, _ = QFileDialog.getSaveFileName(self._window, "Save the network", str(proposed), FILTER)
        return bool(name) and self._saved(self._session.save_as(Path(name)))

    @Slot()
    def picture(self) -> None:
        """Save the drawing as SVG or PNG."""
        from app.ui.canvas import export_png, export_svg

        proposed = self.folder() / f"{self._session.document.name}.svg"
        kinds = "Vector picture (*.svg);;Pixel picture (*.png)"
        name, _ = QFileDialog.getSaveFileName(self._window, "Save a picture of the drawing", str(proposed), kinds)
        if name:
            write = export_png if Path(name).suffix.lower() == ".png" else export_svg
            write(self._session.project, self._session.inference, Path(name))
            self._session.message.emit(f"Saved {Path(name).name}")

    def may_leave(self) -> bool:
        """Whether the open document may go: nothing is lost, or the person said so."""
        session = self._session
        if session.live and session.confirm(*LEAVE_RUN) != "stop":
            return False
        dirty = session.document.dirty
        if (dirty or session.starts.unsaved) and not self._settle_changes(dirty):
            return False
        if session.live:
            session.stop()
            session.wait()
        return True

    def _settle_changes(self, dirty: bool) -> bool:
        session = self._session
        answer = session.confirm(*leave_unsaved(session.document.project.title, dirty, session.starts.unsaved))
        return self.save() if answer == "save" else answer == "discard"

    def _saved(self, done: bool) -> bool:
        if done:
            self._session.message.emit(f"Saved {self._session.document.name}{SUFFIX}")
        return done

    def folder(self) -> Path:
        """Where dialogs begin: beside the document or the last one, else at home."""
        path = self._session.document.path
        recent = self._session.settings.recent_files()
        return path.parent if path else recent[0].parent if recent else Path.home()
