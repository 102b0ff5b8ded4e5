"""Names, ids and values that no document may hold."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.graph.project import Frame, Project
from app.graph.rules import (
    MODULE_NAMES,
    SOURCE_NAMES,
    why_not_instance,
    why_not_name,
    why_not_section,
    why_not_share,
    why_not_text,
)


@pytest.mark.parametrize("name", ["conv_1", "x", "Block2", "a" * 60])
def test_names_that_can_be(name: str) -> None:
    assert why_not_name(name) is None


@pytest.mark.parametrize("name", ["a" * 61, '"""; import os', "conv-1", "x.y", "x\n"])
def test_names_that_are_no_identifiers(name: str) -> None:
    assert "letters" in str(why_not_name(name))


@pytest.mark.parametrize(
    "name",
    ["", "1conv", "_hidden", "a b", "größe", "ﬁ", "class", "None", "self", "torch", "nn", "F", "forward", "train"],
)
def test_names_that_cannot_be(name: str) -> None:
    assert why_not_name(name)


def test_every_public_attribute_of_a_module_is_refused() -> None:
    from torch import fx, nn

    traced = fx.symbolic_trace(nn.Sequential(nn.ReLU()))
    public = {name for name in [*dir(nn.Module()), *dir(traced)] if not name.startswith("_")} - {"0"}
    assert public <= MODULE_NAMES | SOURCE_NAMES


@pytest.mark.parametrize(
    "changes",
    [
        {"id": "a b"},
        {"id": "x" * 41},
        {"x": float("nan")},
        {"y": 2e6},
        {"lr_factor": -1.0},
        {"lr_factor": float("inf")},
        {"initialization": "os.system()"},
        {"note": "x" * 4001},
        {"note": "\ud800"},
    ],
)
def test_instances_that_cannot_be(project: Project, changes: dict[str, object]) -> None:
    assert why_not_instance(project.graph["n_conv_1"]) is None
    assert why_not_instance(replace(project.graph["n_conv_1"], **changes))


def test_sharing_needs_an_owner_of_the_same_kind(project: Project) -> None:
    graph = project.graph
    sharer = replace(graph["n_conv_2"], shares="n_conv_1")
    assert why_not_share(graph, sharer) is None
    graph.put_instance(sharer)
    for name, owner, word in [
        ("n_conv_1", "n_missing", "does not exist"),
        ("n_conv_1", "n_conv_1", "its own"),
        ("n_linear_1", "n_conv_1", "is a Linear"),
        ("n_conv_1", "n_conv_2", "those of another"),
    ]:
        assert word in str(why_not_share(graph, replace(graph[name], shares=owner)))


def test_texts_and_frames() -> None:
    assert why_not_text({"a": ["ü", {"b": 1}]}) is None
    assert why_not_text({"a": ["x", "\udcff"]})
    assert why_not_text("x" * 20_001)
    assert why_not_section("title", "x" * 201)
    assert why_not_section("frames", (Frame("f", "t", 0, 0, 1, 1, ""),)) is None
    for frame in [Frame("f f", "", 0, 0, 1, 1), Frame("f", "", 0, 0, -1, 1), Frame("f", "", 0, 0, 1, 1, "url(x)")]:
        assert why_not_section("frames", (frame,))
    assert why_not_section("frames", (Frame("f", "", 0, 0, 1, 1), Frame("f", "", 0, 0, 1, 1)))
