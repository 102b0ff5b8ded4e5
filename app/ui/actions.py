"""Everything the window can do, as one table: menus, keys, the command palette and the shortcut sheet read it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.ui.canvas import CanvasView
    from app.ui.main_window import MainWindow

PAGES = (("build", "Build"), ("train", "Train"), ("landscape", "Landscape"), ("data", "Data"), ("lab", "Lab"))


def always() -> bool:
    """The condition of an action that can always be done."""
    return True


@dataclass(frozen=True, slots=True)
class Action:
    """One row.

    Attributes:
        shortcuts: key sequences in Qt's portable text; the first one is shown.
        enabled: whether it can be done now.
        icon: Lucide name, or "".
        group: heading in the shortcut sheet, and the menu it stands in.
    """

    id: str
    title: str
    shortcuts: tuple[str, ...]
    callback: Callable[[], object]
    enabled: Callable[[], bool] = always
    icon: str = ""
    group: str = "View"

    @property
    def shortcut(self) -> str:
        return self.shortcuts[0] if self.shortcuts else ""


def window_actions(window: MainWindow) -> list[Action]:
    """The table of one window. What belongs to the canvas comes from `app.ui.canvas.actions`."""
    return [*_file(window), *_edit(window), *_run(window), *_view(window), *_help(window)]


def _file(window: MainWindow) -> list[Action]:
    row, session = Action, window.session

    def is_open() -> bool:
        return window.is_open

    def can_save() -> bool:
        return window.is_open or session.document.dirty

    def can_export() -> bool:
        return session.ready and window.is_open

    def can_import() -> bool:
        busy = session.live or session.probing or session.grower.busy  # building a module draws random numbers, too
        return session.ready and not busy

    return [
        row("file.new", "New network", ("Ctrl+N",), window.files.new, always, "file-plus", "File"),
        row("file.open", "Open…", ("Ctrl+O",), window.files.open, always, "folder-open", "File"),
        row("file.welcome", "Examples and recent files", (), window.show_welcome, always, "layout-grid", "File"),
        row("file.import", "Import PyTorch module…", (), window.dialogs.import_module, can_import, "upload", "File"),
        row("file.save", "Save", ("Ctrl+S",), window.files.save, can_save, "save", "File"),
        row("file.save-as", "Save as…", ("Ctrl+Shift+S",), window.files.save_as, can_save, "", "File"),
        row("file.export", "Export…", ("Ctrl+E",), window.dialogs.export, can_export, "package", "File"),
        row("file.picture", "Save picture of the drawing…", (), window.files.picture, is_open, "image", "File"),
        row("file.library", "Take from library…", (), window.files.take_block, is_open, "package", "File"),
        row("file.settings", "Settings…", ("Ctrl+,",), window.dialogs.settings, always, "settings", "File"),
        row("file.quit", "Quit", ("Ctrl+Q",), window.close, always, "log-out", "File"),
    ]


def _edit(window: MainWindow) -> list[Action]:
    row, session = Action, window.session

    def can_undo() -> bool:
        return window.is_open and session.document.can_undo

    def can_redo() -> bool:
        return window.is_open and session.document.can_redo

    def is_open() -> bool:
        return window.is_open

    return [
        row("edit.undo", "Undo", ("Ctrl+Z",), session.undo, can_undo, "undo-2", "Edit"),
        row(
            "edit.redo",
            "Redo",
            ("Ctrl+Shift+Z", "Ctrl+Y"),
            session.redo,
            can_redo,
            "redo-2",
            "Edit",
        ),
        row("edit.layer", "New Python layer…", (), window.write_layer, is_open, "file-code", "Edit"),
        row("edit.find", "Find node…", ("Ctrl+F",), window.dialogs.find_node, is_open, "search", "Edit"),
    ]


def _run(window: MainWindow) -> list[Action]:
    row, session = Action, window.session

    def can_run() -> bool:
        return session.live or window.is_open

    def idle() -> bool:
        return window.is_open and not session.live

    def live() -> bool:
        return session.live

    def paused() -> bool:
        return session.state == "paused"

    return [
        row(
            "run.toggle",
            "Run, pause or go on",
            ("Ctrl+Return", "Ctrl+Enter"),
            window.run_or_pause,
            can_run,
            "play",
            "Run",
        ),
        row("run.stop", "Stop", ("Ctrl+.",), session.stop, live, "square", "Run"),
        row("run.step", "One step", ("F10",), session.step, paused, "step-forward", "Run"),
        row("run.epoch", "To the end of the epoch", ("Shift+F10",), session.epoch, paused, "skip-forward", "Run"),
        row("run.probe", "Overfit one batch", (), session.overfit_probe, idle, "stethoscope", "Run"),
    ]


def _view(window: MainWindow) -> list[Action]:
    row = Action
    pages = [
        row(f"page.{name}", title, (f"Ctrl+{number}",), partial(window.show_page, name), always, "", "Pages")
        for number, (name, title) in enumerate(PAGES, 1)
    ]
    return [
        *pages,
        row("view.palette", "Show or hide the palette", ("Ctrl+B",), window.toggle_palette, always, "panel-left"),
        row(
            "view.inspector",
            "Show or hide the inspector",
            ("Ctrl+Alt+B",),
            window.toggle_inspector,
            always,
            "panel-right",
        ),
        row("view.dock", "Show or hide the dock", ("Ctrl+J",), window.toggle_dock, always, "panel-bottom"),
        row("view.analysis", "Analysis: FLOPs, memory …", (), window.show_analysis, always, "table-2"),
        row("view.theme", "Dark or light theme", ("Ctrl+Shift+L",), window.toggle_theme, always, "sun-moon"),
        row("view.full", "Full screen", ("F11",), window.toggle_full_screen, always, "maximize-2"),
    ]


def _help(window: MainWindow) -> list[Action]:
    row = Action
    return [
        row("help.commands", "Command palette…", ("Ctrl+K",), window.dialogs.commands, always, "command", "Help"),
        row("help.keys", "Keyboard shortcuts", ("?", "F1"), window.dialogs.shortcuts, always, "keyboard", "Help"),
        row("help.about", "About Netloom", (), window.dialogs.about, always, "info", "Help"),
    ]


def canvas_rows(view: CanvasView) -> list[Action]:
    """The canvas' own table as rows of this one."""
    return [
        Action(each.id, each.title, each.shortcuts, each.callback, partial(each.enabled, view), each.icon, each.group)
        for each in view.actions_table
        if each.listed
    ]
