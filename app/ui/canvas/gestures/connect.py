"""A link in the hand: a new one from a port, or one taken off a used input."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt

from app.graph.changes import connect, disconnect, reconnect
from app.graph.edits import Edit
from app.graph.graph import Link
from app.graph.project import Project
from app.ui.canvas.fits import Judge, Loose
from app.ui.canvas.geometry import input_point, output_point
from app.ui.canvas.gestures.base import Gesture, Pointer
from app.ui.canvas.hits import PortHit, node_at, port_at
from app.ui.canvas.link_path import path_of
from app.ui.canvas.routing import free_curve


class Connect(Gesture):
    """Ports that take it stay bright, the others dim and say why when the pointer asks them."""

    cursor = Qt.CursorShape.CrossCursor

    def __init__(self, view, loose: Loose) -> None:
        super().__init__(view)
        self.loose = loose
        self.judge = Judge(self.board.project.graph, self.board.inference, loose)

    def start(self, at: Pointer) -> None:
        self._target: PortHit | None = None
        self._lit: str | None = None
        for key, item in self.board.nodes.items():
            takes = self.judge.best_port(key)[0] is not None
            item.mark(dim=not takes and key != self.loose.fixed.node, hovered=False)
        if self.loose.moving is not None:
            self.board.wiring.items[self.loose.moving].setVisible(False)
        fixed = self.board.nodes[self.loose.fixed.node]
        fixed.mark(lit_port=self.loose.fixed.key)
        self.board.callouts.hide(True)

    def move(self, at: Pointer) -> None:
        hit, reason = self._aim(at.scene)
        self._light(hit)
        self._target = hit
        fixed, loose_end = self._fixed_point(), self._point(hit) if hit else at.scene
        start, end = (fixed, loose_end) if self.loose.fixed.side == "out" else (loose_end, fixed)
        way = free_curve((start.x(), start.y()), (end.x(), end.y()))
        self.view.layer.show_wire(path_of(way), fits=not reason)
        self.view.hint.say(reason or self._offer(hit), at.view, bad=bool(reason))

    def end(self, at: Pointer) -> None:
        hit, reason = self._aim(at.scene)
        on_node = hit is not None or bool(reason)
        self.cancel()
        if reason:
            self.view.hint.say(reason, at.view, bad=True, seconds=3.0)
        elif hit is not None:
            self._connect(hit)
        elif self.loose.moving is not None:
            link = self.loose.moving
            self.view.commands.attempt("Disconnect", lambda project: disconnect(project, link))
        elif not on_node:
            self.view.search.open_for(at.view, at.scene, self.judge)

    def cancel(self) -> None:
        self.view.layer.wipe()
        self.view.hint.hide()
        self._light(None)
        for item in self.board.nodes.values():
            item.mark(dim=False, lit_port=None)
        moving = self.loose.moving
        if moving is not None and moving in self.board.wiring.items:
            self.board.wiring.items[moving].setVisible(True)
        self.board.callouts.hide(False)

    def _connect(self, hit: PortHit) -> None:
        made = self.judge.link_to(hit)
        ends = made.source, made.output, made.target, made.input
        moving = self.loose.moving
        if moving is None:
            self.view.commands.attempt("Connect", lambda project: connect(project, *ends))
        elif ends != (moving.source, moving.output, moving.target, moving.input):
            self.view.commands.attempt("Reconnect", lambda project: reconnect(project, moving, *ends))

    def _aim(self, point: QPointF) -> tuple[PortHit | None, str]:
        """The port that would take the link here, or why what is here does not."""
        near = port_at(self.board, point, 16.0)
        if near is not None and near.side == self.loose.wants and near.node != self.loose.fixed.node:
            reason = self.judge.why_not(near)
            return (None, reason) if reason else (near, "")
        body = node_at(self.board, point)
        if body is None or body == self.loose.fixed.node:
            return None, ""
        return self.judge.best_port(body)

    def _offer(self, hit: PortHit | None) -> str:
        if hit is not None:
            name = self.board.nodes[hit.node].instance.name
            return f"connect to {hit.port} of {name}"
        return "release to disconnect" if self.loose.moving else "release to add a node"

    def _light(self, hit: PortHit | None) -> None:
        if self._lit is not None and self._lit in self.board.nodes:
            self.board.nodes[self._lit].mark(lit_port=None)
        self._lit = hit.node if hit else None
        if hit is not None:
            self.board.nodes[hit.node].mark(lit_port=hit.key)

    def _fixed_point(self) -> QPointF:
        return self._point(self.loose.fixed)

    def _point(self, hit: PortHit) -> QPointF:
        item = self.board.nodes[hit.node]
        centre = input_point if hit.side == "in" else output_point
        return centre(item.instance, hit.port, item.pos())


class MoveOutput(Gesture):
    """All links of an output in the hand (Ctrl): dropped on another output they all start there."""

    cursor = Qt.CursorShape.CrossCursor

    def __init__(self, view, source: PortHit) -> None:
        super().__init__(view)
        self.source = source
        leaving = self.board.project.graph.links_from(source.node)
        self.links = [link for link in leaving if link.output == source.port]

    def move(self, at: Pointer) -> None:
        for link in self.links:
            self.board.wiring.items[link].mark(hovered=True)
        hit = self._aim(at)
        name = self.board.nodes[hit.node].instance.name if hit else ""
        count = f"{len(self.links)} link{'' if len(self.links) == 1 else 's'}"
        self.view.hint.say(f"start {count} at {name}" if hit else f"drop {count} on another output", at.view)

    def end(self, at: Pointer) -> None:
        self.cancel()
        hit = self._aim(at)
        if hit is not None:
            self.view.commands.attempt("Move links", lambda project: self._edits(project, hit))

    def cancel(self) -> None:
        self.view.hint.hide()
        for link in self.links:
            self.board.wiring.items[link].mark(hovered=False)

    def _aim(self, at: Pointer) -> PortHit | None:
        hit = port_at(self.board, at.scene, 20.0)
        return hit if hit and hit.side == "out" and hit != self.source else None

    def _edits(self, project: Project, hit: PortHit) -> list[Edit]:
        moves: list[tuple[Link, tuple[str, str, str, str]]] = [
            (link, (hit.node, hit.port, link.target, link.input)) for link in self.links
        ]
        return self.view.commands.draft(project, [lambda p, m=move: reconnect(p, m[0], *m[1]) for move in moves])
