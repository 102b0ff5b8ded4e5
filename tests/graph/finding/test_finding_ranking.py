"""What a person types is found under the name that any library gives it, and what fits the place comes first."""

from __future__ import annotations

from itertools import pairwise

import pytest

from app.graph.finding import Surroundings, at_hand, match, ranked
from app.graph.graph import Graph, Instance, Link
from nodes import kinds
from nodes.common_use import COMMON, ORDER
from nodes.registry import FAMILIES, kind
from nodes.shape import Shape


def first(query: str, count: int = 1, **where) -> list[str]:
    return [found.kind for found in ranked(kinds(), query, **where)][:count]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("relu", "ReLU"),
        ("dense", "Linear"),
        ("fc", "Linear"),
        ("fully connected layer", "Linear"),
        ("fullyConnectedLayer", "Linear"),
        ("batchnorm", "BatchNorm2d"),
        ("bn", "BatchNorm2d"),
        ("bn2", "BatchNorm2d"),
        ("BatchNormalization", "BatchNorm2d"),
        ("attention", "MultiheadAttention"),
        ("skip", "Add"),
        ("skip connection", "Add"),
        ("softmax", "Softmax"),
        ("upsample", "Upsample"),
        ("UpSampling2D", "Upsample"),
        ("resize", "ResizeTo"),
        ("reshape", "Reshape"),
        ("mean", "Mean"),
        ("conv", "Conv2d"),
        ("2d conv", "Conv2d"),
        ("pool", "MaxPool2d"),
        ("GlobalAveragePooling2D", "GlobalAvgPool2d"),
        ("averagePooling2dLayer", "AvgPool2d"),
        ("conv2dtranspose", "ConvTranspose2d"),
        ("deconv", "ConvTranspose2d"),
        ("additionLayer", "Add"),
        ("depthConcatenationLayer", "Concatenate"),
        ("ZeroPadding2D", "Pad2d"),
        ("SpatialDropout2D", "Dropout2d"),
        ("sparse_categorical_crossentropy", "CrossEntropyLoss"),
        ("binary_crossentropy", "BCEWithLogitsLoss"),
        ("mae", "L1Loss"),
        ("bilstm", "LSTM"),
        ("sdpa", "ScaledDotProductAttention"),
        ("activation", "ReLU"),
        ("loss", "CrossEntropyLoss"),
        ("1x1 conv", "PointwiseConv2d"),
        ("cat", "Concatenate"),
        ("sotfmax", "Softmax"),
    ],
)
def test_a_name_finds_its_kind(query: str, expected: str) -> None:
    assert first(query) == [expected]


def test_letters_may_be_left_out_but_not_all() -> None:
    assert first("adavpool") == ["AdaptiveAvgPool2d"]
    assert first("zzqq") == []
    assert first("mse", 9) == ["MSELoss"], "letters in between count only where nothing else is found"


def test_what_it_does_finds_it_after_the_names() -> None:
    found = first("overfitting", 20)
    assert {"Dropout", "Dropout2d", "GaussianNoise"} <= set(found) and "Conv2d" not in found
    assert "BatchNorm2d" in first("running statistics", 5)
    assert match("conv", kind("Conv2d")).score > match("conv", kind("ConvTranspose2d")).score
    assert match("conv", kind("ConvTranspose2d")).score > match("conv", kind("ReLU")).score


def test_it_is_said_by_what_other_name_it_was_found() -> None:
    assert next((found.kind, found.by) for found in ranked(kinds(), "dense")) == ("Linear", "dense")
    assert ranked(kinds(), "linear")[0].by == ""


def test_what_one_uses_comes_first_among_equals() -> None:
    assert first("swish", 2) == ["Swish", "SiLU"]
    assert first("drop", 3).index("DropPath") > 0
    assert first("positional encoding")[0] == "SinusoidalPositions"
    assert first("positional encoding", used=["RotaryPositions"] * 5)[0] == "RotaryPositions"


def row(*names: str) -> Graph:
    """Nodes one behind the other, each of the kind it is called after."""
    graph = Graph()
    ids = [f"{name}_{place}" for place, name in enumerate(names)]
    for name, node_id in zip(names, ids, strict=True):
        graph.put_instance(Instance(node_id, node_id, kind(name)()))
    for before, after in pairwise(ids):
        graph.put_link(Link(before, graph[before].node.outputs[0], after, graph[after].node.inputs[0].name))
    return graph


PICTURE, ROWS, SEQUENCE = Shape.per_sample(16, 8, 8), Shape.per_sample(64), Shape.per_sample(20, 64)


@pytest.mark.parametrize(
    ("names", "shape", "expected"),
    [
        (["Input"], PICTURE, "Conv2d"),
        (["Input"], ROWS, "Linear"),
        (["Input"], Shape.per_sample(20, dtype="int64"), "Embedding"),
        (["Conv2d"], PICTURE, "BatchNorm2d"),
        (["Conv2d"], None, "BatchNorm2d"),
        (["Conv1d"], SEQUENCE, "BatchNorm1d"),
        (["Linear"], ROWS, "ReLU"),
        (["ReLU"], PICTURE, "Conv2d"),
        (["ReLU"], ROWS, "Linear"),
        (["LSTM"], SEQUENCE, "Linear"),
        (["Flatten"], ROWS, "Linear"),
        (["Target"], Shape.per_sample(dtype="int64"), "CrossEntropyLoss"),
        (["Target"], Shape.per_sample(), "MSELoss"),
    ],
)
def test_what_fits_behind_a_node_comes_first(names: list[str], shape: Shape | None, expected: str) -> None:
    graph = row(*names)
    assert first("", place=Surroundings(graph, before=graph.topological()[-1].id, shape=shape)) == [expected]


def test_three_axes_are_read_as_the_layers_before_give_them() -> None:
    """(N, L, features) behind an attention, (N, C, L) behind a convolution: the number of axes is the same."""
    attended, convolved = row("MultiheadAttention", "Dropout"), row("Conv1d", "Dropout")
    behind = first("norm", 40, place=Surroundings(attended, before="Dropout_1", shape=SEQUENCE))
    assert behind.index("LayerNorm") < behind.index("BatchNorm1d")
    behind = first("norm", 40, place=Surroundings(convolved, before="Dropout_1", shape=SEQUENCE))
    assert behind.index("BatchNorm1d") < behind.index("InstanceNorm1d") < behind.index("BatchNorm2d")


def test_what_cannot_stand_there_is_found_but_marked() -> None:
    place = Surroundings(row("Flatten"), before="Flatten_0", shape=ROWS)
    fits = {found.kind: found.fits for found in ranked(kinds(), "norm", place)}
    assert fits["BatchNorm1d"] and not fits["BatchNorm2d"]
    names = list(fits)
    assert names.index("BatchNorm1d") < names.index("BatchNorm2d")
    assert first("conv2d", place=place) == ["Conv2d"], "a name typed in full wins even where it does not fit"


def test_what_feeds_a_node_comes_first_where_a_link_is_drawn_backwards() -> None:
    graph = row("BatchNorm2d")
    assert first("", place=Surroundings(graph, after="BatchNorm2d_0"))[0] == "Conv2d"
    assert not ranked(kinds(), "crossentropyloss", Surroundings(graph, after="BatchNorm2d_0"))[0].fits


def test_the_habits_of_the_drawing_count() -> None:
    plain = first("", 40, place=Surroundings(row("Linear"), before="Linear_0", shape=ROWS))
    tanh = row("Linear", "Tanh", "Linear", "Tanh", "Linear")
    used = first("", 40, place=Surroundings(tanh, before="Linear_4", shape=ROWS))
    assert used.index("Tanh") < plain.index("Tanh")


def test_every_kind_takes_part_without_an_entry_of_its_own() -> None:
    """A new kind is ranked by its ports and its family alone."""
    place = Surroundings(row("Conv2d"), before="Conv2d_0", shape=PICTURE)
    unlisted = [each.kind for each in kinds() if each.kind not in ORDER and each.family == "Normalization"]
    assert unlisted
    found = {each.kind: place_ for place_, each in enumerate(ranked(kinds(), "", place))}
    fitting = [name for name in unlisted if kind(name).inputs[0].refuses(PICTURE) is None]
    assert all(found[name] < found["LSTM"] for name in fitting)


def test_order_and_common_kinds_name_what_exists() -> None:
    names = {each.kind for each in kinds()}
    assert set(ORDER) <= names and set(COMMON) <= names
    assert 15 <= len(COMMON) == len(set(COMMON)) <= 20


def test_the_catalogue_lists_families_in_turn_the_most_used_kinds_first() -> None:
    families = list(dict.fromkeys(each.family for each in kinds()))
    assert families == list(FAMILIES)
    leading = {family: next(each.kind for each in kinds() if each.family == family) for family in FAMILIES}
    assert leading["Convolution"] == "Conv2d" and leading["Activation"] == "ReLU" and leading["Merge"] == "Add"


def test_what_is_placed_often_joins_the_kinds_at_hand() -> None:
    assert at_hand([]) == set(COMMON)
    assert at_hand(["GELU", "GELU"]) == set(COMMON)
    now = at_hand(["GELU", "LSTM", "GELU", "GELU"])
    assert "GELU" in now and "LSTM" in now and len(now) == len(COMMON)
    assert "MultiheadAttention" not in now, "the least common one that was not used makes room"
