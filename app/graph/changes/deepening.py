"""A residual block put into a drawing so that it changes nothing at first.

The last layer of its branch starts at zero, so the block begins as the identity and training goes on from where it
was: He et al. 2016, "Identity Mappings in Deep Residual Networks"; Zhang, Dauphin and Ma 2019, "Fixup
Initialization", for the zeros. As the zeros belong to the drawing, they hold for a fresh start, too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from app.errors import ProjectError
from app.graph.blocks.block import Argument, Definition
from app.graph.blocks.edits import AddBlock
from app.graph.changes.blocks import class_name, scoped
from app.graph.changes.draft import instance_of
from app.graph.changes.naming import new_id, unique_name
from app.graph.changes.residual import Step, branch
from app.graph.edits import AddLink, AddNode, ChangeNode, Edit, RemoveLink
from app.graph.graph import Graph, Instance, Link
from app.graph.layout.layered import layered
from app.graph.layout.room import room_on_link
from app.graph.project import Project
from nodes.blocks import BlockInput, BlockOutput
from nodes.merge import Add
from nodes.shape import Shape

NAME = "Residual"


def deepen(project: Project, links: Sequence[Link], shape: Shape) -> tuple[list[Edit], str]:
    """Let the tensor on these links pass through a new residual block, which is the identity until it is trained.

    The block holds a branch that suits the tensor (convolutions for pictures, dense layers for features), with the
    normalization and activation of the drawing around it. An equal block of the document is used again.

    Args:
        links: one or more that leave the same output; see `links_together`.
        shape: of that tensor.

    Returns:
        Edits of the document, and the id of the node that uses the block.

    Raises:
        ProjectError: the links leave different outputs, or no branch suits the tensor.
    """
    if len({(link.source, link.output) for link in links}) != 1:
        raise ProjectError("expected links that leave one output")
    before = instance_of(project, links[0].source)
    steps = branch(project, links, shape)
    definition = _definition(project, steps)
    known = next((each for each in project.blocks.values() if _alike(each, definition)), None)
    (width,) = definition.arguments
    use = (known or definition).use(**{width.name: _width(shape, width.name)})
    name, (x, y, aside) = unique_name(project, "residual_1"), _room(project.graph, links, before)
    made = Instance(new_id(project), name, use, x, y)
    edits: list[Edit] = [*map(RemoveLink, links), AddNode(made), *map(ChangeNode, aside)]
    edits.append(AddLink(Link(before.id, links[0].output, made.id, use.entries[0])))
    edits += [AddLink(replace(link, source=made.id, output=use.exits[0])) for link in links]
    return [*([] if known else [AddBlock(definition)]), *scoped(project.scope, edits)], made.id


def links_together(graph: Graph, link: Link) -> list[Link]:
    """The links that have to change with this one so that the network still answers what it is judged by.

    What leads to a loss alone, or to an Output alone, is joined by the other links of its tensor: a block before the
    loss only would train what the Output never sees. Where the link leads to both, or its tensor does not, it stands
    by itself: a skip connection is deepened without the path beside it.
    """
    beside = [each for each in graph.links_from(link.source) if each.output == link.output]
    whole = {role for each in beside for role in _ends(graph, each.target)}
    return [link] if _ends(graph, link.target) == whole else beside


def _ends(graph: Graph, node_id: str) -> set[str]:
    """Which of "output" and "loss" a node leads to."""
    found, waiting, seen = set[str](), [node_id], {node_id}
    while waiting:
        here = waiting.pop()
        found |= {graph[here].node.role} & {"output", "loss"}
        after = set(graph.dag.successors(here)) - seen
        seen |= after
        waiting += after
    return found


def _definition(project: Project, steps: Sequence[Step]) -> Definition:
    """x -> the steps -> added to x; the last step starts at zero."""
    width = steps[-1].formulas[0][1]
    note = "x + branch(x); the last layer of the branch starts at zero, so the block begins as the identity"
    argument = Argument(width, "integer", 16, f"number of {width}, which stays")
    made = Definition(new_id(project), class_name(project, NAME), arguments=(argument,), note=note)
    graph = made.graph
    graph.put_instance(Instance("x", "x", BlockInput()))
    for step in steps:
        start = "zeros" if step is steps[-1] else ""
        graph.put_instance(Instance(step.name, step.name, step.node, initialization=start, formulas=step.formulas))
    graph.put_instance(Instance("add", "add", Add()))
    graph.put_instance(Instance("y", "y", BlockOutput()))
    names = ["x", *(step.name for step in steps)]
    for before, after in pairwise(names):
        graph.put_link(Link(before, "y", after, "x"))
    graph.put_link(Link("x", "y", "add", "x", 0))
    graph.put_link(Link(names[-1], "y", "add", "x", 1))
    graph.put_link(Link("add", "y", "y", "x"))
    for node_id, (x, y) in layered(graph).items():
        graph.put_instance(replace(graph[node_id], x=x, y=y))
    return made


def _alike(known: Definition, made: Definition) -> bool:
    """Whether two blocks are drawn alike, wherever their nodes stand."""

    def drawn(block: Definition) -> list[Instance]:
        return [replace(each, x=0.0, y=0.0) for each in block.graph]

    same = known.arguments == made.arguments and drawn(known) == drawn(made)
    return same and known.graph.links() == made.graph.links()


def _width(shape: Shape, name: str) -> int:
    return shape.channels if name == "channels" else shape.features


def _room(graph: Graph, links: Sequence[Link], before: Instance) -> tuple[float, float, list[Instance]]:
    """Where the block stands: in the row where a link has one, else halfway to the first reader."""
    found = (room_on_link(graph, link) for link in links)
    after = graph[links[0].target]
    beside = ((before.x + after.x) / 2, (before.y + after.y) / 2, list[Instance]())
    return next((place for place in found if place is not None), beside)
