"""Keeps every link's way and label in step with the places of the nodes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF

from app.graph.graph import Link
from app.ui.canvas.geometry import input_point, output_point
from app.ui.canvas.index import BoxIndex
from app.ui.canvas.link_item import LinkItem
from app.ui.canvas.routing import Lanes, Route, bounds, route

if TYPE_CHECKING:
    from app.ui.canvas.board import Board

NEAR = 40.0


class Wiring:
    """Link items by link, links by node, and the lanes in use."""

    def __init__(self, board: Board) -> None:
        self.board = board
        self.items: dict[Link, LinkItem] = {}
        self.at_node: dict[str, set[Link]] = defaultdict(set)
        self.index = BoxIndex()
        self._lanes: Lanes = defaultdict(list)

    def add(self, link: Link) -> LinkItem:
        """Make the item of a link; it has no way yet (`lay`)."""
        item = LinkItem(self.board, link)
        self.items[link] = item
        self.at_node[link.source].add(link)
        self.at_node[link.target].add(link)
        self.board.addItem(item)
        return item

    def remove(self, link: Link) -> None:
        item = self.items.pop(link)
        self.at_node[link.source].discard(link)
        self.at_node[link.target].discard(link)
        self._leave_lane(item)
        if link in self.index.boxes:
            self.index.take(link)
        self.board.labels.forget(item)
        self.board.removeItem(item)

    def clear(self) -> None:
        self.items.clear()
        self.at_node.clear()
        self._lanes.clear()
        self.index.clear()

    def lay(self, links: Iterable[Link]) -> None:
        """Find the ways of these links anew, in an order that does not depend on the past."""
        chosen = sorted(links)
        for link in chosen:
            self._leave_lane(self.items[link])
            self.board.labels.forget(self.items[link])
            self.items[link].pill = QRectF()
        for link in chosen:
            self._lay(link)

    def of_nodes(self, ids: Iterable[str]) -> set[Link]:
        """The links that begin or end at these nodes."""
        return set().union(*(self.at_node[node_id] for node_id in ids if node_id in self.at_node))

    def around(self, rects: list[QRectF]) -> set[Link]:
        """The links whose ways come near these places, so that a node there may be in their way or out of it."""
        found: set[Link] = set()
        for rect in rects:
            found.update(self.near(rect, NEAR))
        return found

    def near(self, rect: QRectF, margin: float = 0.0) -> list[Link]:
        """The links whose bounds come within a margin of a place."""
        margin += 0.01  # a straight link's bounds have no area
        left, top = rect.left() - margin, rect.top() - margin
        return self.index.touching((left, top, rect.right() + margin, rect.bottom() + margin))

    def relabel(self, links: Iterable[Link] | None = None) -> None:
        """Write the shapes of the inference on the links."""
        for link in self.items if links is None else links:
            item = self.items[link]
            label = self._label(link)
            if item.route is not None and label != item.label:
                self._show(item, item.route)

    def _lay(self, link: Link) -> None:
        board = self.board
        source, target = board.nodes[link.source], board.nodes[link.target]
        start = output_point(source.instance, link.output, source.pos())
        end = input_point(target.instance, link.input, target.pos())
        net = link.source + " " + link.output
        rank = link.order + [port.name for port in target.instance.node.inputs].index(link.input)
        way = route(
            (start.x(), start.y()),
            (end.x(), end.y()),
            board.index,
            (link.source, link.target),
            self._lanes,
            net,
            rank,
        )
        if way.lane:
            self._lanes[net].append(way.lane)
        self.index.put(link, bounds(way))
        self._show(self.items[link], way)

    def _show(self, item: LinkItem, way: Route) -> None:
        label = self._label(item.link)
        told = self._is_told(item.link, way)
        pill, far_pill = self.board.labels.place(item, way, "" if told else label)
        item.show_route(way, label, pill, far_pill)

    def _label(self, link: Link) -> str:
        shape = self.board.inference.link_shape(link) if self.board.inference is not None else None
        if shape is None:
            return ""
        source = self.board.nodes[link.source].instance.node
        return "class" if source.role == "target" and shape.dtype == "int64" and shape.rank == 1 else shape.label

    def _is_told(self, link: Link, way: Route) -> bool:
        """Whether a link of the same port on the same lane carries the label already."""
        if way.lane is None:
            return False
        others = (self.items[other] for other in self.at_node[link.source] if other != link)
        return any(
            other.link.source == link.source
            and other.link.output == link.output
            and not other.pill.isEmpty()
            and other.route is not None
            and other.route.lane is not None
            and other.route.lane[0] == way.lane[0]
            for other in others
        )

    def _leave_lane(self, item: LinkItem) -> None:
        lane = item.route.lane if item.route else None
        used = self._lanes.get(item.link.source + " " + item.link.output)
        if lane and used and lane in used:
            used.remove(lane)
