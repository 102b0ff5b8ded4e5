"""Renaming in place: a field over the title."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit

from app.graph.changes import rename
from app.graph.project import Project
from app.graph.rules import MAX_NAME

if TYPE_CHECKING:
    from app.ui.canvas.view import CanvasView

MAX_TITLE = 80


class Rename(QLineEdit):
    """Enter keeps the new name, Esc the old one; leaving the field keeps the new one."""

    def __init__(self, view: CanvasView) -> None:
        super().__init__(view)
        self._view = view
        self._node = ""
        self._frame = ""
        self._is_new = False
        self.setAccessibleName("New name")
        self.installEventFilter(self)
        self.editingFinished.connect(self._keep)
        self.hide()

    def chosen(self) -> None:
        """Rename what is chosen alone."""
        choice = self._view.choice
        if len(choice.nodes) == 1:
            self.node(choice.nodes[0])
        elif len(choice.frames) == 1:
            self.frame(choice.frames[0])

    def node(self, node_id: str) -> None:
        self._node, self._frame = node_id, ""
        body = self._view.board.body(node_id)
        self._open(QRectF(body.x() + 10, body.y() + 8, body.width() - 18, 26), self._project.graph[node_id].name)

    def frame(self, frame_id: str, is_new: bool = False) -> None:
        """``is_new``: the frame has just been drawn, and its title belongs to that step."""
        self._node, self._frame, self._is_new = "", frame_id, is_new
        item = self._view.board.frames[frame_id]
        handle = item.handle
        self._open(QRectF(handle.x() + 8, handle.y() + 4, min(handle.width() - 16, 260), 26), item.frame.title)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Esc keeps the old name."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            self._node = self._frame = ""
            self._close()
            return True
        return super().eventFilter(watched, event)

    def _open(self, place: QRectF, text: str) -> None:
        room = self._view.mapFromScene(place).boundingRect()
        self.setGeometry(room.x(), room.y(), max(130, room.width()), max(26, room.height()))
        self.setMaxLength(MAX_NAME if self._node else MAX_TITLE)
        self.setText(text)
        self.selectAll()
        self.show()
        self.raise_()
        self.setFocus()

    def _keep(self) -> None:
        node, frame, text = self._node, self._frame, self.text().strip()
        self._node = self._frame = ""
        self._close()
        if not text:
            return
        if node in self._project.graph and text != self._project.graph[node].name:
            self._view.commands.attempt("Rename", lambda p: rename(p, node, text))
        elif frame in self._view.board.frames:
            self._view.commands.title_frame(frame, text, self._is_new)

    def _close(self) -> None:
        if self.isVisible():
            self.hide()
            self._view.setFocus()

    @property
    def _project(self) -> Project:
        return self._view.session.project
