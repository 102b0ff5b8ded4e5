"""Everything the canvas can do, as one table: keys, menus, the command palette and the shortcut sheet read it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QKeyCombination
from PySide6.QtGui import QKeyEvent, QKeySequence

from app.compile.widening.units import WIDTHS
from app.ui.canvas.geometry import GRID

if TYPE_CHECKING:
    from app.ui.canvas.view import CanvasView


@dataclass(frozen=True, slots=True)
class CanvasAction:
    """One row.

    Attributes:
        shortcuts: key sequences in Qt's portable text, the first one is shown.
        needs: what has to be chosen: "" nothing, "one", "some" (nodes), "two", "weights" (a node that has them),
            "alike" (two of one kind that have them), "borrows" (a node that uses another's), "layer" (one that has
            units), "link" (one), "any" (links and frames count), "block" (a use of one), "python" (a use of a Python
            layer), or "scope" (one looks into a block).
        listed: belongs into menus; else it is only a key.
    """

    id: str
    title: str
    shortcuts: tuple[str, ...]
    callback: Callable[[], object]
    icon: str = ""
    group: str = "Edit"
    needs: str = ""
    listed: bool = True

    @property
    def shortcut(self) -> str:
        return self.shortcuts[0] if self.shortcuts else ""

    def enabled(self, view: CanvasView) -> bool:
        """Whether what it needs is chosen."""
        nodes, choice = len(view.choice.nodes), view.choice
        return {
            "": True,
            "one": nodes == 1 or (not nodes and len(choice.frames) == 1),
            "some": nodes > 0,
            "two": nodes > 1,
            "weights": bool(view.weights.owners),
            "alike": view.weights.alike,
            "borrows": bool(view.weights.borrowers),
            "layer": nodes == 1 and view.board.nodes[choice.nodes[0]].instance.kind in WIDTHS,
            "link": len(choice.links) == 1 and not nodes,
            "any": bool(nodes or choice.links or choice.frames),
            "block": nodes == 1 and view.blocks.can_open(choice.nodes),
            "python": view.python.can_edit(choice.nodes),
            "scope": bool(view.session.scope),
        }[self.needs]


def canvas_actions(view: CanvasView) -> list[CanvasAction]:
    """The table of one view."""
    row = CanvasAction
    commands, choose, clip = view.commands, view.selecting, view.clipboard
    return [
        row("canvas.add", "Add node…", ("Space", "Shift+A"), view.open_search, "plus", "Add"),
        row("canvas.python", "New Python layer…", (), view.python.add, "file-code", "Add", "", False),
        row("canvas.cut", "Cut", ("Ctrl+X",), clip.cut, "scissors", "Clipboard", "some"),
        row("canvas.copy", "Copy", ("Ctrl+C",), clip.copy, "copy", "Clipboard", "some"),
        row("canvas.paste", "Paste", ("Ctrl+V",), clip.paste, "clipboard", "Clipboard"),
        row("canvas.paste-linked", "Paste with incoming links", ("Ctrl+Shift+V",), clip.paste_linked, "", "Clipboard"),
        row("canvas.duplicate", "Duplicate", ("Ctrl+D",), commands.duplicate, "layers", "Clipboard", "some"),
        row("canvas.delete", "Delete", ("Del", "Backspace"), commands.delete, "trash-2", "Edit", "any"),
        row(
            "canvas.delete-reconnect",
            "Delete and reconnect",
            ("Ctrl+Del", "Ctrl+Backspace"),
            commands.delete_and_reconnect,
            "",
            "Edit",
            "some",
        ),
        row("canvas.pull-out", "Pull out of chain", (), commands.pull_out, "unlink", "Edit", "some"),
        row("canvas.connect", "Connect in order", ("Ctrl+L",), commands.connect_in_order, "link", "Edit", "two"),
        row("canvas.rename", "Rename", ("F2",), view.rename.chosen, "pencil", "Edit", "one"),
        row("canvas.freeze", "Freeze weights", ("Ctrl+Shift+F",), view.weights.freeze, "snowflake", "Edit", "weights"),
        row("canvas.share", "Share weights", (), view.weights.share, "link", "Edit", "alike"),
        row("canvas.own", "Own weights again", (), view.weights.part, "unlink", "Edit", "borrows"),
        row("canvas.widen", "Widen…", (), view.growing.widen, "maximize-2", "Edit", "layer"),
        row("canvas.deepen", "Deepen here", (), view.growing.deepen, "layers", "Edit", "link"),
        row("canvas.frame", "Frame selection", ("Ctrl+G",), commands.frame, "frame", "Edit", "some"),
        row("canvas.block", "Make block", ("Ctrl+Shift+G",), view.blocks.make, "package", "Block", "some"),
        row("canvas.open", "Open block", ("Return", "Enter"), view.blocks.open_chosen, "folder-open", "Block", "block"),
        row("canvas.edit-code", "Edit code…", ("Return", "Enter"), view.python.edit_chosen, "code", "Edit", "python"),
        row("canvas.unpack", "Unpack block", (), view.blocks.unpack, "layout-grid", "Block", "block"),
        row("canvas.leave", "Leave block", ("Backspace",), view.blocks.leave, "chevron-up", "Block", "scope"),
        row("canvas.layout", "Lay out", ("L",), commands.arrange, "workflow", "Edit"),
        row("canvas.layout-rows", "Lay out in rows", ("Shift+L",), commands.arrange_in_rows, "", "Edit"),
        row("canvas.all", "Select all", ("Ctrl+A",), choose.everything, "", "Select"),
        row("canvas.none", "Cancel or select nothing", ("Esc",), choose.escape, "", "Select", "", False),
        row("canvas.invert", "Invert selection", ("Ctrl+I",), choose.invert, "", "Select"),
        row("canvas.upstream", "Select upstream", ("[",), choose.upstream, "", "Select", "some"),
        row("canvas.downstream", "Select downstream", ("]",), choose.downstream, "", "Select", "some"),
        row("canvas.fit", "Fit drawing", ("Home",), view.fit, "maximize", "View"),
        row("canvas.fit-selection", "Fit selection", ("F",), view.zoom_to_selection, "scan", "View"),
        row("canvas.zoom-reset", "Zoom to 100 %", ("Ctrl+0",), view.reset_zoom, "", "View"),
        row("canvas.zoom-in", "Zoom in", ("Ctrl++", "Ctrl+="), view.zoom_in, "zoom-in", "View"),
        row("canvas.zoom-out", "Zoom out", ("Ctrl+-",), view.zoom_out, "zoom-out", "View"),
        *_nudges(view),
    ]


def run_key(view: CanvasView, event: QKeyEvent) -> bool:
    """Run the action of a key, where it has one that can run now."""
    pressed = event.keyCombination()
    for action in view.actions_table:
        if any(_same(QKeySequence(text), pressed) for text in action.shortcuts) and action.enabled(view):
            action.callback()
            return True
    return False


def _same(sequence: QKeySequence, pressed: QKeyCombination) -> bool:
    if sequence[0] == pressed:
        return True
    # "+" and "[" may need Shift or AltGr on a keyboard; the character is what counts.
    return sequence[0].key() == pressed.key() and sequence.toString() in ("[", "]", "Ctrl++", "Ctrl+=")


def _nudges(view: CanvasView) -> list[CanvasAction]:
    """One grid step, ten with Shift."""

    def nudge(x: float, y: float) -> Callable[[], None]:
        return lambda: view.commands.nudge(x * GRID, y * GRID)

    rows = []
    for name, x, y in (("Left", -1, 0), ("Right", 1, 0), ("Up", 0, -1), ("Down", 0, 1)):
        for prefix, many in (("", 1), ("Shift+", 10)):
            title = f"Move {name.lower()}{' far' if many > 1 else ''}"
            key = f"{prefix}{name}"
            rows.append(
                CanvasAction(
                    f"canvas.nudge-{key.lower()}", title, (key,), nudge(x * many, y * many), "", "Move", "some", False
                )
            )
    return rows
