"""What fits where a new node would stand: judged by shapes and families, so a new kind needs no entry anywhere."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.graph.graph import Graph, Instance
from app.graph.offer import Offer
from nodes.base import Port
from nodes.blocks import STRUCTURE
from nodes.custom import FAMILY
from nodes.shape import Shape

AFTER: Mapping[str, tuple[str, ...]] = {
    "Input & output": ("Convolution", "Linear", "Embedding", "Attention", "Recurrent", "Reshape", "Normalization"),
    "Linear": ("Activation", "Loss", "Input & output", "Regularization", "Normalization", "Linear", "Merge"),
    "Convolution": ("Normalization", "Activation", "Pooling", "Convolution", "Merge", "Attention"),
    "Pooling": ("Convolution", "Reshape", "Linear", "Regularization", "Merge"),
    "Up-sampling": ("Convolution", "Merge", "Normalization"),
    "Normalization": ("Activation", "Convolution", "Attention", "Linear", "Merge"),
    "Activation": ("Convolution", "Linear", "Pooling", "Regularization", "Merge", "Reshape"),
    "Regularization": ("Linear", "Convolution", "Attention", "Recurrent", "Merge", "Input & output"),
    "Merge": ("Activation", "Convolution", "Normalization", "Linear", "Attention"),
    "Arithmetic": ("Merge", "Arithmetic", "Activation", "Linear", "Reduction"),
    "Reduction": ("Linear", "Merge", "Arithmetic", "Activation"),
    "Reshape": ("Linear", "Attention", "Recurrent", "Convolution", "Merge", "Regularization"),
    "Recurrent": ("Linear", "Recurrent", "Regularization", "Normalization"),
    "Attention": ("Merge", "Normalization", "Attention", "Linear", "Regularization"),
    "Embedding": ("Embedding", "Attention", "Recurrent", "Regularization", "Normalization"),
    FAMILY: ("Activation", "Normalization", "Linear", "Convolution", "Merge", "Input & output"),
    STRUCTURE: (STRUCTURE, "Normalization", "Activation", "Pooling", "Linear", "Convolution", "Merge"),
}
"""Which families usually come behind one, the most usual first."""

SEQUENCES, SIGNALS = ("Embedding", "Attention", "Recurrent"), ("Convolution", "Pooling", "Up-sampling")
"""Families whose three axes are (N, L, features), and those where they are (N, C, L)."""

BEST, FAMILY_STEP, KIND_STEP, HABIT = 120.0, 12.0, 15.0, 30.0
MISFIT, SECOND_LINK = -120.0, -40.0

_CHANNELS_FIRST = re.compile(r"C[^,]*, L\b")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Where a new node would stand in a drawing.

    Attributes:
        before: id of the node it would follow, "" for none.
        after: id of the node it would feed, "" for none.
        shape: what would arrive at it, where that is known.
    """

    graph: Graph
    before: str = ""
    after: str = ""
    shape: Shape | None = None

    def judge(self, offers: Sequence[Offer]) -> dict[int, float]:
        """How well each of the offers stands here, by its place among them: from `MISFIT` to `BEST` + `HABIT`."""
        scores = dict.fromkeys(range(len(offers)), 0.0)
        if self.before:
            self._behind(offers, scores, self.graph[self.before])
        elif self.after:
            self._in_front(offers, scores, self.graph[self.after])
        return scores

    def _behind(self, offers: Sequence[Offer], scores: dict[int, float], before: Instance) -> None:
        usual = ("Loss",) if before.node.role == "target" else AFTER.get(type(before.node).family, ())
        habits = Counter(self.graph[link.target].kind for link in self.graph.links() if self._alike(link.source))
        taken: Counter[str] = Counter()
        for place, each in enumerate(offers):
            if not self.takers(each):
                scores[place] = MISFIT
                continue
            scores[place] = _usual(each.family, usual, taken) + _links(each) + min(HABIT, 10.0 * habits[each.kind])

    def _in_front(self, offers: Sequence[Offer], scores: dict[int, float], after: Instance) -> None:
        wanted = type(after.node).family
        places = {family: later.index(wanted) for family, later in AFTER.items() if wanted in later}
        usual = sorted(places, key=lambda family: places[family])
        taken: Counter[str] = Counter()
        for place, each in enumerate(offers):
            scores[place] = _usual(each.family, usual, taken) if each.outputs else MISFIT

    def _alike(self, node_id: str) -> bool:
        return self.graph[node_id].kind == self.graph[self.before].kind

    def takers(self, offer: Offer) -> list[Port]:
        """The needed inputs of a new node that would take what arrives; a Target is for the answers of a loss only."""
        before = self.graph[self.before]
        ports = [port for port in offer.inputs if not port.optional] or list(offer.inputs[:1])
        if before.node.role == "target" or offer.role == "loss":
            ports = [port for port in ports if (port.name == "target") == (before.node.role == "target")]
        return [port for port in ports if self._fits(port, before)]

    def _fits(self, port: Port, before: Instance) -> bool:
        if self.shape is not None:
            return port.refuses(self.shape) is None and self._reads_alike(port, self.shape.rank, before)
        ranks = {rank for declared in before.node.inputs for rank in declared.ranks}
        return not ranks or len(ranks) > 1 or not port.ranks or bool(ranks & set(port.ranks))

    def _reads_alike(self, port: Port, rank: int, before: Instance) -> bool:
        """Whether the axes mean the same on both sides, as far as that is known: numbers of axes do not tell."""
        if rank == 3 and _CHANNELS_FIRST.search(port.layout):
            return not self._is_sequence(before)
        return rank != 4 or "heads" not in port.layout or self._is_sequence(before)

    def _is_sequence(self, node: Instance) -> bool:
        """Whether what the node gives is known to be a sequence of vectors and not a series of channels."""
        seen = {node.id}
        waiting = [node.id]
        while waiting:
            node_id = waiting.pop(0)
            family = type(self.graph[node_id].node).family
            if family in SEQUENCES or family in SIGNALS:
                return family in SEQUENCES
            fresh = [each for each in self.graph.dag.predecessors(node_id) if each not in seen]
            seen.update(fresh)
            waiting += fresh
        return False


def _links(offer: Offer) -> float:
    """A layer that waits for a second link is seldom the next step; a loss always waits for its target."""
    waiting = sum(not port.optional for port in offer.inputs)
    return SECOND_LINK if waiting > 1 and offer.role == "layer" else 0.0


def _usual(family: str, usual: Sequence[str], taken: Counter[str]) -> float:
    """What the next kind of a family gets: the first of the most usual family most."""
    if family not in usual:
        return 0.0
    taken[family] += 1
    return max(0.0, BEST - FAMILY_STEP * usual.index(family) - KIND_STEP * (taken[family] - 1))
