"""What an export and the live model are both given, so that their answers can be compared."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from app.compile.analysis.engine import analyse
from app.compile.drawing import infer
from app.export.any_size import enlarged
from app.graph.graph import Graph
from app.graph.project import Project
from nodes.endpoints import Input
from nodes.tensors import Parameter

BATCHES = (1, 2, 7)
SEEDS = (0, 1, 2)
COSTLY = 3 * 10**9
"""Multiply-adds of a sample beyond which one seed has to do: a large network would take minutes a seed."""

LARGER_BATCH = 2


@dataclass(frozen=True, slots=True)
class Case:
    """One batch: a tensor per Input, and the seed of the generator that drew them."""

    inputs: list[Tensor]
    seed: int

    @property
    def batch(self) -> int:
        return len(self.inputs[0])

    @property
    def picture_size(self) -> str:
        """``220×252``, of the first picture; "" where none enters."""
        return next(("×".join(map(str, each.shape[2:])) for each in self.inputs if each.dim() == 4), "")


def cases(project: Project) -> list[Case]:
    """Batches of every size for every seed; at the end larger pictures, where the network takes them."""
    drawing = infer(project)
    graph = drawing.expanded.graph
    seeds = SEEDS[:1] if analyse(drawing, batch=1).total.multiply_adds > COSTLY else SEEDS
    found = [case for seed in seeds for case in _drawn(project, graph, seed)]
    larger = enlarged(project)
    return found if larger is None else [*found, *_drawn(larger, graph, SEEDS[0], (LARGER_BATCH,))]


def _drawn(project: Project, graph: Graph, seed: int, batches: Sequence[int] = BATCHES) -> Iterator[Case]:
    generator = torch.Generator().manual_seed(seed)
    for batch in batches:
        yield Case(_inputs(project, graph, batch, generator), seed)


def _inputs(project: Project, graph: Graph, batch: int, generator: torch.Generator) -> list[Tensor]:
    found = []
    for instance in project.graph:
        if isinstance(instance.node, Input):
            shape, limit = (batch, *instance.node.shape), _largest_number(graph, instance.id)
            drawn = torch.randint(limit, shape, generator=generator) if limit else None
            found.append(torch.randn(shape, generator=generator) if drawn is None else drawn)
    return found


def _largest_number(graph: Graph, node_id: str) -> int:
    """For token inputs the number of rows of the smallest table they are looked up in; 0 for measurements."""
    if getattr(graph[node_id].node, "dtype", "float32") != "int64":
        return 0
    after = [graph[link.target] for link in graph.links_from(node_id)]
    tables = [graph[link.source].node for each in after for link in graph.links_into(each.id) if link.input == "table"]
    rows = [int(each.node.num_embeddings) for each in after if hasattr(each.node, "num_embeddings")]
    return min([*rows, *(int(table.shape[0]) for table in tables if isinstance(table, Parameter))], default=2)
