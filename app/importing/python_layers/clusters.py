"""Calls without a kind that become one layer together: what passes between them can stand on no link."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import networkx as nx

from app.importing.matching.pieces import Piece
from app.importing.tracing.steps import Step, Value
from nodes.base import ANY
from nodes.shape import BATCH

COMPLEX = "complex64"
"""Travels between layers in Python only."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is plan.

    Attributes:
        steps: those that are drawn, in order: identities are not.
        pieces: the nodes found for a step, by its ``id``; none where no kind does it.
        now: tensors that are another one.
        outputs: what the module returns.
    """

    steps: Sequence[Step]
    pieces: Mapping[int, Sequence[Piece]]
    now: Mapping[Value, Value] = field(default_factory=dict)
    outputs: frozenset[Value] = frozenset()

    def arriving(self, step: Step) -> list[Value]:
        """The tensors that a step is given, as they are after all identities."""
        found = self.pieces.get(id(step))
        if found is not None:
            made = {value for piece in found for value in piece.outputs.values()}
            values = [value for piece in found for _, value in piece.inputs if value not in made]
        else:
            values = step.operands()
            if not any(BATCH in value.shape.dims for value in values):
                values = [*values, *step.counted]
        return list(dict.fromkeys(map(self.present, values)))

    def made(self, step: Step) -> list[Value]:
        """The tensors that come from a step's nodes, or from the step itself."""
        found = self.pieces.get(id(step))
        return [value for piece in found for value in piece.outputs.values()] if found else [*step.results.values()]

    def present(self, value: Value) -> Value:
        """The tensor itself, through all identities."""
        while value in self.now:
            value = self.now[value]
        return value


@dataclass(eq=False, slots=True)
class Cluster:
    """Calls that become one layer.

    Attributes:
        steps: in the order in which they run.
        given: tensors that enter, or that the module keeps, in the order of their first use.
        leaving: tensors that are used outside.
        plan: what is drawn around it.
    """

    plan: Plan
    steps: list[Step]
    given: tuple[Value, ...] = ()
    leaving: tuple[Value, ...] = ()


def clustered(plan: Plan, unmapped: Iterable[Step]) -> list[Cluster]:
    """Put calls together so that only what links carry passes between layers, and no layer waits for itself.

    Complex numbers travel between layers in Python, but one layer says more than two: they are a border only where the
    one layer would wait for what it gives. Where that does not help, the calls between are taken in, nodes or not.
    """
    home = _homes(_joined(plan, list(unmapped)))
    circle = {each: min(group) for group in _circles(plan, home) for each in group}
    inside = {circle[each] for each in home.values()}
    members: dict[int, list[Step]] = {}
    for step in plan.steps:
        place = circle[home.get(id(step), id(step))]
        if place in inside:
            members.setdefault(place, []).append(step)
    return [_bordered(group, plan) for group in members.values()]


def _joined(plan: Plan, steps: Sequence[Step]) -> nx.Graph:
    """The calls, by ``id``, with an edge between those that are in one layer."""
    given = _given(plan, steps)
    joined = nx.Graph([(one, two) for one, two, _ in given])
    joined.add_nodes_from(map(id, steps))
    if all(len(circle) == 1 for circle in _circles(plan, _homes(joined))):
        return joined
    complex_ones = [(one, two) for one, two, dtype in given if dtype == COMPLEX]
    joined.remove_edges_from(complex_ones)
    for one, two in complex_ones:
        joined.add_edge(one, two)
        home = _homes(joined)
        if any(home[one] in circle for circle in _circles(plan, home) if len(circle) > 1):
            joined.remove_edge(one, two)
    return joined


def _given(plan: Plan, steps: Sequence[Step]) -> list[tuple[int, int, str]]:
    """Which call gives which what no node takes, by ``id``, with its element type."""
    maker = {value: id(step) for step in steps for value in plan.made(step)}
    return [
        (maker[value], id(step), value.shape.dtype)
        for step in steps
        for value in plan.arriving(step)
        if value.shape.dtype not in ANY and value in maker
    ]


def _homes(joined: nx.Graph) -> dict[int, int]:
    """The layer that each call belongs to, as the smallest ``id`` in it."""
    return {member: min(group) for group in nx.connected_components(joined) for member in group}


def _circles(plan: Plan, home: Mapping[int, int]) -> list[set[int]]:
    """What waits for each other, layers by their first call; nearly everything waits for itself only."""
    maker = {value: id(step) for step in plan.steps for value in plan.made(step)}
    flow = nx.DiGraph()
    for step in plan.steps:
        here = home.get(id(step), id(step))
        flow.add_node(here)
        sources = (maker[value] for value in plan.arriving(step) if value in maker)
        flow.add_edges_from((home.get(source, source), here) for source in sources)
    return [set(group) for group in nx.strongly_connected_components(flow)]


def _bordered(group: list[Step], plan: Plan) -> Cluster:
    own = set(map(id, group))
    made = dict.fromkeys(value for step in group for value in (*step.results.values(), *plan.made(step)))
    used = {value for step in plan.steps if id(step) not in own for value in plan.arriving(step)} | plan.outputs
    operands = (plan.present(value) for step in group for value in step.operands())
    given = dict.fromkeys(value for value in operands if value not in made)
    if not any(BATCH in value.shape.dims for value in given):  # something has to tell how many samples there are
        given |= dict.fromkeys(plan.present(value) for step in group for value in step.counted[:1])
    return Cluster(plan, group, tuple(given), tuple(value for value in made if value in used))
