"""Context menus: the rows of the action table that make sense where the pointer is."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu

from app.ui.canvas.hits import frame_at, link_at, node_at
from app.ui.theme import icon

if TYPE_CHECKING:
    from app.ui.canvas.view import CanvasView

NODE = (
    ("rename", "duplicate", "copy", "cut", ""),
    ("pull-out", "freeze", "widen", "frame", "block", "own?", ""),
    ("upstream", "downstream", "fit-selection", ""),
    ("delete", "delete-reconnect"),
)
NODES = (
    ("duplicate", "copy", "cut", ""),
    ("connect", "pull-out", "freeze", "share?", "own?", "frame", "block", "layout", ""),
    *NODE[2:],
)
"""Of several: with one chosen, "Lay out" would move the whole drawing. What ends in "?" is left out where it cannot be
done."""

BLOCK = (("open", "unpack", ""), *NODE)
INSIDE = (("leave", ""),)

LINK = (("deepen", ""), ("delete",))
FRAME = (("rename", "delete"),)
PYTHON = (("edit-code", ""), *NODE)
EMPTY = (("add", "python", "paste", "paste-linked", ""), ("all", "layout", "layout-rows", ""), ("fit", "zoom-reset"))


def open_menu(view: CanvasView, at: QPoint, screen: QPoint) -> None:
    """Choose what is under the pointer and show its menu."""
    menu = menu_at(view, at)
    menu.popup(screen)


def menu_at(view: CanvasView, at: QPoint) -> QMenu:
    """The menu for a place of the viewport. It belongs to the view and deletes itself when closed."""
    point = view.mapToScene(at)
    node, link, frame = node_at(view.board, point), link_at(view.board, point), frame_at(view.board, point)
    menu = QMenu(view)
    menu.aboutToHide.connect(menu.deleteLater)
    if node is not None:
        if node not in view.choice.nodes:
            view.choice.take((node,))
        _fill(menu, view, _groups_for(view))
    elif link is not None:
        view.choice.take((), {link})
        insert = QAction(icon("plus"), "Insert node…", menu)
        insert.triggered.connect(partial(view.search.open_on_link, at, point, link))
        menu.addAction(insert)
        _fill(menu, view, LINK)
    elif frame is not None:
        view.choice.take((), frames=(frame.frame.id,))
        _fill(menu, view, FRAME)
    else:
        _fill(menu, view, (*INSIDE, *EMPTY) if view.session.scope else EMPTY)
    return menu


def _groups_for(view: CanvasView) -> tuple[tuple[str, ...], ...]:
    """What can be done with the chosen nodes."""
    ids = view.choice.nodes
    if len(ids) > 1:
        return NODES
    return BLOCK if view.blocks.can_open(ids) else PYTHON if view.python.can_edit(ids) else NODE


def _fill(menu: QMenu, view: CanvasView, groups: tuple[tuple[str, ...], ...]) -> None:
    table = {action.id.removeprefix("canvas."): action for action in view.actions_table}
    for name in (name for group in groups for name in group):
        if not name:
            menu.addSeparator()
            continue
        row = table[name.removesuffix("?")]
        if name.endswith("?") and not row.enabled(view):
            continue
        keys = QKeySequence(row.shortcut).toString(QKeySequence.SequenceFormat.NativeText)
        # Behind a tab the keys are only shown: a shortcut of the entry would compete with the canvas itself.
        entry = QAction(f"{row.title}\t{keys}" if keys else row.title, menu)
        if row.icon:
            entry.setIcon(icon(row.icon))
        entry.setEnabled(row.enabled(view))
        entry.triggered.connect(row.callback)
        menu.addAction(entry)
