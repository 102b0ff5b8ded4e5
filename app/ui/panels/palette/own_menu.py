"""What can be done with a block or Python layer of the document where the palette lists it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from app.errors import NetloomError
from app.graph.changes import delete_block, delete_layer
from app.graph.offer import BlockKind, LayerKind
from app.ui.session import Session
from app.ui.session.asking import sentence
from app.ui.theme import icon
from app.ui.widgets import menu

Own = BlockKind | LayerKind


def open_own_menu(session: Session, own: Own, parent: QWidget, screen: QPoint) -> QMenu:
    """Show the menu; it deletes itself when it is closed."""
    made = menu(parent=parent)
    made.aboutToHide.connect(made.deleteLater)
    look = ("Open block", "folder-open") if isinstance(own, BlockKind) else ("Edit code…", "code")
    for text, name, act in (
        (*look, look_into),
        ("Keep in my library", "save", keep),
        ("Delete from document", "trash-2", delete),
    ):
        row = QAction(icon(name), text, made)
        row.triggered.connect(partial(attempt, act, session, own))
        made.addAction(row)
    made.popup(screen)
    return made


def look_into(session: Session, own: Own) -> None:
    """Show what a block holds, or open the code of a layer."""
    (session.enter if isinstance(own, BlockKind) else session.edit_code)(_id(own))


def keep(session: Session, own: Own) -> None:
    """Write it to the personal library."""
    from app.graph.files.library import keep as write

    path = write(session.whole, _id(own))
    session.message.emit(f"Kept as {path.name}; File › Take from library brings it into another document")


def delete(session: Session, own: Own) -> None:
    """Take it out of the document, where nothing uses it."""
    forget = delete_block if isinstance(own, BlockKind) else delete_layer
    session.do_whole(f"Delete {own.kind}", forget(session.whole, _id(own)))


def attempt(act: Callable[[Session, Own], None], session: Session, own: Own, _checked: bool = False) -> None:
    """Do one of these; a refusal becomes a message."""
    try:
        act(session, own)
    except NetloomError as error:
        session.message.emit(sentence(error))


def _id(own: Own) -> str:
    return own.definition.id if isinstance(own, BlockKind) else own.layer.id
