"""A kind dragged from the palette: a ghost where it would stand, or the link that it would go into."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QPointF, QTimer
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent

from app.graph.changes import place
from app.graph.graph import Link
from app.graph.project import Project
from app.ui.canvas.geometry import NODE_HEIGHT, NODE_WIDTH, snap
from app.ui.canvas.hits import link_at
from app.ui.canvas.new_layer import NEW_LAYER, is_listed, listed_as
from app.ui.canvas.vacancy import free_corner

if TYPE_CHECKING:
    from app.ui.canvas.view import CanvasView

KIND_MIME = "application/x-netloom-kind"
REACH = 28.0


def kind_of(data: QMimeData, project: Project) -> str | None:
    """The kind or block that is being dragged, if it is one that exists."""
    if not data.hasFormat(KIND_MIME):
        return None
    name = bytes(data.data(KIND_MIME).data()).decode("utf-8", "replace")
    return name if is_listed(project, name) else None


def corner_around(point: QPointF) -> QPointF:
    """The snapped corner of a node whose middle is here."""
    return QPointF(snap(point.x() - NODE_WIDTH / 2), snap(point.y() - NODE_HEIGHT / 2))


class PaletteDrop:
    """Lives from drag enter to drop or leave."""

    def __init__(self, view: CanvasView, kind_name: str) -> None:
        self.view = view
        self.kind_name = kind_name
        self._link: Link | None = None

    def move(self, point: QPointF) -> None:
        declared = listed_as(self.view.session.project, self.kind_name)
        link = link_at(self.view.board, point, REACH) if declared.inputs and declared.outputs else None
        self._point_out(link)
        self.view.layer.show_ghost(corner_around(point))

    def end(self, point: QPointF) -> None:
        self.move(point)
        link, name = self._link, self.kind_name
        corner = corner_around(point)
        self.cancel()
        if link is None:
            corner = free_corner(self.view.board, corner)
            make = lambda p, name: place(p, name, corner.x(), corner.y())  # noqa: E731
            self._soon(partial(self.view.commands.put, "Add", name, make))
        else:
            self._soon(partial(self.view.commands.insert, name, link, corner))

    def _soon(self, act: Callable[[], object]) -> None:
        """A layer that is written first opens a dialog: that waits until the drag is over."""
        if self.kind_name == NEW_LAYER.kind:
            QTimer.singleShot(0, self.view, act)
        else:
            act()

    def cancel(self) -> None:
        self._point_out(None)
        self.view.layer.wipe()

    def _point_out(self, link: Link | None) -> None:
        items = self.view.board.wiring.items
        if self._link is not None and self._link in items:
            items[self._link].mark(hovered=False)
        if link is not None:
            items[link].mark(hovered=True)
        self._link = link


class DropZone:
    """The drag events of a view. Anything but a known kind is left to others."""

    def __init__(self, view: CanvasView) -> None:
        self._view = view
        self._drop: PaletteDrop | None = None

    def enter(self, event: QDragEnterEvent) -> None:
        name = kind_of(event.mimeData(), self._view.session.project)
        if name is None:
            event.ignore()
            return
        self._drop = PaletteDrop(self._view, name)
        event.acceptProposedAction()

    def move(self, event: QDragMoveEvent) -> None:
        if self._drop is not None:
            self._drop.move(self._view.mapToScene(event.position().toPoint()))
            event.acceptProposedAction()

    def leave(self) -> None:
        if self._drop is not None:
            self._drop.cancel()
            self._drop = None

    def drop(self, event: QDropEvent) -> None:
        if self._drop is not None:
            self._drop.end(self._view.mapToScene(event.position().toPoint()))
            self._drop = None
            event.acceptProposedAction()
            self._view.setFocus()
