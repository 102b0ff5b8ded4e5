"""A selection becomes a block, and a use of a block becomes the nodes inside it again."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from app.errors import ProjectError
from app.graph.blocks.block import Argument, Definition
from app.graph.blocks.edits import AddBlock
from app.graph.blocks.expand import valued
from app.graph.blocks.formula import names_in, replaced
from app.graph.changes.blocks import class_name, definition_of, scoped, use_of
from app.graph.changes.draft import instance_of
from app.graph.changes.naming import Names, base_name, instance_name, new_id
from app.graph.edits import AddLink, AddNode, ChangeNode, Edit, RemoveLink, RemoveNode
from app.graph.graph import Graph, Instance, Link
from app.graph.layout.fold import arranged, is_readable, unfolded
from app.graph.layout.layered import COLUMN, NODE_HEIGHT, NODE_WIDTH
from app.graph.layout.room import room_for_many, room_for_one
from app.graph.project import Project
from app.graph.rules import sharers
from nodes.blocks import Block, BlockInput, BlockOutput

Tensor = tuple[str, str]


def make_block(project: Project, ids: Iterable[str], name: str = "") -> tuple[list[Edit], str]:
    """Put nodes into a block of their own and use it in their place; also gives the id of the node that does.

    What enters the selection becomes its inputs, what leaves it its outputs. Without a name it is called after what is
    inside: ``ConvBlock``.

    Raises:
        ProjectError: nothing is chosen, an Input, Target or Output is, weights are shared across its border, or a link
            leaves it and comes back in.
    """
    graph = project.graph
    chosen = [instance_of(project, node_id) for node_id in dict.fromkeys(ids)]
    inside = {instance.id for instance in chosen}
    _require_closed(graph, chosen, inside)
    definition, feeds, results = _definition(project, inside, class_name(project, name or _called_after(chosen)))
    block = definition.use()
    formulas = tuple((f"arguments.{argument.name}", argument.name) for argument in definition.arguments)
    (left, top), closer = room_for_one(graph, inside)
    taken = {each.name for each in graph if each.id not in inside}
    label = _free(f"{instance_name(definition.name)}_1", taken)
    use = Instance(new_id(project), label, block, left, top, formulas=formulas)
    index = min(graph.index(each.id) for each in chosen)
    edits: list[Edit] = [*_take_out(graph, chosen), AddNode(use, index)]
    edits += [AddLink(Link(*tensor, use.id, port)) for port, tensor in feeds.items()]
    for port, tensor in results.items():
        leaving = [
            link for link in graph.links_from(tensor[0]) if link.output == tensor[1] and link.target not in inside
        ]
        edits += [AddLink(replace(link, source=use.id, output=port)) for link in leaving]
    edits += map(ChangeNode, closer)
    return [AddBlock(definition), *scoped(project.scope, edits)], use.id


def _called_after(chosen: list[Instance]) -> str:
    """A name for a block from its first layer with weights, or from the first of all."""
    layers = [type(each.node) for each in chosen if each.node.role == "layer"]
    first = next((kind for kind in layers if kind.weighted), layers[0] if layers else None)
    return f"{base_name(first).removesuffix('_1')} block" if first else "group"


def unpack(project: Project, node_id: str) -> tuple[list[Edit], tuple[str, ...]]:
    """Put the nodes inside a block in the place of a node that uses it; also gives their ids.

    Formulas become their values, or inside another block, formulas of its arguments.

    Raises:
        ProjectError: it is no use of a block, or another one uses its weights.
    """
    instance, node = use_of(project, node_id)
    graph, definition = project.graph, definition_of(project, node.block)
    if sharers(graph, node_id) or instance.shares:
        raise ProjectError(f"{instance.name} shares weights with another node; end that first")
    opened = _Opened(project, instance, node, definition)
    aside = room_for_many(graph, node_id, *opened.size)
    edits = [*_take_out(graph, [instance]), *opened.edits(graph.index(node_id)), *map(ChangeNode, aside)]
    return scoped(project.scope, edits), opened.ids


def _require_closed(graph: Graph, chosen: list[Instance], inside: set[str]) -> None:
    if not chosen:
        raise ProjectError("choose the nodes that the block is to hold")
    for instance in chosen:
        if instance.node.role in ("input", "target", "output", "entry", "exit"):
            raise ProjectError(f"{instance.name} is where data enters or leaves; it stays outside of blocks")
        outside = [each.name for each in sharers(graph, instance.id) if each.id not in inside]
        if outside or (instance.shares and instance.shares not in inside):
            other = outside[0] if outside else graph[instance.shares].name
            raise ProjectError(f"{instance.name} shares weights with {other}, which is not chosen; choose both")
    after = {link.target for each in chosen for link in graph.links_from(each.id)} - inside
    back = next(iter(after & (graph.ancestors(inside) - inside)), None)
    if back is not None:
        raise ProjectError(f"a link leaves the selection and comes back through {graph[back].name}; choose it, too")


def _definition(
    project: Project, inside: set[str], name: str
) -> tuple[Definition, dict[str, Tensor], dict[str, Tensor]]:
    """The block, what feeds its inputs and what gives its outputs."""
    graph = project.graph
    links = graph.links()
    entering = list(dict.fromkeys((e.source, e.output) for e in links if e.target in inside and e.source not in inside))
    leaving = list(dict.fromkeys((e.source, e.output) for e in links if e.source in inside and e.target not in inside))
    definition = Definition(new_id(project), name, arguments=_arguments(project, inside))
    names = {graph[node_id].name for node_id in inside} | {argument.name for argument in definition.arguments}
    feeds = dict(zip(_port_names("x", [graph[source].name for source, _ in entering], names), entering, strict=True))
    results = dict(zip(_port_names("y", [graph[source].name for source, _ in leaving], names), leaving, strict=True))
    inner = definition.graph
    ys = [graph[node_id].y for node_id in inside]
    left, right = (pick(graph[node_id].x for node_id in inside) for pick in (min, max))
    for number, port in enumerate(feeds):
        inner.put_instance(Instance(f"in_{number}", port, BlockInput(), left - COLUMN, min(ys) + 80.0 * number))
    for instance in graph:
        if instance.id in inside:
            inner.put_instance(instance)
    for number, port in enumerate(results):
        inner.put_instance(Instance(f"out_{number}", port, BlockOutput(), right + COLUMN, min(ys) + 80.0 * number))
    entries = {tensor: f"in_{number}" for number, tensor in enumerate(entering)}
    for link in links:
        if link.target in inside:
            source = (link.source, link.output)
            inner.put_link(link if link.source in inside else replace(link, source=entries[source], output="y"))
    for number, tensor in enumerate(leaving):
        inner.put_link(Link(*tensor, f"out_{number}", "x"))
    if not is_readable({each.id: (each.x, each.y) for each in inner}):
        for node_id, (x, y) in arranged(inner).items():
            inner.put_instance(replace(inner[node_id], x=x, y=y))
    return definition, feeds, results


def _arguments(project: Project, inside: set[str]) -> tuple[Argument, ...]:
    """Arguments of the block around that formulas of the chosen nodes speak of."""
    if not project.scope:
        return ()
    formulas = [text for node_id in inside for _, text in project.graph[node_id].formulas]
    spoken = {name for text in formulas for name in names_in(text)}
    return tuple(each for each in definition_of(project, project.scope).arguments if each.name in spoken)


def _port_names(only: str, sources: list[str], taken: Collection[str]) -> list[str]:
    """``x`` for one, else the names of the nodes they come from."""
    given: list[str] = []
    for source in sources:
        base = only if len(sources) == 1 else source
        given.append(_free(base if base not in taken else f"{base}_{only}", {*taken, *given}))
    return given


def _free(base: str, taken: Collection[str]) -> str:
    stem, number, name = base.removesuffix("_1"), 2, base
    while name in taken:
        name, number = f"{stem}_{number}", number + 1
    return name


def _take_out(graph: Graph, chosen: list[Instance]) -> list[Edit]:
    """Links first, then the nodes, those that use another's weights before it."""
    ids = {instance.id for instance in chosen}
    links = [link for link in graph.links() if link.source in ids or link.target in ids]
    order = sorted(chosen, key=lambda instance: not instance.shares)
    return [*map(RemoveLink, links), *(RemoveNode(instance.id) for instance in order)]


class _Opened:
    """The nodes and links of a use of a block, copy by copy, as nodes of the drawing around it."""

    def __init__(self, project: Project, use: Instance, node: Block, definition: Definition) -> None:
        self._project, self._use, self._node, self._graph = project, use, node, definition.graph
        self._texts = {name: repr(value) for name, value in (definition.defaults | dict(node.arguments)).items()}
        self._texts |= {name.removeprefix("arguments."): text for name, text in use.formulas if "." in name}
        self._names = Names(project)
        self._instances: list[Instance] = []
        self._links: list[Link] = []
        self._build()

    @property
    def ids(self) -> tuple[str, ...]:
        """Ids of the new nodes."""
        return tuple(instance.id for instance in self._instances)

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of all of them, px."""
        xs, ys = [each.x for each in self._instances], [each.y for each in self._instances]
        if not xs:
            return 0.0, 0.0
        return max(xs) - min(xs) + NODE_WIDTH, max(ys) - min(ys) + NODE_HEIGHT

    def edits(self, index: int) -> list[Edit]:
        """What puts them in, in document order from a place on."""
        nodes = [AddNode(instance, index + number) for number, instance in enumerate(self._instances)]
        return [*nodes, *map(AddLink, self._links)]

    def _build(self) -> None:
        outer = self._project.graph
        feeds = {link.input: (link.source, link.output) for link in outer.links_into(self._use.id)}
        first: dict[str, str] = {}
        results: dict[str, Tensor] = {}
        for number in range(self._node.repeat):
            ids = self._place(number, first)
            first = first or ids
            results = self._wire(ids, feeds)
            for entry, leaving in zip(self._node.entries, self._node.exits, strict=False):
                feeds.pop(entry, None)
                if leaving in results:
                    feeds[entry] = results[leaving]
        for link in outer.links_from(self._use.id):
            if link.output in results:
                source, output = results[link.output]
                self._links.append(replace(link, source=source, output=output))

    def _place(self, number: int, first: dict[str, str]) -> dict[str, str]:
        inner = [each for each in self._graph if each.node.role not in ("entry", "exit")]
        places = unfolded(self._graph, [each.id for each in inner])
        right = number * (max((x for x, _ in places.values()), default=0.0) + COLUMN)
        ids = {each.id: new_id(self._project) for each in inner}
        for each in inner:
            shares = ids[each.shares] if each.shares else first[each.id] if first and self._node.share else ""
            x, y = places[each.id]
            self._instances.append(self._copy(each, ids[each.id], shares, right + x, y))
        return ids

    def _copy(self, inner: Instance, made: str, shares: str, x: float, y: float) -> Instance:
        freed = self._project.graph.named(inner.name)
        base = inner.name if freed is None or freed.id == self._use.id else f"{self._use.name}_{inner.name}"
        name = self._names.take(base)
        plain = replace(inner, id=made, name=name, shares=shares, formulas=())
        plain = replace(plain, x=self._use.x + x, y=self._use.y + y)
        plain = replace(plain, frozen=inner.frozen or self._use.frozen, lr_factor=inner.lr_factor * self._use.lr_factor)
        return self._valued(plain, inner)

    def _valued(self, plain: Instance, inner: Instance) -> Instance:
        """Formulas as values, or as formulas of the block around."""
        texts = [(name, replaced(text, self._texts)) for name, text in inner.formulas]
        outer = definition_of(self._project, self._project.scope).defaults if self._project.scope else {}
        node = valued(inner.node, texts, outer)
        kept = tuple((name, text) for name, text in texts if names_in(text))
        return replace(plain, node=node, formulas=kept)

    def _wire(self, ids: dict[str, str], feeds: dict[str, Tensor]) -> dict[str, Tensor]:
        results: dict[str, Tensor] = {}
        for link in self._graph.links():
            source = self._graph[link.source]
            tensor = feeds.get(source.name) if source.node.role == "entry" else (ids[link.source], link.output)
            target = self._graph[link.target]
            if tensor is None:
                continue
            if target.node.role == "exit":
                results[target.name] = tensor
            else:
                self._links.append(Link(*tensor, ids[link.target], link.input, link.order))
        return results
