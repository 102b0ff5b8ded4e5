"""Multiply-adds are those that torch's own counter sees."""

from __future__ import annotations

import pytest
import torch
from torch.utils.flop_counter import FlopCounterMode

from app.compile.check import check
from app.compile.module import compile_project
from app.graph.project import Project
from tests.compile.drawings import digits_cnn, draw
from tests.compile.test_source import sequence


def with_transposed() -> Project:
    return draw(
        ("image", "Input", {"shape": [2, 8, 8]}),
        ("down", "Conv2d", {"out_channels": 4, "stride": 2, "groups": 2}),
        ("up", "ConvTranspose2d", {"out_channels": 3, "stride": 2}),
        ("flat", "Flatten", {}),
        ("maxout", "Maxout", {}),
        ("output", "Output", {}),
        ("truth", "Target", {"classes": 3}),
        ("scores", "Linear", {"out_features": 3}),
        ("loss", "CrossEntropyLoss", {}),
        links="image > down, down > up, up > flat, flat > maxout, maxout > scores, scores > output, scores > loss,"
        "truth > loss.target",
    )


def counted(project: Project) -> int:
    compiled = compile_project(project, seed=0)
    inputs = [torch.zeros(1, *instance.node.shape) for instance in project.graph if instance.kind == "Input"]
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        compiled.model(*inputs)
    return counter.get_total_flops() // 2


@pytest.mark.parametrize("project", [digits_cnn(), with_transposed()], ids=["digits", "transposed"])
def test_convolutions_and_dense_layers(project: Project) -> None:
    assert check(project).multiply_adds == counted(project) > 0


def test_attention_and_recurrence() -> None:
    rows = {row.name: row.multiply_adds for row in check(sequence()).rows}
    assert rows["reader"] == 5 * 4 * 6 * (8 + 6)
    assert rows["both"] == 5 * 2 * 3 * 6 * (6 + 6)
    assert rows["look"] == 5 * 4 * 6 * 6 + 2 * 5 * 5 * 6


def test_what_acts_on_every_number_alone_is_free() -> None:
    rows = {row.name: row.multiply_adds for row in check(digits_cnn()).rows}
    assert rows["relu_1"] == rows["norm_1"] == rows["pool_1"] == rows["loss"] == 0
