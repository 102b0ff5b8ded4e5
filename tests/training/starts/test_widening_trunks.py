"""A residual trunk is widened as a whole, and a width that follows a formula through the argument of its block."""

from __future__ import annotations

from itertools import pairwise

import pytest

from app.compile.drawing import infer
from app.compile.widening.tensors import widening
from app.errors import ProjectError
from app.graph import changes
from app.graph.blocks.block import Argument
from app.graph.document import Document
from app.graph.files.storage import load, resolve
from app.graph.project import Project
from app.training.starts.growing import widened
from tests.training.grown import deep, drawn, samples, trained, wide

TRUNK = drawn(
    ("stem", "Conv2d", {"out_channels": 4, "padding": 1}),
    ("conv_1", "Conv2d", {"out_channels": 6, "padding": 1}),
    ("norm_1", "BatchNorm2d", {}),
    ("relu", "ReLU", {}),
    ("conv_2", "Conv2d", {"out_channels": 4, "padding": 1}),
    ("norm_2", "BatchNorm2d", {}),
    ("add", "Add", {}),
    ("gap", "GlobalAvgPool2d", {}),
    ("fc", "Linear", {"out_features": 3}),
    shape=(2, 6, 6),
    wires=("stem>add",),
)
HALF = Argument("features", "integer", 4, "half of the width")


def widths(project: Project, scope: str = "") -> dict[str, int]:
    nodes = {each.name: each.node for each in project.inside(scope).graph}
    return {
        name: getattr(node, "out_channels", 0) or getattr(node, "out_features", 0)
        for name, node in nodes.items()
        if hasattr(node, "out_channels") or hasattr(node, "out_features")
    }


@pytest.mark.parametrize(("name", "width"), [("stem", 8), ("conv_2", 7)])
def test_what_is_added_together_grows_together(name: str, width: int) -> None:
    grown = wide(TRUNK, name, width)
    assert grown.difference.largest <= 1e-6
    assert widths(grown.project) == {"stem": width, "conv_1": 6, "conv_2": width, "fc": 3}
    assert grown.label == f"Widen {name} and 1 that belongs to it"
    assert grown.start.grown >= {"stem.weight", "conv_1.weight", "conv_2.weight", "norm_2.running_var", "fc.weight"}


def test_the_resnet_of_the_examples() -> None:
    project = load(resolve("digits-resnet"))
    grown = wide(project, "conv_1", 2 * project.graph.named("conv_1").node.out_channels)
    wider = {name for name, width in widths(grown.project).items() if width != widths(project)[name]}
    assert wider == {"conv_1", "conv_3"} and grown.difference.largest <= 1e-6


def test_several_blocks_in_a_row_and_undo() -> None:
    project = deep(TRUNK, "relu", "conv_2").project
    document = Document(deep(project, "add", "gap").project)
    before = document.project.copy()
    grown = wide(document.project, "stem", 8)
    (block,) = document.project.blocks.values()
    uses = {each.name: dict(each.node.arguments) for each in grown.project.graph if each.kind == "Block"}
    assert widths(grown.project)["conv_2"] == 8 and grown.difference.largest <= 1e-6
    assert uses == {"residual_1": {"channels": 6}, "residual_2": {"channels": 8}}  # only the one in the trunk
    assert grown.project.blocks[block.id] == block
    document.do(grown.label, grown.edits)
    document.undo()
    assert document.project == before


def test_sums_of_sums_are_followed_once() -> None:
    """Sixty additions of a tensor to itself: there are 2⁶⁰ ways back to the layer it comes from."""
    sums = tuple((f"add_{number}", "Add", {}) for number in range(60))
    names = ["fc_2", *(name for name, _, _ in sums)]
    layers = (("fc_1", "Linear", {"out_features": 4}), ("fc_2", "Linear", {"out_features": 4}), *sums)
    ends = (("mean", "Multiply", {}), ("fc_3", "Linear", {"out_features": 3}))
    twice = tuple(f"{source}>{target}" for source, target in pairwise(names))
    project = drawn(*layers, *ends, shape=(4,), wires=(*twice, "fc_1>mean"))
    found = widening(infer(project), "", "fc_1", 8)
    assert found.others == ("fc_2",)


def test_a_formula_grows_through_its_argument() -> None:
    """The layer inside the block is asked for: its argument grows, and so does all that is added to it."""
    project = deep(TRUNK, "add", "gap").project
    (block,) = project.blocks.values()
    last = [each for each in block.graph if each.formulas][-1]
    grown = widened(project, trained(project), last.id, 8, samples(project), block.id)
    assert widths(grown.project) == {"stem": 8, "conv_1": 6, "conv_2": 8, "fc": 3}
    assert grown.difference.largest <= 1e-6


@pytest.mark.parametrize(("text", "reason"), [("features * 2", None), ("features * 2 + 1", "no argument of its block")])
def test_a_formula_that_no_argument_brings_there_is_refused(text: str, reason: str | None) -> None:
    document = Document(
        drawn(
            ("fc_1", "Linear", {"out_features": 8}),
            ("tanh", "Tanh", {}),
            ("fc_2", "Linear", {"out_features": 3}),
            shape=(4,),
        )
    )
    project = document.project
    edits, use = changes.make_block(project, ["fc_1", "tanh"], "Map")
    document.do("block", edits)
    block = project.graph[use].node.block
    document.do("arguments", changes.set_block(project, block, arguments=(HALF,)))
    document.do("formula", changes.set_formula(project.inside(block), "fc_1", "out_features", text))
    if reason:
        with pytest.raises(ProjectError, match=reason):
            wide(project, "fc_1", 16, block)
        return
    grown = wide(project, "fc_1", 16, block)
    assert dict(grown.project.graph[use].node.arguments) == {"features": 8} and grown.difference.largest <= 1e-6
