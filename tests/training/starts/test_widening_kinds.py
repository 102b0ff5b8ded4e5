"""What may stand between a widened layer and its readers, and what is refused in a sentence."""

from __future__ import annotations

import pytest

from app.errors import ProjectError
from app.graph import changes
from app.graph.document import Document
from app.training.starts.difference import TOLERANCE
from nodes.registry import kinds
from tests.training.grown import PICTURE, deep, drawn, wide

MIXING = {"GLU", "LogSoftmax", "Maxout", "Softmax", "Softmin"}
CHANNELS = {"Dropout1d", "Dropout2d", "Dropout3d", "FeatureAlphaDropout"}
"""Kinds that take no plain features."""


def test_concatenated_units_find_their_readers() -> None:
    project = drawn(
        ("conv_1", "Conv2d", {"out_channels": 3, "padding": 1}),
        ("conv_2", "Conv2d", {"out_channels": 4, "padding": 1}),
        ("join", "Concatenate", {}),
        ("norm", "BatchNorm2d", {}),
        ("gap", "GlobalAvgPool2d", {}),
        ("fc", "Linear", {"out_features": 3}),
        shape=(2, 5, 5),
        wires=("conv_1>join",),
    )
    for name, width in (("conv_1", 5), ("conv_2", 7)):
        grown = wide(project, name, width)
        assert grown.difference.largest <= TOLERANCE
        assert {"norm.running_var", "fc.weight"} <= grown.start.grown


@pytest.mark.parametrize(
    ("kind", "params", "width"),
    [
        ("GroupNorm", {"num_groups": 2}, 12),
        ("LayerNorm2d", {}, 12),
        ("LayerNorm", {"over": "sample"}, 12),
        ("InstanceNorm2d", {"affine": True}, 7),
        ("DepthwiseConv2d", {"multiplier": 2, "padding": 1}, 7),
        ("PReLU", {"per_channel": True}, 7),
        ("Upsample", {}, 7),
        ("AvgPool2d", {}, 7),
        ("ConvTranspose2d", {"out_channels": 5}, 7),
    ],
)
def test_kinds_between_a_layer_and_its_readers(kind: str, params: dict, width: int) -> None:
    project = drawn(
        ("conv_1", "Conv2d", {"out_channels": 4 if width == 12 else 6, "padding": 1}),
        ("between", kind, params),
        ("conv_2", "Conv2d", {"out_channels": 2}),
        ("gap", "GlobalAvgPool2d", {}),
        ("fc", "Linear", {"out_features": 3}),
        shape=(2, 6, 6),
    )
    assert wide(project, "conv_1", width).difference.largest <= TOLERANCE


@pytest.mark.parametrize(
    "kind", sorted(k.kind for k in kinds() if k.family in ("Activation", "Regularization") and k.kind not in CHANNELS)
)
def test_any_activation_keeps_the_answers_or_is_refused(kind: str) -> None:
    project = drawn(
        ("fc_1", "Linear", {"out_features": 6}),
        ("between", kind, {}),
        ("fc_2", "Linear", {"out_features": 3}),
        shape=(4,),
    )
    if kind in MIXING:
        with pytest.raises(ProjectError, match="behind it would give other numbers"):
            wide(project, "fc_1", 8)
    else:
        assert wide(project, "fc_1", 8).difference.passed


@pytest.mark.parametrize(
    ("between", "reason"),
    [
        (("norm", "GroupNorm", {"num_groups": 2}), "choose a multiple of 4, such as 8"),
        (("softmax", "Softmax", {}), "softmax .Softmax. behind it would give other numbers"),
        (("grouped", "Conv2d", {"out_channels": 4, "groups": 2}), "grouped .Conv2d. behind it works in groups"),
    ],
)
def test_what_is_not_exact_is_refused_in_a_sentence(between, reason: str) -> None:
    project = drawn(
        ("conv_1", "Conv2d", {"out_channels": 4, "padding": 1}),
        between,
        ("gap", "GlobalAvgPool2d", {}),
        ("fc", "Linear", {"out_features": 3}),
        shape=(2, 6, 6),
    )
    with pytest.raises(ProjectError, match=reason):
        wide(project, "conv_1", 6)


def test_layers_that_cannot_be_widened_say_why() -> None:
    for name, reason in (("fc_2", "needs the size it has"), ("norm_1", "only Linear layers and convolutions")):
        with pytest.raises(ProjectError, match=reason):
            wide(PICTURE, name, 40)
    with pytest.raises(ProjectError, match="has 5 units already"):
        wide(PICTURE, "conv_1", 5)
    with pytest.raises(ProjectError, match="truth gives int64"):
        deep(PICTURE, "truth", "loss")
    layers = (("fc_1", "Linear", {"out_features": 4}), ("add", "Add", {}), ("fc_2", "Linear", {"out_features": 3}))
    project = drawn(*layers, shape=(4,), wires=("data>add",))
    with pytest.raises(ProjectError, match=r"fc_1 cannot be widened alone: add .Add. joins it with a tensor"):
        wide(project, "fc_1", 8)


def test_shared_weights_are_not_widened() -> None:
    project = drawn(
        ("fc_1", "Linear", {"out_features": 4}),
        ("fc_2", "Linear", {"out_features": 4}),
        ("fc_3", "Linear", {"out_features": 3}),
        shape=(4,),
    )
    Document(project).do("share", changes.set_instance(project, "fc_2", shares="fc_1"))
    with pytest.raises(ProjectError, match="shares its weights with fc_2"):
        wide(project, "fc_1", 8)
