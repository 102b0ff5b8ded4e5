"""Which kinds come first when a person looks for one: how well the word fits, and what usually follows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from app.graph.graph import Graph
from app.graph.offer import Offer
from nodes.base import Node

FOLLOWS: dict[str, tuple[str, ...]] = {
    "": ("Input", "Target", "Conv2d", "Linear", "LSTM", "Embedding"),
    "Input": ("Conv2d", "Linear", "Flatten", "LSTM", "Embedding", "GaussianNoise"),
    "Target": ("CrossEntropyLoss", "MSELoss", "BCEWithLogitsLoss"),
    "Linear": ("ReLU", "Output", "CrossEntropyLoss", "Dropout", "GELU", "BatchNorm1d", "Linear", "Tanh"),
    "Convolution": ("BatchNorm2d", "ReLU", "MaxPool2d", "Conv2d", "Add", "Concatenate", "Dropout2d"),
    "Normalization": ("ReLU", "Conv2d", "GELU", "Linear", "Add", "SiLU"),
    "Activation": ("Conv2d", "Linear", "MaxPool2d", "Dropout", "GlobalAvgPool2d", "Flatten"),
    "Pooling": ("Conv2d", "Flatten", "Linear", "Dropout", "Concatenate"),
    "Up-sampling": ("Conv2d", "Concatenate"),
    "Merge": ("ReLU", "Conv2d", "Linear", "LayerNorm"),
    "Reshape": ("Linear", "LSTM", "Conv2d", "Dropout"),
    "Regularization": ("Linear", "Conv2d", "Output"),
    "Recurrent": ("Linear", "LSTM", "Dropout", "LayerNorm"),
    "Attention": ("Add", "LayerNorm", "Linear"),
    "Embedding": ("LSTM", "GRU", "MultiheadAttention", "Dropout"),
}
"""What usually comes after a kind, or a family; the empty drawing's first nodes under ""."""


def ranked(
    declared: Sequence[Offer], query: str, before: type[Node] | None = None, graph: Graph | None = None
) -> list[Offer]:
    """Kinds that fit the query, best first.

    Args:
        query: what was typed; letters may be left out.
        before: the kind that the new node would follow.
        graph: the drawing, whose own habits count.
    """
    habits = _habits(graph, before) if graph is not None else Counter()
    scored = []
    for place, each in enumerate(declared):
        fit = match(query, each)
        if fit > 0:
            scored.append((-(fit + _usual(each, before) + min(30.0, 10.0 * habits[each.kind])), place, each))
    return [each for _, _, each in sorted(scored, key=lambda entry: entry[:2])]


def match(query: str, declared: Offer) -> float:
    """How well a query names a kind: 0 not at all, 1000 exactly."""
    wanted = "".join(query.lower().split())
    if not wanted:
        return 1.0
    name = declared.kind.lower()
    words = [*(word.lower().replace(" ", "") for word in declared.keywords), declared.family.lower()]
    if name == wanted:
        return 1000.0
    if name.startswith(wanted):
        return 800.0 - len(name)
    if wanted in _initials(declared.kind):
        return 700.0 - len(name)
    if any(word.startswith(wanted) for word in words):
        return 500.0
    if wanted in name:
        return 450.0 - name.index(wanted)
    return max(0.0, 300.0 - _spread(wanted, name))


def _usual(declared: Offer, before: type[Node] | None) -> float:
    usual = FOLLOWS.get(before.kind) or FOLLOWS.get(before.family, ()) if before is not None else FOLLOWS[""]
    return 60.0 - 5 * usual.index(declared.kind) if declared.kind in usual else 0.0


def _habits(graph: Graph, before: type[Node] | None) -> Counter[str]:
    if before is None:
        return Counter()
    return Counter(graph[link.target].kind for link in graph.links() if graph[link.source].kind == before.kind)


def _initials(name: str) -> str:
    return "".join(letter.lower() for letter in name if letter.isupper() or letter.isdigit())


def _spread(wanted: str, name: str) -> float:
    """How far apart the letters lie in the name; 300 where they are not there in this order."""
    place, first = -1, -1
    for letter in wanted:
        place = name.find(letter, place + 1)
        if place < 0:
            return 300.0
        first = place if first < 0 else first
    return 20.0 * (place - first - len(wanted) + 1) + 4.0 * first
