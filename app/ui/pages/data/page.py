"""The Data page."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QUrl, Slot
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.data.paths import permit, portable
from app.data.sources import source, sources
from app.errors import NetloomError
from app.graph.changes import set_data
from app.ui.pages.data.loader import Loaded, Loader
from app.ui.pages.data.overview import Overview
from app.ui.pages.data.side import Side
from app.ui.pages.data.source_list import SourceList
from app.ui.pages.data.states import Failure, invitation, reading, unchosen
from app.ui.session.asking import sentence
from app.ui.widgets import toast

if TYPE_CHECKING:
    from app.ui.session import Session

LEFT, RIGHT = 280, 328
READING, PREVIEW, EMPTY, PROBLEM, UNCHOSEN = 0, 1, 2, 3, 4


class DataPage(QWidget):
    """Choose a source, see it, split it, and make the drawing fit it."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.loaded: Loaded | None = None
        self._visible = False
        self._remembered: dict[str, dict[str, Any]] = {}
        self.loader = Loader(self)
        self.sources = SourceList()
        self.overview = Overview()
        self.side = Side()
        self.options, self.split = self.side.options, self.side.split
        self.failure = Failure(self.options.choose_path)
        self._lay_out()
        self._connect()
        self.setAcceptDrops(True)

    # the window

    def shown(self) -> None:
        """The page comes to the front: take the file it was called with, or read what the document chose."""
        self._visible = True
        if file := self.session.hint.get("file"):
            self.choose_file(file)
        self._refresh()

    def hidden(self) -> None:
        """The page goes to the back."""
        self._visible = False

    @property
    def settled(self) -> bool:
        """Whether all is read and shown."""
        return not self.loader.working

    def closeEvent(self, event: QCloseEvent) -> None:
        self.loader.close()
        super().closeEvent(event)

    # what a person does

    def choose_source(self, name: str) -> None:
        """Take another source, with the options it had before."""
        choice = self.session.project.data
        self._remembered[choice.source] = dict(choice.options)
        self._change("Choose the data", source=name, options=self._remembered.get(name, {}))

    def choose_file(self, path: str | Path) -> None:
        """Take a file or folder that the person pointed at; its ending says which source reads it."""
        found = Path(path)
        name = _reader(found, self.session.project.data.source)
        if not name:
            toast(self, f"{found.name} is no table, no NumPy archive and no folder of pictures.")
            return
        permit(found)
        choice = self.session.project.data
        kept = dict(choice.options) if choice.source == name else {}
        kept = {key: value for key, value in kept.items() if key not in _OF_ONE_FILE}
        self._change("Choose the data", source=name, options=kept | {"path": portable(found, self.session.base)})

    @Slot()
    def adapt(self) -> None:
        """Give the drawing's Inputs and Targets the sizes of the data."""
        from app.data.adopt import adopt

        if self.loaded and self.loaded.dataset:
            self._do("Adapt to the data", adopt(self.session.whole, self.loaded.dataset))

    @Slot()
    def propose(self) -> None:
        """Replace the drawing by a small network for this data; one step to undo."""
        from app.data.propose import propose, replacement

        if not self.loaded or not self.loaded.dataset:
            return
        had = len(self.session.whole.graph) > 0
        proposed = propose(self.loaded.dataset, self.session.project.data)
        if self._do("Propose a network", replacement(self.session.whole, proposed)):
            count = len(proposed.graph)
            text = f"A first network of {count} nodes is drawn" + (" in place of the old one." if had else ".")
            toast(self, text, "Undo", self.session.undo)

    @Slot()
    def _try_it(self) -> None:
        from app.ui.dialogs.try_it import open_try_it

        open_try_it(self.session, self)

    # following the document

    @Slot()
    def _refresh(self, *_: object) -> None:
        """Show the document's choice; read the data if that changed."""
        if not self._visible:
            return
        choice, base = self.session.project.data, self.session.base
        self.sources.set(choice.source)
        self.split.show_choice(choice)
        if not choice.source:
            self._show_unchosen()
            return
        try:
            self.side.about.setText(_sentence(source(choice.source).description))
            self.options.show_source(source(choice.source), choice.options)
        except NetloomError as error:
            self._fail(str(error))
            return
        self._offer()
        if self.loaded and (self.loaded.choice, self.loaded.base) == (choice, base):
            self._check_fit()
        elif _waits_for_a_file(choice.source, choice.options):
            self.stack.setCurrentIndex(EMPTY)
        else:
            self.loader.request(choice, base)

    def _show_unchosen(self) -> None:
        self.loaded = None
        self.side.about.setText("None is chosen yet.")
        self.options.show_nothing()
        self.stack.setCurrentIndex(UNCHOSEN)
        self._offer()

    @Slot()
    def _offer(self, *_: object) -> None:
        """Enable what can be done now."""
        fresh = self.loaded is not None and self.loaded.choice == self.session.project.data
        self.side.propose.setEnabled(fresh and self.loaded.dataset is not None and not self.loaded.error)
        self.side.try_it.setEnabled(bool(self.session.runs))

    @Slot(object)
    def _show(self, loaded: Loaded) -> None:
        self.loaded = loaded
        self._offer()
        target = next(iter(loaded.dataset.targets), "") if loaded.dataset else ""
        self.options.set_names(loaded.names, target)
        if loaded.error or loaded.dataset is None:
            self._fail(loaded.error)
            return
        self.overview.set(loaded, *self._fit())
        self.stack.setCurrentIndex(PREVIEW)

    def _fail(self, text: str) -> None:
        read = self.loaded is not None and self.loaded.dataset is not None
        self.failure.set(_sentence(text), read, self.options.has_path)
        self.stack.setCurrentIndex(PROBLEM)

    def _check_fit(self) -> None:
        if self.loaded and self.loaded.dataset and not self.loaded.error:
            self.overview.set_fit(*self._fit())

    def _fit(self) -> tuple[str, bool]:
        from app.data.adopt import misfit

        assert self.loaded is not None and self.loaded.dataset is not None
        project = self.session.whole
        return misfit(project, self.loaded.dataset), len(project.graph) == 0

    @Slot(bool)
    def _busy(self, busy: bool) -> None:
        self.side.busy.setText("Reading …" if busy else "")

    # edits

    @Slot(object)
    def _options_changed(self, options: dict[str, Any]) -> None:
        self._change("Change the data options", options=options)

    @Slot(object)
    def _split_changed(self, values: dict[str, Any]) -> None:
        self._change("Change the split", merge=f"data:{next(iter(values))}", **values)

    def _change(self, label_text: str, merge: str = "", **values: Any) -> None:
        try:
            self._do(label_text, set_data(self.session.project, **values), merge)
        except NetloomError as error:
            toast(self, str(error))
            self._refresh()

    def _do(self, label_text: str, edits: list[Any], merge: str = "") -> bool:
        try:
            self.session.do_whole(label_text, edits, merge)
        except NetloomError as error:
            toast(self, str(error))
            return False
        return True

    # files dragged onto the page

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(_reader(Path(url.toLocalFile()), "") for url in event.mimeData().urls() if url.isLocalFile()):
            event.acceptProposedAction()  # a project file is left to the window

    def dropEvent(self, event: QDropEvent) -> None:
        urls: list[QUrl] = [url for url in event.mimeData().urls() if url.isLocalFile()]
        if urls:
            event.acceptProposedAction()
            self.choose_file(urls[0].toLocalFile())

    # layout

    def _connect(self) -> None:
        self.sources.chosen.connect(self.choose_source)
        self.options.changed.connect(self._options_changed)
        self.options.path_chosen.connect(self.choose_file)
        self.split.changed.connect(self._split_changed)
        self.loader.loaded.connect(self._show)
        self.loader.busy.connect(self._busy)
        self.side.propose.clicked.connect(self.propose)
        self.side.try_it.clicked.connect(self._try_it)
        self.session.runs_changed.connect(self._offer)
        self.session.run_state.connect(self._offer)
        self.overview.banner.adapt.connect(self.adapt)
        self.overview.banner.propose.connect(self.propose)
        self.session.edited.connect(self._refresh)
        self.session.replaced.connect(self._refresh)
        self.session.document_changed.connect(self._refresh)

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(_panel(self.sources, "left", LEFT))
        self.stack = QStackedWidget()
        self.stack.addWidget(reading())
        self.stack.addWidget(self.overview)
        self.stack.addWidget(invitation(self.options.choose_path))
        self.stack.addWidget(self.failure)
        self.stack.addWidget(unchosen())
        row.addWidget(self.stack, 1)
        row.addWidget(_panel(self.side, "right", RIGHT))


_OF_ONE_FILE = ("path", "target", "columns", "categories", "group", "time", "input")


def _reader(path: Path, present: str) -> str:
    """The source that reads this file or folder, "" for none."""
    if path.is_dir():
        return "images"
    if present == "csv" and path.suffix.lower() == "":
        return "csv"
    return next((each.name for each in sources() if path.suffix.lower() in each.suffixes), "")


def _sentence(text: str) -> str:
    return sentence(text) + ("" if text.endswith(".") else ".")


def _waits_for_a_file(name: str, options: dict[str, Any]) -> bool:
    return "path" in source(name).Options.model_fields and not options.get("path")


def _panel(inside: QWidget, role: str, width: int) -> QFrame:
    panel = QFrame()
    panel.setProperty("role", role)
    panel.setFixedWidth(width)
    column = QVBoxLayout(panel)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(inside)
    return panel
