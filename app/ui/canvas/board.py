"""The scene: items for what a project holds, by id. It follows edits; it never makes them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from PySide6.QtCore import QObject, QPointF, QRectF
from PySide6.QtWidgets import QGraphicsScene

from app.graph.edits import AddLink, AddNode, ChangeNode, Edit, RemoveLink, RemoveNode, SetSection
from app.graph.graph import Graph, Instance, Link
from app.graph.project import Project
from app.ui.canvas.batch import LinkBatch
from app.ui.canvas.callouts import Callouts
from app.ui.canvas.face import Face, face_of, told_of
from app.ui.canvas.frame_item import FrameItem
from app.ui.canvas.gauge import PARAMETERS, Gauge
from app.ui.canvas.geometry import NODE_HEIGHT, NODE_WIDTH, united
from app.ui.canvas.index import BoxIndex
from app.ui.canvas.labels import Labels
from app.ui.canvas.node_item import NodeItem
from app.ui.canvas.style import Style
from app.ui.canvas.wiring import Wiring
from nodes.custom import Custom

FIELD = 100_000.0
"""Half the side of the fixed scene rectangle: a growing one would cost a relayout per node."""


class Board(QGraphicsScene):
    """Nodes, links and frames of one project, what the inference says of them, and what is wrong with them.

    Attributes:
        nodes: items by node id. ``wiring.items``: items by link. ``frames``: items by frame id.
        index: bodies of the nodes where they are now, in the middle of a drag too.
        gauge: the figure that nodes tell.
    """

    def __init__(self, style: Style, parent: QObject | None = None) -> None:
        super().__init__(-FIELD, -FIELD, 2 * FIELD, 2 * FIELD, parent)
        self.style = style
        self.project = Project()
        self.inference: Any = None
        self.gauge = PARAMETERS
        self.nodes: dict[str, NodeItem] = {}
        self.frames: dict[str, FrameItem] = {}
        self.index = BoxIndex()
        self.wiring = Wiring(self)
        self.batch = LinkBatch(self)
        self.labels = Labels(self)
        self.callouts = Callouts(self)
        self.addItem(self.batch)
        self.addItem(self.labels)

    # following the document

    def load(self, project: Project, inference: Any = None) -> None:
        """Show another project."""
        self._empty()
        self.project, self.inference = project, inference
        for instance in project.graph:
            self._put_node(instance)
        links = project.graph.links()
        for link in links:
            self.wiring.add(link)
        self.wiring.lay(links)
        self._put_frames()
        self._grow()

    def restyle(self, style: Style) -> None:
        """Wear another theme."""
        self.style = style
        problems = self.callouts.problems
        self.load(self.project, self.inference)
        self.callouts.show(problems)

    def follow(self, edits: Iterable[Edit]) -> None:
        """Bring the items that these edits touched in step with the project."""
        nodes: dict[str, None] = {}
        links: dict[Link, None] = {}
        for edit in edits:
            match edit:
                case AddNode(instance) | ChangeNode(instance):
                    nodes[instance.id] = None
                case RemoveNode(node_id):
                    nodes[node_id] = None
                case AddLink(link) | RemoveLink(link):
                    links[link] = None
                case SetSection("frames"):
                    self._put_frames()
        self._follow(list(nodes), list(links))

    def infer(self, inference: Any) -> None:
        """Write shapes and parameter counts."""
        self.inference = inference
        self._reface()
        self.wiring.relabel()

    def measure(self, gauge: Gauge) -> None:
        """Tell another figure, or newer numbers of the same."""
        if gauge != self.gauge:
            self.gauge = gauge
            self._reface()

    # a drag in the hand: items only

    def carry(self, corners: Mapping[str, QPointF]) -> None:
        """Show nodes elsewhere while they are dragged; only their own links follow."""
        for node_id, corner in corners.items():
            self.nodes[node_id].setPos(corner)
            self._index(node_id, corner)
        links = self.wiring.of_nodes(corners)
        self.wiring.lay(links)
        self.batch.forget(links)
        self._touch_batch(links)

    def settle(self, ids: Iterable[str]) -> None:
        """The drag ended: every node back to where the document has it."""
        home = {key: self.nodes[key].instance for key in ids if key in self.nodes}
        self.carry({key: QPointF(instance.x, instance.y) for key, instance in home.items()})

    def content(self, ids: Iterable[str] | None = None) -> QRectF:
        """Bounds of these nodes, or of everything."""
        if ids is not None:
            return united([self.body(key) for key in ids if key in self.nodes])
        left, top, right, bottom = self.index.bounds()
        nodes = QRectF(left, top, right - left, bottom - top)
        return united([nodes, *(frame.rect for frame in self.frames.values())])

    def body(self, node_id: str) -> QRectF:
        """The body of a node where it is now."""
        return QRectF(self.nodes[node_id].pos(), self.nodes[node_id].pos() + QPointF(NODE_WIDTH, NODE_HEIGHT))

    # inside

    def _follow(self, nodes: list[str], links: list[Link]) -> None:
        graph = self.project.graph
        for link in links:
            if link in self.wiring.items and not _holds(graph, link):
                self.wiring.remove(link)
        places = [self.body(key) for key in nodes if key in self.nodes]
        for key in nodes:
            if key in graph:
                self._put_node(graph[key])
            elif key in self.nodes:
                self._take_node(key)
        for link in links:
            if (
                link not in self.wiring.items and link in graph.links_into(link.target)
                if link.target in graph
                else False
            ):
                self.wiring.add(link)
        places += [self.body(key) for key in nodes if key in self.nodes]
        stale = self.wiring.of_nodes([*nodes, *(link.source for link in links)])
        stale |= self.wiring.around(places) if len(places) < len(self.nodes) else set(self.wiring.items)
        self.wiring.lay(stale)
        self.batch.forget([*stale, *links])
        self.batch.update()
        self._grow()

    def _put_node(self, instance: Instance) -> None:
        face = self._face(instance)
        item = self.nodes.get(instance.id)
        if item is None:
            item = self.nodes[instance.id] = NodeItem(self, instance, face)
            self.addItem(item)
        else:
            item.show_instance(instance, face)
        self._index(instance.id, item.pos())

    def _face(self, instance: Instance) -> Face:
        told = told_of(instance, self.project.graph, self.inference, self.gauge)
        return face_of(instance, self.project, told, self.style)

    def _reface(self) -> None:
        """New texts for the nodes of which something else is said now; code may have become trusted besides."""
        for item in self.nodes.values():
            instance = item.instance
            told = told_of(instance, self.project.graph, self.inference, self.gauge)
            if told == item.face.told and not isinstance(instance.node, Custom):
                continue
            face = face_of(instance, self.project, told, self.style)
            if face == item.face:
                item.face = face
            else:
                item.show_instance(instance, face)

    def _take_node(self, node_id: str) -> None:
        item = self.nodes.pop(node_id)
        self.index.take(node_id)
        self.removeItem(item)

    def _put_frames(self) -> None:
        wanted = {frame.id: frame for frame in self.project.frames}
        for key in [key for key in self.frames if key not in wanted]:
            self.removeItem(self.frames.pop(key))
        for key, frame in wanted.items():
            item = self.frames.get(key)
            if item is None:
                item = self.frames[key] = FrameItem(self, frame)
                self.addItem(item)
            else:
                item.show_frame(frame)

    def _index(self, node_id: str, corner: QPointF) -> None:
        x, y = corner.x(), corner.y()
        self.index.put(node_id, (x, y, x + NODE_WIDTH, y + NODE_HEIGHT))

    def _empty(self) -> None:
        """Dictionaries first: `clear` would leave Python holding items that Qt has deleted."""
        self.callouts.clear()
        items = [*self.nodes.values(), *self.wiring.items.values(), *self.frames.values()]
        self.nodes.clear()
        self.frames.clear()
        self.wiring.clear()
        self.batch.clear()
        self.labels.clear()
        self.index.clear()
        for item in items:
            self.removeItem(item)

    def _grow(self) -> None:
        self.batch.cover(self.content())
        self.labels.cover(self.batch.boundingRect())

    def _touch_batch(self, links: Iterable[Link]) -> None:
        for link in links:
            self.batch.update(self.wiring.items[link].boundingRect())


def _holds(graph: Graph, link: Link) -> bool:
    return link.source in graph and graph.dag.has_edge(link.source, link.target, key=link.key)
