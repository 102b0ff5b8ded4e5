"""FLOPs and memory of single uses, against formulas written by hand."""

from __future__ import annotations

from typing import Any

import pytest

import nodes
from app.compile.analysis.measure import Measured, _measured, measure
from nodes.shape import Extent, Shape

s = Shape.per_sample


def measured(kind: str, *shapes: Shape, carries: bool = True, trained: bool = True, **values: Any) -> Measured:
    node = nodes.kind(kind).from_values(values)
    arrived = {port.name: (shape,) for port, shape in zip(node.inputs, shapes, strict=False)}
    places = frozenset((port, 0) for port in arrived) if carries else frozenset()
    padded = [*shapes, *[None] * (len(node.inputs) - len(shapes))]
    return measure(node.build(*padded), arrived, places, trained)


PICTURE, STEPS = s(4, 9, 7), s(5, 8)


@pytest.mark.parametrize(
    ("kind", "shapes", "values", "multiply_adds"),
    [
        ("Linear", [STEPS], {"out_features": 3}, 5 * 8 * 3),
        ("Conv2d", [PICTURE], {"out_channels": 6, "kernel_size": [3, 5], "groups": 2}, 6 * 7 * 3 * 2 * 15),
        ("DepthwiseConv2d", [PICTURE], {"padding": 1}, 4 * 9 * 7 * 9),
        ("ConvTranspose2d", [PICTURE], {"out_channels": 6}, 9 * 7 * 4 * 6 * 4),
        ("LSTM", [STEPS], {"hidden_size": 6}, 5 * 4 * 6 * (8 + 6)),
        ("GRU", [s(50, 8)], {"hidden_size": 6, "num_layers": 2}, 50 * 3 * 6 * (8 + 6 + 6 + 6)),
        ("RNN", [STEPS], {"hidden_size": 6, "bidirectional": True}, 2 * 5 * 6 * (8 + 6)),
        ("MultiheadAttention", [STEPS], {"num_heads": 2}, 4 * 5 * 8 * 8 + 2 * 5 * 5 * 8),
        ("CausalSelfAttention", [STEPS], {"num_heads": 2}, 4 * 5 * 8 * 8 + 2 * 5 * 5 * 8),
        ("ScaledDotProductAttention", [STEPS, s(3, 8), s(3, 2)], {}, 5 * 3 * 8 + 5 * 3 * 2),
        ("MatMul", [STEPS, s(8, 3)], {}, 5 * 8 * 3),
        ("SqueezeExcite", [PICTURE], {"reduction": 2}, 4 * 2 * 2),
        ("PatchEmbedding", [s(3, 8, 8)], {"embed_dim": 10}, 4 * 10 * 3 * 16),
        ("Maxout", [s(8)], {"out_features": 3, "pieces": 2}, 8 * 6),
    ],
)
def test_multiply_adds(kind: str, shapes: list[Shape], values: dict[str, Any], multiply_adds: int) -> None:
    assert measured(kind, *shapes, **values).flops == 2 * multiply_adds


@pytest.mark.parametrize("kind", ["ReLU", "BatchNorm2d", "MaxPool2d", "GlobalAvgPool2d", "Dropout", "Upsample"])
def test_what_acts_on_every_number_alone_is_free(kind: str) -> None:
    assert measured(kind, PICTURE).flops == 0


def test_products_without_a_matrix_are_not_counted() -> None:
    """As torch counts: Bilinear multiplies and adds up, a table is looked up."""
    assert (
        measured("Bilinear", s(3), s(4)).flops == measured("Embedding", s(6, dtype="int64"), carries=False).flops == 0
    )


@pytest.mark.parametrize("kind", ["LSTM", "GRU", "RNN"])
def test_long_sequences_are_told_from_short_ones(kind: str) -> None:
    node, shape = nodes.kind(kind).from_values({"num_layers": 2, "hidden_size": 6}), s(9, 4)
    call, arrived, carries = node.build(shape), {"x": (shape,)}, frozenset({("x", 0)})
    assert measure(call, arrived, carries, trained=True) == _measured(call, arrived, carries, trained=True)


def test_attention_keeps_scores_only_for_their_dropout() -> None:
    short, long = (measured("CausalSelfAttention", s(steps, 8)).saved.inner.per_sample for steps in (10, 100))
    assert long == 10 * short
    dropped = measured("CausalSelfAttention", s(100, 8), dropout=0.1).saved.inner.per_sample
    assert dropped - long > 2 * 4 * 100 * 100 * 4  # scores and mask of 4 heads


def test_what_freezing_saves_is_torchs_own_choice() -> None:
    assert measured("Linear", STEPS).saved.border == {("x", 0)}
    frozen = measured("Linear", STEPS, trained=False).saved
    assert (frozen.border, frozen.carries) == (frozenset(), {"y"})
    assert measured("Conv2d", PICTURE, trained=False).saved.border == {("x", 0)}  # one formula for all its gradients
    untouched = measured("Conv2d", PICTURE, carries=False, trained=False).saved
    assert (untouched.border, untouched.carries) == (frozenset(), frozenset())


def test_views_have_no_memory_of_their_own() -> None:
    assert measured("Flatten", PICTURE).saved.views == {"y": ("x", 0)}
    assert measured("Split", PICTURE).saved.views == {"a": ("x", 0), "b": ("x", 0)}
    assert measured("ReLU", PICTURE).saved.own == {"y": Extent(4 * 9 * 7 * 4, 0)}


def test_running_statistics_that_count_batches() -> None:
    plain, counting = measured("BatchNorm2d", PICTURE), measured("BatchNorm2d", PICTURE, momentum=None)
    assert plain.saved == counting.saved
