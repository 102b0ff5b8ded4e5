"""Shapes of the whole drawing, kept up to date while one edits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.compile.analysis.memory import too_large
from app.compile.heads import head_problems
from app.compile.objective import objective_problems
from app.compile.shapes.answer import Answer, Arrived, answer
from app.compile.shapes.fixes import fix_refusal
from app.compile.shapes.passing import PassingProbes
from app.compile.shapes.probe import probe
from app.compile.sharing import share_problems
from app.compile.wiring import Arrivals, arrivals
from app.graph.graph import Graph, Instance, Link
from app.graph.problem import Problem, Severity
from nodes import trusted
from nodes.base import Node
from nodes.call import Call
from nodes.shape import Shape

_KEPT = 20_000
"""Answers that are kept; a drawing has at most some thousand nodes."""

Answers = dict[tuple[Node, Arrived], Answer]
"""What nodes have answered to the shapes that arrived."""


@dataclass
class Inference:
    """What is known about a drawing.

    Attributes:
        calls: construction and use of every layer and loss whose inputs are known.
        shapes: shape of every known output, by (node id, output name).
        problems: shape and port errors in document order, with quick fixes.
        parameters: numbers in each node's weights, trained or frozen; 0 for a node that uses another's weights.
        buffers: numbers in each node's buffers, such as running means.
        total_parameters: all of them, each once.
    """

    calls: dict[str, Call] = field(default_factory=dict)
    shapes: dict[tuple[str, str], Shape] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    parameters: dict[str, int] = field(default_factory=dict)
    buffers: dict[str, int] = field(default_factory=dict)
    total_parameters: int = 0

    def link_shape(self, link: Link) -> Shape | None:
        """The shape that travels on a link, where it is known."""
        return self.shapes.get((link.source, link.output))


@dataclass(frozen=True, slots=True)
class _Known:
    """A node as it was at the last pass."""

    node: Node
    links: tuple[Link, ...]
    before: tuple[Answer | None, ...]
    arrived: Arrived
    answer: Answer

    def holds(self, node: Node, links: tuple[Link, ...], answers: Mapping[str, Answer | None]) -> bool:
        """Whether nothing has happened to the node and right before it. (Asked of every node at every edit.)"""
        if self.node is not node or self.links is not links:
            return False
        return all(answers.get(link.source) is before for link, before in zip(links, self.before, strict=True))


class ShapeEngine:
    """Infers shapes. Answers are kept by (node value, incoming shapes): an edit costs what changes downstream of it,
    and a thousand equal nodes cost one.

    Args:
        answers: known already, and shared with whoever holds them too; none at first where there are none given.
    """

    def __init__(self, answers: Answers | None = None) -> None:
        self._answers: Answers = {} if answers is None else answers
        self._known: dict[str, _Known] = {}
        self._passing = PassingProbes()
        self._trust = trusted.changes()

    def infer(self, graph: Graph) -> Inference:
        """Everything torch says about the drawing as it stands. Allocates no weights."""
        if self._trust != trusted.changes():  # what was refused then may run now, or the other way round
            self._trust = trusted.changes()
            self._answers.clear()
            self._known.clear()
        into = arrivals(graph)
        answers: dict[str, Answer | None] = {}
        for instance in graph:
            known = self._known.get(instance.id)
            if known is not None and known.holds(instance.node, into[instance.id], answers):
                answers[instance.id] = known.answer
            else:
                self._settle(instance, graph, into, answers)
        if len(self._known) > len(graph):
            self._known = {node_id: known for node_id, known in self._known.items() if node_id in graph}
        return _collect(graph, into, answers)

    def _settle(self, start: Instance, graph: Graph, into: Arrivals, answers: dict[str, Answer | None]) -> None:
        """Answer a node after all that it depends on. (A loop: chains are deeper than Python's stack.)"""
        waiting = [start]
        while waiting:
            instance = waiting[-1]
            if instance.id in answers:
                waiting.pop()
                continue
            unanswered = [graph[link.source] for link in into[instance.id] if link.source not in answers]
            if unanswered:
                waiting.extend(unanswered)
                continue
            waiting.pop()
            links = into[instance.id]
            arrived = _arrived(instance.node, links, answers)
            answers[instance.id] = found = None if arrived is None else self._answer(instance, arrived)
            if arrived is not None and found is not None:
                before = tuple(answers[link.source] for link in links)
                self._known[instance.id] = _Known(instance.node, links, before, arrived, found)

    def _answer(self, instance: Instance, arrived: Arrived) -> Answer:
        known = self._known.get(instance.id)
        if known is not None and known.node is instance.node and known.arrived == arrived:
            return known.answer
        key = (instance.node, arrived)
        found = self._answers.get(key)
        if found is None:
            if len(self._answers) >= _KEPT:
                self._answers.clear()
            ask = self._passing.probe if instance.node.passes else probe
            found = self._answers[key] = answer(instance.node, arrived, ask)
        return found


def _arrived(node: Node, links: tuple[Link, ...], answers: Mapping[str, Answer | None]) -> Arrived | None:
    """Shapes at every port, or None where one that is needed is not known."""
    if len(links) == 1 == len(node.inputs):  # most nodes; kept short because it runs for every node at every edit
        before = answers[links[0].source]
        shape = None if before is None else before.shapes.get(links[0].output)
        return None if shape is None else ((shape,),)
    ports: dict[str, list[Shape]] = {}
    for link in links:
        before = answers[link.source]
        shape = None if before is None else before.shapes.get(link.output)
        if shape is None:
            return None
        ports.setdefault(link.input, []).append(shape)
    if any(not port.optional and port.name not in ports for port in node.inputs):
        return None
    return tuple(tuple(ports.get(port.name, ())) for port in node.inputs)


def _collect(graph: Graph, into: Arrivals, answers: Mapping[str, Answer | None]) -> Inference:
    found = Inference()
    for instance in graph:
        given = answers[instance.id]
        if given is None:
            continue
        if given.refusal:
            found.problems.append(_refusal(graph, instance, into[instance.id], given))
            continue
        if given.call is not None:
            found.calls[instance.id] = given.call
        for name in instance.node.outputs:
            found.shapes[(instance.id, name)] = given.shapes[name]
        own = not instance.shares
        found.parameters[instance.id] = given.parameters if own else 0
        found.buffers[instance.id] = given.buffers if own else 0
    found.total_parameters = sum(found.parameters.values())
    found.problems += share_problems(graph, found.calls)
    found.problems += head_problems(graph, into, found.shapes)
    found.problems += objective_problems(graph, into, found.parameters)
    found.problems += too_large(graph, found.parameters, found.buffers)
    return found


def _refusal(graph: Graph, instance: Instance, links: tuple[Link, ...], given: Answer) -> Problem:
    at_port = [link for link in links if link.input == given.port]
    link = at_port[given.index] if at_port else (links[0] if len(links) == 1 else None)
    message = f"{instance.name} {given.refusal}"
    if link is not None and given.port:
        message += f" from {graph[link.source].name}"
    severity: Severity = "error" if _takes_part(graph, instance) else "warning"
    return Problem(severity, message, instance.id, link, fix_refusal(graph, instance, links, link, given))


def _takes_part(graph: Graph, instance: Instance) -> bool:
    """Whether an Output or a loss depends on the node; the others are left out of the model."""
    seen, waiting = {instance.id}, [instance.id]
    while waiting:
        node_id = waiting.pop()
        if graph[node_id].node.role in ("output", "loss"):
            return True
        after = set(graph.dag.successors(node_id)) - seen
        seen |= after
        waiting.extend(after)
    return False
