"""The dialogs of one window."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QDialog

from app.ui.widgets import ask

if TYPE_CHECKING:
    from app.ui.main_window import MainWindow

ABOUT = (
    "A workbench to draw, train and understand neural networks. MIT licence. "
    "Inter and JetBrains Mono are under the SIL Open Font License, the Lucide icons under ISC."
)


class Dialogs(QObject):
    """Opens them; each is imported when it is first needed."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window, self._session = window, window.session

    @Slot()
    def export(self) -> None:
        """Take the model away."""
        from app.ui.dialogs.export import ExportDialog

        _run(ExportDialog(self._session, self._window))

    @Slot()
    def import_module(self) -> None:
        """Draw somebody's PyTorch module, and open it where the person wants to."""
        from app.ui.dialogs.import_module import ImportDialog

        dialog = ImportDialog(self._session, self._window.files.folder(), self._window)
        _run(dialog)
        if dialog.opened:
            self._window.files.open_path(dialog.opened)

    @Slot()
    def trust(self) -> None:
        """The Python code of the document that may not run yet, to be read."""
        from app.ui.dialogs.trust import TrustDialog

        waiting = self._session.trusting.untrusted()
        if not waiting:
            return
        dialog = TrustDialog(waiting, self._window)
        if _run(dialog):
            self._session.trusting.trust(waiting)

    @Slot(str)
    def edit_code(self, layer_id: str) -> None:
        """The code of a Python layer."""
        from app.ui.dialogs.python_layer import PythonLayerDialog, edit_writing

        _run(PythonLayerDialog(self._session, edit_writing(self._session, layer_id), self._window))

    @Slot()
    def settings(self) -> None:
        """Theme, device, threads."""
        from app.ui.shell.settings_dialog import SettingsDialog

        _run(SettingsDialog(self._session, self._window))

    @Slot()
    def shortcuts(self) -> None:
        """The sheet with all keys."""
        from app.ui.shell.shortcut_sheet import ShortcutSheet

        groups: dict[str, list[tuple[str, str]]] = {}
        for action in self._window.all_actions():
            if action.shortcut:
                groups.setdefault(action.group, []).append((action.title, action.shortcut))
        _run(ShortcutSheet(groups, self._window))

    @Slot()
    def commands(self) -> None:
        """The command palette."""
        from app.ui.shell.command_palette import Command, CommandPalette

        possible = [action for action in self._window.all_actions() if action.enabled()]
        commands = [Command(each.title, each.group, each.shortcut, each.callback) for each in possible]
        CommandPalette(commands, "Search commands", self._window).run()

    @Slot()
    def find_node(self) -> None:
        """A node of the drawing, found by typing."""
        from app.graph.using import kind_name
        from app.ui.shell.command_palette import Command, CommandPalette

        self._window.show_page("build")
        canvas = self._window.page_widget("build").canvas  # type: ignore[attr-defined]
        project = self._session.project
        found = [
            Command(each.name, kind_name(project, each), "", partial(canvas.focus_node, each.id))
            for each in project.graph
        ]
        CommandPalette(found, "Search nodes", self._window).run()

    @Slot()
    def about(self) -> None:
        ask(self._window, "Netloom", ABOUT, [("", "Close", "primary")])


def _run(dialog: QDialog) -> bool:
    """Whether it was answered with yes."""
    accepted = dialog.exec() == QDialog.DialogCode.Accepted
    dialog.deleteLater()
    return accepted
