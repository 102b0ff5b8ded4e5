"""Drawings with Python layers: what trains and what the source says are one thing, also in blocks and shared."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from app.compile.analysis.engine import analyse
from app.compile.check import check
from app.compile.drawing import infer
from app.graph.blocks.block import Argument
from app.graph.changes import make_block, scoped, set_arguments, set_block, set_formula, set_instance
from app.graph.edits import AddLink, AddNode, RemoveLink, apply_all
from app.graph.project import Project
from app.graph.python_layers.trust import trust_here
from nodes import trusted
from tests.compile.source.test_block_source import agrees
from tests.graph.blocky import place, wire
from tests.graph.layered import GATE, SPLIT, layered


@pytest.fixture(autouse=True)
def own_trust() -> Iterator[None]:
    before = set(trusted._allowed)
    yield
    trusted.withdraw(trusted._allowed - before)


def ready(project: Project) -> Project:
    trust_here(project)
    return project


def behind(project: Project, before: str, instance: object) -> None:
    """Put a node between one and the head."""
    link = next(link for link in project.graph.links_into("head"))
    assert link.source == before
    name, port = instance.id, instance.node.inputs[0].name  # type: ignore[attr-defined]
    edits = [RemoveLink(link), AddNode(instance), AddLink(replace(link, target=name, input=port))]  # type: ignore[arg-type]
    apply_all(project, [*edits, AddLink(replace(link, source=name, output=instance.node.outputs[0]))])  # type: ignore[attr-defined]


def test_arguments_that_follow_a_formula_become_parameters_of_the_block_class() -> None:
    project = ready(layered())
    edits, first = make_block(project, ["linear", "own"], "Pair")
    apply_all(project, edits)
    (block,) = project.blocks.values()
    apply_all(project, set_block(project, block.id, arguments=(Argument("width", "integer", 8),)))
    inside = project.inside(block.id)
    for name, parameter in (("linear", "out_features"), ("own", "arguments.features")):
        apply_all(project, set_formula(inside, name, parameter, "width"))
    behind(project, first, place("second", block.use(width=6)))
    text = agrees(project, (8,))
    assert "self.own = Gated(features=width)" in text
    assert "self.second = Pair(width=6)" in text
    assert text.count("class Gated") == 1


def test_shared_frozen_and_started_in_another_way() -> None:
    project = ready(layered())
    twin = replace(place("twin", project.graph["own"].node), shares="own")
    behind(project, "own", twin)
    apply_all(project, set_instance(project, "own", initialization="orthogonal", frozen=True))
    text = agrees(project, (8,))
    assert "nn.init.orthogonal_(self.own.linear.weight)" in text
    assert "self.own.requires_grad_(False)" in text
    assert text.count("h = self.own(h)  # (N, 8)") == 2
    other = set_arguments(project, "twin", rate=0.25)
    apply_all(project, other)
    assert "twin shares the weights of own, expects the same settings" in check(project).problems[0].message


def test_named_results_and_optional_inputs() -> None:
    project = ready(layered(SPLIT))
    apply_all(project, [AddLink(wire("linear > own.shift"))])
    text = agrees(project, (8,))
    assert "h = self.own(h, shift=h)[0]  # (N, 4)" in text
    assert text.startswith("import math\nfrom typing import NamedTuple\n\nimport torch.nn.functional as F\n")


def test_repeated_in_a_block() -> None:
    project = ready(layered(GATE))
    edits, use = make_block(project, ["own"], "Row")
    apply_all(project, edits)
    node = project.graph[use].node.changed(repeat=3)
    apply_all(project, scoped("", set_instance(project, use, node=node)))
    text = agrees(project, (8,))
    assert text.count("class Row(") == text.count("class Gated(") == 1
    row = next(each for each in analyse(infer(project), 5).rows.values() if each.id == use)
    assert (row.block, row.trainable, row.flops) == ("Row", 3 * 72, 3 * 2 * 8 * 8)


FILLED = """\
import torch
from torch import Tensor, nn


class Filled(nn.Module):
    def __init__(self, rate: float = 0.5) -> None:
        super().__init__()
        self.rate = rate

    def forward(self, x: Tensor) -> Tensor:
        return torch.full((x.shape[0], 3), self.rate)"""


def test_code_that_tells_1_from_1_0_is_asked_about_both() -> None:
    given = [infer(ready(layered(FILLED, rate=rate))).flat.shapes["own", "y"].dtype for rate in (1, 1.0)]
    assert given == ["int64", "float32"]
