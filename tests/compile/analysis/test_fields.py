"""Receptive fields over a whole drawing: what ends them, several Inputs, what is remembered."""

from __future__ import annotations

import pytest

from app.compile.analysis import fields as engines
from app.compile.analysis.fields import FieldEngine
from app.compile.analysis.receptive import Reach
from app.compile.drawing import infer
from app.compile.wiring import arrivals
from tests.compile.chains import Chain, axes_of, fields, resnet50, sizes


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("Flatten", {}),
        ("GlobalAvgPool2d", {}),
        ("GlobalMaxPool2d", {}),
        ("SqueezeExcite", {}),
        ("SpatialPyramidPool2d", {}),
        ("Mean", {}),
    ],
)
def test_the_whole_picture(kind: str, values: dict[str, object]) -> None:
    chain = Chain(4, 9, 9)
    chain.conv(3)
    chain.put(kind, **values)
    assert axes_of(chain) == (None, None, None)


def test_what_is_seen_whole_stays_whole() -> None:
    chain = Chain(4, 9, 9)
    chain.put("Mean", dim=(2,), keepdim=True)
    chain.put("Conv2d", kernel_size=(1, 3))
    assert sizes(axes_of(chain)) == [None, None, 3]
    chain.put("Flatten")
    chain.put("Linear")
    assert sizes(axes_of(chain)) == [None, None, None]


def test_steps_of_a_sequence() -> None:
    chain = Chain(12, 8)
    rows = chain.put("Linear", out_features=4)
    assert sizes(axes_of(chain)) == [1, None]
    chain.put("LSTM")
    assert sizes(axes_of(chain)) == [None, None]
    chain.put("LastStep", rows)
    assert axes_of(chain) == (Reach(0, (11,), (11,), 0), None)
    chain.put("MultiheadAttention", rows, num_heads=2)
    assert sizes(axes_of(chain)) == [None, None]


def test_patches_know_their_size_but_not_their_place() -> None:
    chain = Chain(3, 32, 32)
    chain.put("PatchEmbedding", patch_size=8)
    chain.put("ClassToken")
    chain.put("LearnedPositions")
    assert sizes(axes_of(chain)) == [None, 8, 8]
    assert not any(reach.placed for reach in axes_of(chain) if reach)
    chain.put("TransformerEncoderLayer")
    assert sizes(axes_of(chain)) == [None, None, None]


def test_two_inputs_are_seen_each_by_itself() -> None:
    chain = Chain(1, 16, 16)
    chain.nodes.append(("z", "Input", {"shape": [1, 16, 16]}))
    left, right = chain.conv(3), chain.conv(5, after="z")
    both = chain.join("Add", left, right)
    found = fields(chain.project())[both]
    assert {name: sizes(axes) for name, axes in found.items()} == {"id_x": [None, 3, 3], "id_z": [None, 5, 5]}


def test_attention_that_is_written_out_sees_the_whole_sequence() -> None:
    chain = Chain(6, 6)
    steps = chain.put("Linear", out_features=6)
    assert sizes(axes_of(chain)) == [1, None]
    chain.nodes += [("scores", "Einsum", {"equation": "nid,njd->nij"}), ("values", "MatrixProduct", {})]
    chain.links += [f"{steps} > scores.a", f"{steps} > scores.b", "scores > values.a", f"{steps} > values.b"]
    assert sizes(axes_of(chain, "scores")) == sizes(axes_of(chain, "values")) == [None, None]


def test_a_projection_by_a_product_sees_one_step() -> None:
    chain = Chain(6, 6)
    chain.nodes.append(("w", "Parameter", {"shape": [6, 6]}))
    chain.nodes += [("product", "MatrixProduct", {}), ("sum", "TensorProduct", {}), ("tied", "TiedLinear", {})]
    chain.links += ["x > product.a", "w > product.b", "x > sum.x", "w > sum.x", "x > tied.x", "w > tied.weight"]
    found = fields(chain.project())
    assert [sizes(found[name]["id_x"]) for name in ("product", "sum", "tied")] == [[1, None]] * 3


def test_of_a_picture_whose_size_is_taken_nothing_is_seen() -> None:
    chain = Chain(1, 16, 16)
    wide = chain.conv(3)
    small = chain.put("Conv2d", kernel_size=11)
    chain.put("CropLike2d", wide)
    chain.links.append(f"{small} > {chain.last}.like")
    height = axes_of(chain)[1]
    assert height is not None
    assert (height.size, height.offset) == (3, 5 - 1)


def test_of_a_tensor_whose_number_of_samples_is_taken_nothing_is_seen() -> None:
    chain = Chain(6, 6)
    steps = chain.put("Linear", out_features=6)
    chain.nodes += [("token", "Parameter", {"shape": [1, 6, 6]}), ("tokens", "ExpandToBatch", {})]
    chain.nodes += [("start", "FillBatch", {"shape": [6, 6]}), ("sum", "Add", {})]
    chain.links += ["token > tokens.x", f"{steps} > tokens.like", f"{steps} > start.like"]
    chain.links += ["tokens > sum.x", "start > sum.x"]
    found = fields(chain.project())
    assert not found.get("sum")


def test_the_parts_of_a_split_axis_are_seen_whole() -> None:
    chain = Chain(12, 8)
    chain.put("Unflatten", dim=1, sizes=(3, 4))
    chain.put("Mean", dim=(1,))
    assert sizes(axes_of(chain)) == [None, 1]


def test_only_what_changed_is_computed_again(monkeypatch: pytest.MonkeyPatch) -> None:
    project = resnet50(3).project()
    drawing = infer(project)
    graph, engine, asked = drawing.expanded.graph, FieldEngine(), []
    original = engines._field
    monkeypatch.setattr(engines, "_field", lambda *args: asked.append(args[0]) or original(*args))
    first = engine.fields(graph, arrivals(graph), drawing.flat.shapes, graph.topological())
    count = len(asked)
    assert engine.fields(graph, arrivals(graph), drawing.flat.shapes, graph.topological()) == first
    assert len(asked) == count > 60
