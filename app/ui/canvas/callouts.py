"""The problems on the board: marks on nodes and links; callouts for links always, for nodes when chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPointF, QRectF

from app.graph.graph import Link
from app.ui.canvas.callout import Callout
from app.ui.canvas.routing import at

if TYPE_CHECKING:
    from app.ui.canvas.board import Board


class Callouts:
    """Follows the session's problems and the selection."""

    def __init__(self, board: Board) -> None:
        self.board = board
        self.problems: list[Any] = []
        self.items: list[Callout] = []
        self._node = ""

    def covers(self, rect: QRectF) -> bool:
        return any(item.rect.intersects(rect) for item in self.items)

    def at(self, point: QPointF) -> Callout | None:
        """The callout under a point of the scene."""
        return next((item for item in reversed(self.items) if item.rect.contains(point)), None)

    def clear(self) -> None:
        self.problems = []
        self._drop()

    def hide(self, hidden: bool) -> None:
        """Out of the way during a drag."""
        for item in self.items:
            item.setVisible(not hidden)

    def show(self, problems: list[Any]) -> None:
        """Take over the current problems."""
        self.problems = list(problems)
        nodes: dict[str, str] = {}
        links: dict[Link, str] = {}
        for problem in problems:
            if problem.link is not None:
                links[problem.link] = _worse(links.get(problem.link), problem.severity)
            if problem.node:
                nodes[problem.node] = _worse(nodes.get(problem.node), problem.severity)
        for key, node in self.board.nodes.items():
            if node.severity != (wanted := nodes.get(key, "")):
                node.mark(severity=wanted)
        for link, item in self.board.wiring.items.items():
            if item.severity != (wanted := links.get(link, "")):
                item.mark(severity=wanted)
        self._place()

    def choose(self, ids: tuple[str, ...]) -> None:
        """The chosen nodes changed: one chosen alone tells its problem."""
        node = ids[0] if len(ids) == 1 else ""
        if node != self._node:
            self._node = node
            self._place()

    def sentences(self, node_id: str) -> list[str]:
        """What is wrong with a node."""
        return [problem.message for problem in self.problems if problem.node == node_id]

    def _place(self) -> None:
        self._drop()
        for problem in self.problems:
            anchor = self._anchor(problem)
            if anchor is not None:
                item = Callout(self.board, problem, anchor)
                self.items.append(item)
                self.board.addItem(item)

    def _anchor(self, problem: Any) -> QPointF | None:
        """The middle of what is to blame; None where it is not on the board or stays silent."""
        if problem.link is not None:
            item = self.board.wiring.items.get(problem.link)
            return QPointF(*at(item.route, 0.5)) if item is not None and item.route is not None else None
        if problem.node and problem.node == self._node and problem.node in self.board.nodes:
            return self.board.body(problem.node).center()
        return None

    def _drop(self) -> None:
        items, self.items = self.items, []
        for item in items:
            self.board.removeItem(item)


def _worse(first: str | None, second: str) -> str:
    return "error" if "error" in (first, second) else second
