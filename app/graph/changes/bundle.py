"""Definitions that travel: with copied nodes, to the personal library, into another document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from app.graph.blocks.block import Definition, uses
from app.graph.blocks.edits import AddBlock
from app.graph.changes.blocks import class_name
from app.graph.changes.naming import new_id
from app.graph.edits import Edit
from app.graph.graph import Graph, Instance
from app.graph.project import Project
from app.graph.python_layers.edits import PutLayer
from app.graph.python_layers.layer import CustomLayer, layer_uses
from app.graph.using import Defined
from nodes.blocks import Block
from nodes.custom import Custom


@dataclass(frozen=True, slots=True)
class Bundle:
    """Definitions with all that they need.

    Attributes:
        blocks: inner ones first.
        layers: Python layers that these use, and others.
    """

    blocks: tuple[Definition, ...] = ()
    layers: tuple[CustomLayer, ...] = ()

    @property
    def main(self) -> Defined:
        """What it is about, where it is about one: the outermost block, or the layer where there is no block."""
        return self.blocks[-1] if self.blocks else self.layers[-1]


def bundle(project: Project, ids: Iterable[str]) -> Bundle:
    """The blocks and Python layers with these ids, and all that they contain."""
    blocks: dict[str, Definition] = {}
    layers: dict[str, CustomLayer] = {}

    def take(definition_id: str) -> None:
        if definition_id in project.layers:
            layers[definition_id] = project.layers[definition_id]
        if definition_id in blocks or definition_id not in project.blocks:
            return
        definition = project.blocks[definition_id]
        for inner in _needed(definition.graph):
            take(inner)
        blocks[definition_id] = definition

    for each in ids:
        take(each)
    return Bundle(tuple(blocks.values()), tuple(layers.values()))


def reach(project: Project, ids: Iterable[str]) -> Bundle:
    """What these nodes of the drawing need."""
    return bundle(project, _needed(project.graph, set(ids)))


def _needed(graph: Graph, ids: set[str] | None = None) -> list[str]:
    """Ids of the definitions that nodes of a drawing use."""
    used = [*uses(graph), *layer_uses(graph)]
    return list(dict.fromkeys(node.definition for instance, node in used if ids is None or instance.id in ids))


def adopt(project: Project, brought: Bundle) -> tuple[list[Edit], dict[str, str]]:
    """Bring definitions in; also gives the id that each has here.

    One that is here already, equal in all it holds, is used; one whose id is taken gets another, and so does a block
    whose name is taken. The text of a Python layer is never changed, because trust is in its very characters.
    """
    layers, ids = _adopt_layers(project, brought.layers)
    named = project.layers | {edit.layer.id: edit.layer for edit in layers}
    here = replace(project, blocks=dict(project.blocks), layers=named)
    edits: list[Edit] = [*layers]
    for definition in brought.blocks:
        wanted = _renamed(definition, ids)
        known = next((each for each in here.blocks.values() if _equal(each, wanted)), None)
        if known is not None:
            ids[definition.id] = known.id
            continue
        block_id = new_id(project, here.blocks) if wanted.id in here.blocks else wanted.id
        made = Definition(block_id, class_name(here, wanted.name), wanted.graph, wanted.arguments, wanted.note)
        ids[definition.id] = made.id
        here.blocks[made.id] = made
        edits.append(AddBlock(made))
    return edits, ids


def _adopt_layers(project: Project, layers: Iterable[CustomLayer]) -> tuple[list[PutLayer], dict[str, str]]:
    edits: list[PutLayer] = []
    ids: dict[str, str] = {}
    for layer in layers:
        known = next((each for each in project.layers.values() if each.code == layer.code), None)
        if known is None:
            taken = layer.id in project.layers
            known = CustomLayer(new_id(project, project.layers), layer.code) if taken else layer
            edits.append(PutLayer(known))
        ids[layer.id] = known.id
    return edits, ids


def with_definitions(instance: Instance, ids: Mapping[str, str]) -> Instance:
    """A node that uses a definition, using what that is called here."""
    if isinstance(instance.node, Block):
        return replace(instance, node=instance.node.model_copy(update={"block": ids.get(instance.node.block, "")}))
    if isinstance(instance.node, Custom):
        return replace(instance, node=instance.node.model_copy(update={"layer": ids.get(instance.node.layer, "")}))
    return instance


def as_here(graph: Graph, ids: Mapping[str, str]) -> Graph:
    """The same drawing, changed in place: it uses definitions by the ids they have here."""
    for instance, _ in (*uses(graph), *layer_uses(graph)):
        graph.put_instance(with_definitions(instance, ids))
    return graph


def _renamed(definition: Definition, ids: Mapping[str, str]) -> Definition:
    graph = as_here(definition.graph.copy(), ids)
    return Definition(definition.id, definition.name, graph, definition.arguments, definition.note)


def _equal(one: Definition, other: Definition) -> bool:
    heads = [(each.name, each.arguments, each.note) for each in (one, other)]
    return heads[0] == heads[1] and one.graph == other.graph
