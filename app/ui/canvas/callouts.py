"""The problems on the board: marks on nodes and links; callouts for links always, for nodes when chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPointF, QRectF

from app.graph.graph import Link
from app.ui.canvas.callout import Callout
from app.ui.canvas.link_item import LinkItem
from app.ui.canvas.routing import at

if TYPE_CHECKING:
    from app.ui.canvas.board import Board

MOST = 20
"""Callouts at once; the marks on nodes and links tell of the others, and the list of problems tells of all."""

READABLE, LARGEST = 0.85, 1.75
"""Zoom below which callouts grow in the scene, and how much at most."""


class Callouts:
    """Follows the session's problems and the selection. ``seen``: the part of the scene in which they have to be."""

    def __init__(self, board: Board) -> None:
        self.board = board
        self.problems: list[Any] = []
        self.items: list[Callout] = []
        self._node = ""
        self.seen = QRectF()
        self._scale = 1.0

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

    def look(self, zoom: float, seen: QRectF) -> None:
        """The view shows this part at this scale: words stay readable, in steps, each of which finds new places."""
        self.seen = seen.adjusted(8 / zoom, 8 / zoom, -8 / zoom, -8 / zoom)
        scale = min(LARGEST, max(1.0, round(4 * READABLE / zoom) / 4))
        if scale != self._scale:
            self._scale = scale
            self._place()

    def _place(self) -> None:
        self._drop()
        for problem in self.problems:
            about = self._about(problem) if len(self.items) < MOST else None
            if about is not None:
                item = Callout(self.board, problem, about, self._scale)
                self.items.append(item)
                self.board.addItem(item)

    def _about(self, problem: Any) -> QRectF | None:
        """The place of what is to blame; None where it is not on the board or stays silent."""
        if problem.link is not None:
            item = self.board.wiring.items.get(problem.link)
            return _place_of(item) if item is not None and item.route is not None else None
        if problem.node and problem.node == self._node and problem.node in self.board.nodes:
            return self.board.body(problem.node)
        return None

    def _drop(self) -> None:
        items, self.items = self.items, []
        for item in items:
            self.board.removeItem(item)


def _place_of(item: LinkItem) -> QRectF:
    """A link's label; where it has none its middle, or its end where many run side by side on one lane."""
    if not item.pill.isEmpty():
        return item.pill.adjusted(-3, -3, 3, 3)
    point = item.route.points[-1] if item.route.is_lane else at(item.route, 0.5)
    return QRectF(QPointF(*point), QPointF(*point))


def _worse(first: str | None, second: str) -> str:
    return "error" if "error" in (first, second) else second
