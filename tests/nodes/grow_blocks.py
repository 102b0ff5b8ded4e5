"""Blocks of a random drawing: definitions that grow from tensors at hand, arguments and formulas, uses that fit."""

from __future__ import annotations

from collections.abc import Mapping

from grow_level import Fed, Garden, Level, Tensor, answered, small, too_large, undefined

import nodes
from app.graph.blocks.block import Argument, Blocks, Definition, used_in
from app.graph.blocks.edits import AddBlock, ChangeBlock
from app.graph.blocks.expand import valued
from app.graph.blocks.formula import FormulaError, Value
from nodes.base import Node, ParamError
from nodes.blocks import Block
from nodes.shape import Shape

BLOCK_NAMES = ("Stage", "Cell", "Head", "Drawn", "Path", "SelfAttention", "KeptTensor", "Loop")
DEEPEST, MOST_FLAT = 2, 40
ENTRIES, EXITS = 2, 2
"""The most that a drawn block has."""

Shapes = dict[str, Shape]


class BlockLevel(Level):
    """The inside of a block: layers may take their values from its arguments."""

    def __init__(self, garden: Garden, scope: str, depth: int) -> None:
        super().__init__(garden, scope, depth)
        self.arguments: list[Argument] = []

    def enter(self, shape: Shape) -> None:
        self.put(nodes.kind("BlockInput")(), {"y": shape})

    def formulas(self, node: Node) -> tuple[tuple[str, str], ...]:
        given = {f"arguments.{name}": value for name, value in node.arguments} if isinstance(node, Block) else {}
        infos = [] if isinstance(node, Block) else [info.name for info in node.params()]
        values = given | {name: getattr(node, name) for name in infos}
        if not values or not self.garden.choose(2):
            return ()
        names = list(values)
        name = names[self.garden.choose(len(names))]
        text = self._said(values[name])
        return ((name, text),) if text else ()

    def _said(self, value: Value) -> str:
        """A formula that has this value."""
        if isinstance(value, bool):
            argument = self._argument("switch", value if self.garden.choose(2) else not value)
            return argument.name if argument.default is value else f"not {argument.name}"
        if isinstance(value, int):
            return self._said_integer(value)
        if isinstance(value, float):
            return f"{self._argument('number', value / 2).name} * 2"
        if isinstance(value, str) and value:
            return self._argument("text", value).name
        if isinstance(value, tuple) and value and all(type(each) is int for each in value):
            return f"({', '.join(map(self._said_integer, value))},)"
        return ""

    def _said_integer(self, value: int) -> str:
        way = self.garden.choose(4)
        if way == 1 and value % 2 == 0:
            return f"{self._argument('integer', value // 2).name} * 2"
        if way == 2:
            return f"{self._argument('integer', value - 1).name} + 1"
        if way == 3:
            return f"({self._argument('integer', 2 * value + 1).name}) // 2"
        return self._argument("integer", value).name

    def _argument(self, kind: str, default: Value) -> Argument:
        """An argument with this default, an old one where there is one."""
        for old in self.arguments:
            if old.type == kind and old.default == default and type(old.default) is type(default):
                return old
        made = Argument(f"{kind[0]}{len(self.arguments)}", kind, default)
        self.arguments.append(made)
        block = self.garden.project.blocks[self.scope]
        self.garden.do(ChangeBlock(block.id, block.name, tuple(self.arguments)))
        return made


def new_block(level: Level) -> bool:
    """Draw a block for one or two tensors here, and use it on them."""
    garden = level.garden
    if level.depth >= DEEPEST or garden.left < ENTRIES + 1 + EXITS + 1:
        return False
    fed = [level.recent() for _ in range(1 + garden.choose(ENTRIES))]
    block_id = garden.fresh("b")
    taken = {block.name for block in garden.project.blocks.values()}
    base = BLOCK_NAMES[garden.choose(len(BLOCK_NAMES))]
    name = next(each for each in (base, *(f"{base}{number}" for number in range(2, 99))) if each not in taken)
    garden.do(AddBlock(Definition(block_id, name)))
    inner = BlockLevel(garden, block_id, level.depth + 1)
    for tensor in fed:
        inner.enter(level.shapes[tensor])
    garden.left -= EXITS + 1  # kept for these and for the use of the block
    for _ in range(1 + garden.choose(4)):
        if garden.left > 0:
            step(inner)
    garden.left += EXITS + 1
    _leave(inner)
    definition = garden.project.blocks[block_id]
    garden.flat[block_id] = flat_count(garden, definition)
    return use(level, definition, dict(zip(definition.entries, ([tensor] for tensor in fed), strict=True)), {})


def use_again(level: Level) -> bool:
    """Use a block that is there already, on other tensors, with other arguments."""
    garden = level.garden
    usable = [
        each
        for each in garden.project.blocks.values()
        if each.id in garden.flat and level.scope not in used_in(garden.project.blocks, [each.id])
    ]
    if not usable:
        return False
    definition = usable[garden.choose(len(usable))]
    for _ in range(4):
        fed = {entry: [level.recent()] for entry in definition.entries}
        arguments = {each.name: _other(garden, each) for each in definition.arguments if garden.choose(2)}
        if use(level, definition, fed, arguments):
            return True
    return False


def use(level: Level, definition: Definition, fed: Fed, arguments: dict[str, Value]) -> bool:
    """Place a use of a block, repeated where its results fit its inputs."""
    garden = level.garden
    shapes = {entry: level.shapes[tensors[0]] for entry, tensors in fed.items()}
    node = definition.use(**arguments)
    if len(definition.exits) <= len(definition.entries):
        onward = given_on(node, shapes, through(garden.project.blocks, node, shapes))
        repeated = node.changed(repeat=1 + garden.choose(4), share=onward == shapes and not garden.choose(3))
        node = repeated if through(garden.project.blocks, repeated, shapes) is not None else node
    given = through(garden.project.blocks, node, shapes)
    if given is None or node.repeat * garden.flat[definition.id] > MOST_FLAT:
        return False
    level.put(node, given, fed, frozen=not garden.choose(9), formulas=level.formulas(node))
    return True


def step(level: Level) -> bool:
    """One more node."""
    ways = (level.any_layer,) * 6 + (level.join,) * 2 + (level.twin,) * 2 + (level.kept,)
    blocks = (lambda: new_block(level), lambda: use_again(level))
    return [*ways, *blocks][level.garden.choose(len(ways) + len(blocks))]()


def flat_count(garden: Garden, definition: Definition) -> int:
    """Nodes of a block with its inner blocks written out."""
    found = 0
    for instance in definition.graph:
        node = instance.node
        found += node.repeat * garden.flat[node.block] if isinstance(node, Block) else 1
    return found


def through(blocks: Blocks, node: Block, shapes: Mapping[str, Shape]) -> Shapes | None:
    """What leaves a use of a block, None where something inside does not fit."""
    fed, given = dict(shapes), Shapes()
    definition = blocks[node.block]
    for _ in range(node.repeat):
        found = _inside(blocks, definition, definition.defaults | dict(node.arguments), fed)
        if found is None or set(found) != set(node.exits):
            return None
        given, fed = found, given_on(node, fed, found)
    return given


def given_on(node: Block, fed: Mapping[str, Shape], given: Mapping[str, Shape] | None) -> Shapes:
    """What enters the next copy of a block."""
    pairs = [] if given is None else zip(node.entries, node.exits, strict=False)
    return {**fed, **{entry: given[leaving] for entry, leaving in pairs}}


def _inside(
    blocks: Blocks, definition: Definition, arguments: Mapping[str, Value], fed: Mapping[str, Shape]
) -> Shapes | None:
    shapes: dict[Tensor, Shape] = {}
    results: Shapes = {}
    for instance in definition.graph.topological():
        links = definition.graph.links_into(instance.id)
        try:
            node = valued(instance.node, instance.formulas, arguments)
        except (FormulaError, ParamError):
            return None
        if node.role == "entry":
            shapes[instance.id, "y"] = fed[instance.name]
        elif node.role == "exit":
            results[instance.name] = shapes[links[0].source, links[0].output]
        else:
            given = _node(blocks, node, {link.key: shapes[link.source, link.output] for link in links})
            if given is None or not small(given.values()):
                return None
            shapes |= {(instance.id, name): shape for name, shape in given.items()}
    return results


def _node(blocks: Blocks, node: Node, arriving: Mapping[tuple[str, int], Shape]) -> Shapes | None:
    if isinstance(node, Block):
        return through(blocks, node, {port: shape for (port, _), shape in arriving.items()})
    arrived = tuple(tuple(arriving[key] for key in sorted(arriving) if key[0] == port.name) for port in node.inputs)
    found = answered(node, arrived)
    return None if found.refusal or undefined(node, arrived) or too_large(found) else dict(found.shapes)


def _leave(inner: BlockLevel) -> None:
    """One or two tensors leave; seldom one that has only been handed through."""
    garden = inner.garden
    for _ in range(1 + garden.choose(EXITS)):
        made = [tensor for tensor in inner.shapes if tensor[0] in inner.fed]
        tensor = made[-1 - garden.choose(len(made))] if made and garden.choose(10) else inner.recent()
        inner.put(nodes.kind("BlockOutput")(), {}, {"x": [tensor]})


def _other(garden: Garden, argument: Argument) -> Value:
    """Another value of an argument."""
    value = argument.default
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return max(value + (1, 2, -1, value)[garden.choose(4)], 1)
    return value / 2 if isinstance(value, float) else value
