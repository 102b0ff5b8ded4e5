"""No export is called done before it gave the live model's numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from app.compile.analysis import analyse
from app.compile.drawing import infer
from app.compile.module import Compiled
from app.graph.graph import Graph
from app.graph.project import Project
from nodes.endpoints import Input
from nodes.tensors import Parameter

BATCHES = (1, 2, 7)
SEEDS = (0, 1, 2)
COSTLY = 3 * 10**9
"""Multiply-adds of a sample beyond which one seed has to do: a large network would take minutes a seed."""

TOLERANCE = 1e-5
"""Largest difference: |live - exported| in units of the largest live number, or of 1 where that is smaller."""

Case = list[Tensor]
"""One batch: a tensor per Input."""

Answers = list[Tensor]


@dataclass(frozen=True, slots=True)
class Difference:
    """How far an export is from the live model.

    Attributes:
        largest: over all batches, seeds and outputs, see `TOLERANCE`; infinite where one is not a number.
        batches, seeds: what was tried.
    """

    largest: float
    batches: tuple[int, ...] = BATCHES
    seeds: tuple[int, ...] = SEEDS

    @property
    def passed(self) -> bool:
        return self.largest <= TOLERANCE

    @property
    def sentence(self) -> str:
        """``max difference 3e-07 over batches 1, 2, 7``."""
        return f"max difference {self.largest:.1g} over batches {', '.join(map(str, self.batches))}"


def cases(project: Project) -> list[Case]:
    """Batches of every size for every seed, from private generators."""
    nodes = [instance for instance in project.graph if isinstance(instance.node, Input)]
    drawn = infer(project)
    limits = [_largest_number(drawn.expanded.graph, instance.id) for instance in nodes]
    found = []
    for seed in SEEDS[: 1 if analyse(drawn, batch=1).total.multiply_adds > COSTLY else None]:
        generator = torch.Generator().manual_seed(seed)
        for batch in BATCHES:
            shapes = [(batch, *instance.node.shape) for instance in nodes]  # type: ignore[attr-defined]
            found.append(
                [
                    torch.randint(limit, shape, generator=generator)
                    if limit
                    else torch.randn(shape, generator=generator)
                    for shape, limit in zip(shapes, limits, strict=True)
                ]
            )
    return found


def live_answers(compiled: Compiled, batches: Iterable[Case]) -> Iterator[Answers]:
    """What the live model says, batch by batch, in evaluation mode; its own mode comes back after each."""
    from app.training.evaluate import evaluation_mode

    for case in batches:
        with evaluation_mode(compiled):
            given = listed(compiled.model(*case))
        yield given


def compare(live: Iterable[Answers], exported: Callable[[int], Answers]) -> Difference:
    """Measure. ``exported(i)`` gives the export's answers to the i-th batch."""
    largest, number = 0.0, -1
    for number, expected in enumerate(live):
        given = exported(number)
        if len(given) != len(expected):
            return Difference(float("inf"))
        largest = max([largest, *(_distance(one, other) for one, other in zip(expected, given, strict=True))])
    return Difference(largest, seeds=SEEDS[: -(-(number + 1) // len(BATCHES))])


def listed(value: Tensor | Sequence[Tensor]) -> Answers:
    """Outputs as a list, however many there are."""
    return [value] if isinstance(value, Tensor) else list(value)


def _distance(expected: Tensor, given: Tensor) -> float:
    if expected.shape != given.shape:
        return float("inf")
    if not expected.numel():
        return 0.0
    largest, apart = 1.0, 0.0
    for one, other in zip(expected, given, strict=True):  # sample by sample: float64 takes twice the room
        one, other = one.double(), other.double()
        if not torch.equal(one.isnan(), other.isnan()):
            return float("inf")
        one, other = one.nan_to_num(), other.nan_to_num()
        largest = max(largest, float(one.abs().max()))
        apart = max(apart, float((one - other).abs().max()))
    return apart / largest


def _largest_number(graph: Graph, node_id: str) -> int:
    """For token inputs the number of rows of the smallest table they are looked up in; 0 for measurements."""
    if getattr(graph[node_id].node, "dtype", "float32") != "int64":
        return 0
    after = [graph[link.target] for link in graph.links_from(node_id)]
    tables = [graph[link.source].node for each in after for link in graph.links_into(each.id) if link.input == "table"]
    rows = [int(each.node.num_embeddings) for each in after if hasattr(each.node, "num_embeddings")]
    return min([*rows, *(int(table.shape[0]) for table in tables if isinstance(table, Parameter))], default=2)
