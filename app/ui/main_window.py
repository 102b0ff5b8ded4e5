"""The window: top bar, five pages, status line, and one table of actions."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QDialog, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from app.ui.actions import Action, canvas_rows, window_actions
from app.ui.session import Session
from app.ui.session.task import working
from app.ui.shell.binder import Binder
from app.ui.shell.brand import mark_icon
from app.ui.shell.dialogs import Dialogs
from app.ui.shell.files import FileMenu
from app.ui.shell.place import dropped_file, keep_place, restore_place
from app.ui.shell.splash import Splash
from app.ui.shell.status_bar import StatusBar
from app.ui.shell.top_bar import TopBar
from app.ui.shell.trust_bar import TrustBar
from app.ui.theme import theme
from app.ui.widgets import ask, toast, withdraw_offers

SMALLEST = (960, 600)

PLACES = {
    "welcome": ("app.ui.pages.welcome", "WelcomePage"),
    "build": ("app.ui.pages.build", "BuildPage"),
    "train": ("app.ui.pages.train", "TrainPage"),
    "landscape": ("app.ui.pages.landscape", "LandscapePage"),
    "data": ("app.ui.pages.data", "DataPage"),
    "lab": ("app.ui.pages.lab", "LabPage"),
}
"""Where the pages come from: each is imported and made at the first visit."""


class MainWindow(QMainWindow):
    """Holds the parts together. Painted at once with a splash; `begin` shows the first page."""

    page_shown = Signal(str)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.files = FileMenu(self)
        self.dialogs = Dialogs(self)
        self.top = TopBar(session)
        self.trust_bar = TrustBar(session)
        self.status = StatusBar(session)
        self.stack = QStackedWidget()
        self.page = ""
        self._pages: dict[str, QWidget] = {}
        self._splash = Splash()
        self.stack.addWidget(self._splash)
        self._lay_out()
        self.actions_table: list[Action] = window_actions(self)
        self.binder = Binder(self, self.actions_table)
        self.top.menu_button.setMenu(self.binder.menu)
        self._connect()
        session.confirm = self._ask
        self.setAcceptDrops(True)
        self.setWindowTitle("Netloom")
        self.setWindowIcon(mark_icon())
        restore_place(self, session.settings)

    def begin(self, source: str = "") -> None:
        """Show the first page: a file or example where one is named, else the welcome page."""
        if source and self.session.open(source):
            self.show_page("build")
            return
        self.session.new()
        self.show_welcome()

    # pages

    def show_page(self, name: str) -> None:
        """Bring a page to the front; the first time it is made."""
        if name == self.page:
            if self.session.hint:
                self._greet(self._pages[name])
            return
        page = self.page_widget(name)
        if self.page:
            self._pages[self.page].hidden()  # type: ignore[attr-defined]
        self.page = name
        self.top.pages.set(name)
        self.top.show_document()
        self.trust_bar.allow(self.is_open)
        self.stack.setCurrentWidget(page)
        self.status.show_zoom(0.0)
        self.status.show_page(name)
        self._title()
        if not self._focused_in_page():
            page.setFocus()
        self._greet(page)
        self.page_shown.emit(name)

    def _greet(self, page: QWidget) -> None:
        """Tell a page that it is in front; a hint is for this once only."""
        page.shown()  # type: ignore[attr-defined]
        self.session.hint = {}

    def page_widget(self, name: str) -> QWidget:
        """The page, made if it is not there yet."""
        if name not in self._pages:
            module, kind = PLACES[name]
            page = getattr(import_module(module), kind)(self.session)
            self._pages[name] = page
            self.stack.addWidget(page)
            if name == "build":
                page.zoomed.connect(self.status.show_zoom)
            elif name == "welcome":
                page.chosen.connect(self.files.open_path)
                page.empty_asked.connect(self.files.new)
                page.open_asked.connect(self.files.open)
        return self._pages[name]

    @property
    def is_open(self) -> bool:
        """Whether a document is in sight."""
        return self.page not in ("", "welcome")

    @Slot()
    def show_welcome(self) -> None:
        self.show_page("welcome")

    @property
    def settled(self) -> bool:
        """Whether the page in front shows all it is going to show; pages may say so with a `settled` of their own."""
        page = self._pages.get(self.page)
        return self.session.inference is not None and not working() and bool(getattr(page, "settled", True))

    # actions

    @Slot()
    def run_or_pause(self) -> None:
        """Run; while a run is live, pause it or let it go on."""
        state = self.session.state
        if state == "running":
            self.session.pause()
        elif state == "paused":
            self.session.resume()
        elif not self.session.live:
            self._start()

    def _start(self) -> None:
        if not self.session.start() and self.session.errors:
            self.show_page("build")
            self._pages["build"].dock.choose("problems")  # type: ignore[attr-defined]

    @Slot()
    def write_layer(self) -> None:
        """Write a Python layer and place it in the drawing."""
        self.show_page("build")
        self._pages["build"].canvas.python.add()  # type: ignore[attr-defined]

    @Slot()
    def toggle_palette(self) -> None:
        self._toggle("palette_panel")

    @Slot()
    def toggle_inspector(self) -> None:
        self._toggle("inspector")

    @Slot()
    def toggle_dock(self) -> None:
        self._toggle("dock")

    @Slot()
    def show_analysis(self) -> None:
        """The table of FLOPs, memory and receptive fields below the canvas."""
        self.show_page("build")
        dock = self._pages["build"].dock  # type: ignore[attr-defined]
        dock.show()
        dock.choose("analysis")

    @Slot()
    def toggle_theme(self) -> None:
        """From dark to light and back; kept as the person's choice."""
        self.session.settings.theme = "light" if theme().dark else "dark"
        theme().set_mode(self.session.settings.theme)
        self.session.settings.save()

    @Slot()
    def toggle_full_screen(self) -> None:
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    def all_actions(self) -> list[Action]:
        """The window's table, and the canvas' where the canvas is in front."""
        if self.page != "build":
            return self.actions_table
        view = self._pages["build"].canvas  # type: ignore[attr-defined]
        return [*self.actions_table, *canvas_rows(view)]

    # events

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.files.may_leave():
            event.ignore()
            return
        keep_place(self, self.session.settings)
        for dialog in self.findChildren(QDialog):
            dialog.close()
        for page in self._pages.values():
            page.close()
        self.session.close()
        event.accept()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped_file(event) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        path = dropped_file(event)
        if path is not None:
            event.acceptProposedAction()
            self.files.open_path(path)

    # inside

    def _lay_out(self) -> None:
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.top)
        column.addWidget(self.trust_bar)
        column.addWidget(self.stack, 1)
        column.addWidget(self.status)
        self.setCentralWidget(body)
        self.setMinimumSize(*SMALLEST)

    def _connect(self) -> None:
        session = self.session
        self.top.page_chosen.connect(self.show_page)
        self.top.settings_asked.connect(self.dialogs.settings)
        self.top.export_asked.connect(self.dialogs.export)
        self.top.run_buttons.pressed.connect(self.run_or_pause)
        tip = "Can this drawing learn one small batch by heart? If not, it will not learn more."
        self.top.run_buttons.offer([("Overfit one batch", tip, session.overfit_probe)])
        session.page_requested.connect(self.show_page)
        session.trusting.asked.connect(self.dialogs.trust)
        session.code_asked.connect(self.dialogs.edit_code)
        session.message.connect(self._say)
        session.offered.connect(self._offer)
        session.document_changed.connect(self._title)
        session.replaced.connect(self._withdraw)

    @Slot(str)
    def _say(self, text: str) -> None:
        toast(self, text)

    @Slot(str, str, object)
    def _offer(self, text: str, action: str, callback: Callable[[], object]) -> None:
        toast(self, text, action, callback)

    @Slot()
    def _withdraw(self) -> None:
        """What was offered was about the document before."""
        withdraw_offers(self)

    @Slot()
    def _title(self) -> None:
        document = self.session.document
        self.setWindowTitle(f"{document.project.title}[*] – Netloom")
        self.setWindowModified(document.dirty)

    def _ask(self, title: str, text: str, buttons: list[tuple[str, str, str]]) -> str:
        return ask(self, title, text, buttons)  # type: ignore[arg-type]

    def _focused_in_page(self) -> bool:
        """Whether the keyboard already stands somewhere below the top bar."""
        focused = self.focusWidget()
        return focused is not None and self.stack.currentWidget().isAncestorOf(focused)

    def _toggle(self, part: str) -> None:
        self.show_page("build")
        page = self._pages["build"]
        page.toggle(getattr(page, part))  # type: ignore[attr-defined]
