"""What is known about a document whose blocks are written out, seen from one of its levels."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from app.compile.shapes.engine import Answers, Inference, ShapeEngine
from app.graph.blocks.expand import Expanded, Place, expand
from app.graph.edits import AddLink, Edit, RemoveLink
from app.graph.graph import Graph
from app.graph.problem import Problem
from app.graph.project import Project
from app.graph.validate import problems as structural_problems
from nodes import trusted

_COPY = re.compile(r"\.\d+(?=\.)")

_answers: dict[int, Answers] = {}
"""What nodes have answered in this process, by what was trusted then: an answer depends on nothing else."""


@dataclass(eq=False, slots=True)
class Drawing:
    """A document as torch sees it.

    Attributes:
        project: the document.
        expanded: its layers with every block written out.
        flat: what is known about those; what trains is made of this.
    """

    project: Project
    expanded: Expanded
    flat: Inference

    def problems(self, scope: str = "") -> list[Problem]:
        """All findings as the person sees them on the document's own level, or inside the block that is ``scope``."""
        if self.expanded.graph is self.project.graph:
            return [*structural_problems(self.project), *self.flat.problems]
        structural = structural_problems(self.project, self.expanded.graph)
        found = [*_open_ports(self.expanded), *self.expanded.problems, *structural, *self.flat.problems]
        place = self.place_of(scope)
        return [] if place is None else list(_told(found, place))

    def place_of(self, scope: str) -> Place | None:
        """The level itself, or the first use of a block anywhere; None where nothing uses it."""
        return next((place for place in self.expanded.places() if place.block == scope), None)

    def apart(self) -> Drawing:
        """The same on a copy of the document, safe to hand to another thread; the document is still as it was."""
        project = self.project.copy()
        return Drawing(project, expand(project), self.flat)

    def at(self, scope: str = "") -> Inference:
        """What is known about the nodes of one level; of a block, about its first use."""
        if self.expanded.graph is self.project.graph and not scope:
            return self.flat
        place = self.place_of(scope)
        return Inference() if place is None else level(self.flat, place, self.problems(scope))


def infer(project: Project, engine: ShapeEngine | None = None) -> Drawing:
    """Write out the blocks and infer every shape.

    ``engine`` keeps from one edit to the next what stands where. Without one, what nodes have answered is kept all the
    same, as long as the process lives: an export looks at the same drawing a dozen times.
    """
    expanded = expand(project)
    return Drawing(project, expanded, (engine or ShapeEngine(_shared())).infer(expanded.graph))


def _shared() -> Answers:
    changes = trusted.changes()
    found = _answers.get(changes)
    if found is None:
        _answers.clear()
        found = _answers[changes] = {}
    return found


def _open_ports(expanded: Expanded) -> Iterator[Problem]:
    """Uses of blocks that have an input without a link."""
    for place in expanded.places():
        for instance in place.graph:
            if instance.id not in place.copies:
                continue
            linked = {link.input for link in place.graph.links_into(instance.id)}
            for port in instance.node.inputs:
                if port.name not in linked:
                    name = f"{place.name}.{instance.name}" if place.name else instance.name
                    text = f"{name}: the input {port.name} is not connected"
                    yield Problem("error", text, place.prefix + instance.id)


def level(flat: Inference, place: Place, problems: Iterable[Problem] = ()) -> Inference:
    """What is known about the nodes of one level, by their ids there; a use of a block is all that is inside."""
    found = Inference(problems=list(problems))
    inside = _sums(flat, place)
    for instance in place.graph:
        node_id = place.prefix + instance.id
        if node_id in flat.calls:
            found.calls[instance.id] = flat.calls[node_id]
        for name in instance.node.outputs:
            source = tensor_of(place, instance.id, name)
            shape = flat.shapes.get(source) if source else None
            if shape is not None:
                found.shapes[instance.id, name] = shape
        if instance.id in inside:
            found.parameters[instance.id], found.buffers[instance.id] = inside[instance.id]
    found.total_parameters = sum(found.parameters.values())
    return found


def tensor_of(place: Place, node_id: str, output: str) -> tuple[str, str] | None:
    """The written-out tensor that a node of the level gives at an output."""
    if node_id in place.copies:
        copies = place.copies[node_id]
        return copies[-1].results.get(output) if copies else None
    instance = place.graph[node_id]
    if instance.node.role == "entry":
        return place.feeds.get(instance.name)
    return place.prefix + node_id, output


def _sums(flat: Inference, place: Place) -> dict[str, tuple[int, int]]:
    """Parameters and buffers of each node of the level, those inside a block together."""
    found: dict[str, tuple[int, int]] = {}
    for node_id, parameters in flat.parameters.items():
        if node_id.startswith(place.prefix):
            own = node_id[len(place.prefix) :].split("/", 1)[0]
            before = found.get(own, (0, 0))
            found[own] = (before[0] + parameters, before[1] + flat.buffers[node_id])
    return found


def _told(problems: Iterable[Problem], place: Place) -> Iterator[Problem]:
    """The problems of a level; what is wrong in many copies of a block is told once."""
    told: set[tuple[str, str]] = set()
    for problem in problems:
        if place.prefix and not problem.node.startswith(place.prefix):
            continue
        own, _, inner = problem.node[len(place.prefix) :].partition("/")
        message = problem.message
        if place.name and message.startswith(f"{place.name}."):
            message = message[len(place.name) + 1 :]
        key = (own, _COPY.sub("", message))
        if key not in told:
            told.add(key)
            yield _seen_from(place.graph, replace(problem, node=own, message=message), bool(inner))


def _seen_from(graph: Graph, problem: Problem, inner: bool) -> Problem:
    """Links and fixes that speak of written-out nodes mean nothing on the level; its own links are put in."""
    link = problem.link
    if link is not None:
        here = [] if inner or problem.node not in graph else graph.links_at(problem.node, link.input)
        link = next((each for each in here if each.order == link.order), None)
    fix = problem.fix
    if fix is not None and (inner or not all(_applies(graph, edit) for edit in fix.edits)):
        fix = None
    return replace(problem, link=link, fix=fix)


def _applies(graph: Graph, edit: Edit) -> bool:
    """Whether an edit speaks of nodes and links that stand on the level."""
    if isinstance(edit, RemoveLink):
        return edit.link in graph.links_into(edit.link.target) if edit.link.target in graph else False
    if isinstance(edit, AddLink):
        return "/" not in edit.link.source + edit.link.target
    return "/" not in str(getattr(edit, "node_id", ""))
