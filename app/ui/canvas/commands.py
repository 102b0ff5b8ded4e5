"""What can be done to the drawing without the mouse: each one step of the history, refusals said in a toast."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPointF

from app.errors import ProjectError
from app.graph import changes
from app.graph.changes.draft import Draft
from app.graph.edits import Edit, RemoveLink, SetSection
from app.graph.graph import Graph, Link
from app.graph.layout.fold import folded
from app.graph.layout.layered import layered
from app.graph.project import Project
from app.ui.canvas.extract import pull_out
from app.ui.canvas.frames import framed, titled, without
from app.ui.canvas.new_layer import NEW_LAYER, listed_as, rejoined
from app.ui.canvas.standing import joint_with
from app.ui.canvas.vacancy import corner_beside, free_corner, suits

if TYPE_CHECKING:
    from app.ui.canvas.view import CanvasView

Step = Callable[[Project], Iterable[Edit]]
Placing = Callable[[Project, str], tuple[list[Edit], str]]
"""Places a node of a kind in a project; also gives its id."""


class Commands:
    """Acts on the selection of a view."""

    def __init__(self, view: CanvasView) -> None:
        self._view = view

    # the three ways to a change

    def attempt(self, label: str, make: Step, merge: str = "") -> bool:
        """Make a change; a refusal becomes a message. Whether it was made."""
        try:
            self._view.session.do(label, list(make(self._project)), merge)
        except ProjectError as error:
            self._view.session.message.emit(str(error))
            return False
        return True

    def make(self, label: str, make: Callable[[Project], tuple[list[Edit], Any]]) -> Any:
        """Make a change that also gives what it made: an id or ids; None where it was refused."""
        try:
            edits, made = make(self._project)
            self._view.session.do(label, edits)
        except ProjectError as error:
            self._view.session.message.emit(str(error))
            return None
        return made

    @staticmethod
    def draft(project: Project, steps: Iterable[Step]) -> list[Edit]:
        """The edits of several changes, each made on what the ones before left."""
        draft = Draft(project)
        for step in steps:
            for edit in step(draft.project):
                draft.do(edit)
        return draft.edits

    # nodes

    def put(self, how: str, kind_name: str, make: Placing) -> str | None:
        """Make a node of a kind ("Add", "Insert"), choose it, and remember that the kind was wanted.

        A Python layer that does not exist yet is written first.
        """
        made: str | None
        if kind_name == NEW_LAYER.kind:
            made = self._view.python.write(make)
        else:
            made = self.make(f"{how} {kind_name}", lambda project: make(project, kind_name))
            if made:
                self._view.session.settings.note_use(kind_name)
        if made:
            self._view.choice.take((made,))
        return made

    def add(self, kind_name: str, corner: QPointF) -> None:
        """Place a node of a kind and choose it, joined to the one chosen before where there is one way to do that.

        A joined one stands at the corner where that has room and links lead on to the right, else beside the other.
        """
        board, found = self._view.board, self.joint(kind_name)
        if found is not None and not suits(board, corner, found):
            corner = corner_beside(board, found.node, found.behind)
        self._add(kind_name, free_corner(board, corner), found)

    def add_beside(self, kind_name: str, corner: QPointF) -> None:
        """Place a node beside the one that is chosen alone and in sight, or on the chosen link, else at the corner."""
        board, links, declared = self._view.board, self._view.choice.links, listed_as(self._project, kind_name)
        if len(links) == 1 and not self._view.choice.nodes and declared.inputs and declared.outputs:
            self.insert(kind_name, next(iter(links)), corner)
            return
        found, chosen = self.joint(kind_name), self.chosen_in_sight
        if chosen:
            corner = corner_beside(board, chosen, found is None or found.behind)
        self._add(kind_name, free_corner(board, corner), found)

    @property
    def chosen_in_sight(self) -> str:
        """The node that is chosen alone and can be seen; "" for none."""
        ids, seen = self._view.choice.nodes, self._view.camera.seen
        return ids[0] if len(ids) == 1 and seen.intersects(self._view.board.body(ids[0])) else ""

    def joint(self, kind_name: str) -> changes.Joint | None:
        """How a new node of a kind would be joined to that node, where there is one way to do it."""
        chosen = self.chosen_in_sight
        return joint_with(self._view.session, chosen, kind_name) if chosen else None

    def insert(self, kind_name: str, link: Link, corner: QPointF) -> None:
        """Put a node of a kind into a link."""
        self.put("Insert", kind_name, lambda p, name: changes.insert_on_link(p, link, name, corner.x(), corner.y()))

    def _add(self, kind_name: str, corner: QPointF, found: changes.Joint | None) -> None:
        def make(project: Project, name: str) -> tuple[list[Edit], str]:
            joint = found if found is None or name == kind_name else rejoined(project, name, found)
            place = changes.place if joint is None else partial(changes.attach, joint=joint)
            return place(project, kind_name=name, x=corner.x(), y=corner.y())

        made = self.put("Add", kind_name, make)
        if made:
            self._view.camera.reveal(self._view.board.body(made))

    def delete(self) -> None:
        """The chosen nodes, links and frames."""
        choice = self._view.choice
        ids, frames = choice.nodes, choice.frames
        links = sorted(link for link in choice.links if link.source not in ids and link.target not in ids)
        steps: list[Step] = [lambda _: [RemoveLink(link) for link in links], lambda p: changes.delete(p, ids)]
        if frames:
            steps.append(lambda p: [SetSection("frames", without(p, frames))])
        if ids or links or frames:
            self._view.choice.take(())
            self.attempt(f"Delete {self.names(ids) or 'link'}", lambda p: self.draft(p, steps))

    def delete_and_reconnect(self) -> None:
        ids = self._view.choice.nodes
        self._view.choice.take(())
        self.attempt(f"Delete {self.names(ids)} and reconnect", lambda p: changes.delete_and_reconnect(p, ids))

    def pull_out(self) -> None:
        """Take the chosen nodes out of their chains."""
        ids = self._view.choice.nodes
        steps: list[Step] = [lambda p, key=key: pull_out(p, key) for key in ids]  # type: ignore[misc]
        self.attempt(f"Pull out {self.names(ids)}", lambda p: self.draft(p, steps))

    def duplicate(self) -> None:
        ids = self._view.choice.nodes
        made = self.make(f"Duplicate {self.names(ids)}", lambda p: changes.duplicate(p, ids))
        if made:
            self._view.choice.take(tuple(made))
            self._view.camera.reveal(self._view.board.content(tuple(made)))

    def nudge(self, x: float, y: float) -> None:
        """Move the chosen nodes by so many px; a row of nudges is one step of the history."""
        ids = self._view.choice.nodes
        graph = self._project.graph
        places = {key: (graph[key].x + x, graph[key].y + y) for key in ids}
        self.attempt(f"Move {self.names(ids)}", lambda p: changes.move(p, places), merge="nudge " + ",".join(ids))

    def arrange(self) -> None:
        """Lay out the selection (two nodes or more) or everything."""
        ids = self._view.choice.nodes
        some = ids if len(ids) > 1 else ()
        if self.attempt("Lay out", lambda p: changes.arrange(p, some)) and not some:
            self._view.fit()

    def arrange_in_rows(self) -> None:
        """Lay out everything in as many rows as show it largest in this window."""
        room = self._view.camera.room

        def build(project: Project) -> list[Edit]:
            graph = project.graph
            return changes.move(project, folded(graph, layered(graph), (room.width(), room.height())))

        if self.attempt("Lay out in rows", build):
            self._view.fit()

    def connect_in_order(self) -> None:
        """Join the chosen nodes in the order in which they stand in the drawing, left to right."""
        graph = self._project.graph
        ids = sorted(self._view.choice.nodes, key=lambda key: (graph[key].x, graph[key].y))

        def chain(before: str, after: str) -> Step:
            return lambda p: _join(p, before, after)

        steps = [chain(before, after) for before, after in pairwise(ids)]
        self.attempt("Connect", lambda p: self.draft(p, steps))

    def frame(self) -> None:
        """Draw a frame around the chosen nodes."""
        ids = self._view.choice.nodes
        if not ids:
            return
        edits, made = framed(self._project, self._view.board.content(ids))
        if self.attempt("Frame", lambda _: edits, f"frame {made}"):
            self._view.choice.take((), frames=(made,))
            self._view.rename.frame(made, is_new=True)

    def title_frame(self, frame_id: str, title: str, is_new: bool) -> None:
        """Give a frame another title; that of a new one is part of its drawing, however long one types."""
        edits = titled(self._project, frame_id, title)
        label, merge = ("Frame", f"frame {frame_id}") if is_new else ("Rename frame", "")
        try:
            self._view.session.document.do(label, edits, merge, within=math.inf)
        except ProjectError as error:
            self._view.session.message.emit(str(error))

    # inside

    @property
    def _project(self) -> Project:
        return self._view.session.project

    def names(self, ids: tuple[str, ...]) -> str:
        """Nodes as the history speaks of them."""
        if len(ids) == 1:
            return self._project.graph[ids[0]].name
        return f"{len(ids)} nodes" if ids else ""


def _join(project: Project, before: str, after: str) -> list[Edit]:
    """Connect the first output to the first free input; two that are connected already are left so."""
    graph = project.graph
    if graph.dag.has_edge(before, after):
        return []
    name = graph[after].name
    if not graph[before].node.outputs:
        raise ProjectError(f"{graph[before].name} has no output")
    port = _free_port(graph, after)
    if port is None:
        raise ProjectError(f"{name} has no free input")
    return changes.connect(project, before, graph[before].node.outputs[0], after, port)


def _free_port(graph: Graph, node_id: str) -> str | None:
    ports = graph[node_id].node.inputs
    return next((port.name for port in ports if port.many or not graph.links_at(node_id, port.name)), None)
