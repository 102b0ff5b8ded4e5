"""A selection becomes a block, a block its nodes again; the network stays the same network."""

from __future__ import annotations

import pytest
import torch

from app.compile.drawing import infer
from app.compile.module import compile_project
from app.errors import ProjectError
from app.graph import changes
from app.graph.blocks.block import Argument
from app.graph.edits import AddLink, AddNode, RemoveLink, apply_all
from app.graph.examples import examples
from app.graph.files.format import dump, parse
from app.graph.files.storage import load, resolve
from app.graph.project import Project
from tests.graph.blocky import blocky, place, wire


def numbers(project: Project) -> torch.Tensor:
    """What the network gives when all its weights are small known numbers, whatever their names."""
    compiled = compile_project(project)
    with torch.no_grad():
        for place_, parameter in enumerate(compiled.root.parameters()):
            parameter.copy_(torch.linspace(-0.1, 0.1 + 0.01 * place_, parameter.numel()).reshape(parameter.shape))
    compiled.train(False)
    return compiled.model(torch.linspace(0, 1, 128).reshape(2, 1, 8, 8))


def applied(project: Project, edits: list, check: bool = True) -> Project:  # type: ignore[type-arg]
    """Made, taken back, made again; the file holds it."""
    before = dump(project)
    inverse = apply_all(project, edits)
    after = dump(project)
    again = apply_all(project, inverse)
    assert dump(project) == before
    apply_all(project, again)
    assert dump(project) == after == dump(parse(after))
    return project


@pytest.mark.parametrize("name", ["digits-cnn", "digits-resnet", "digits-inception"])
def test_a_selection_becomes_a_block_and_the_network_stays_itself(name: str) -> None:
    project = load(resolve(name))
    expected = numbers(project)
    order = [each.id for each in project.graph.topological() if each.node.role == "layer"]
    chosen = order[2:7]
    edits, use = changes.make_block(project, chosen, "some middle part")
    applied(project, edits)
    assert project.graph[use].name == "some_middle_part_1"
    assert [each.message for each in infer(project).problems() if each.severity == "error"] == []
    assert torch.equal(numbers(project), expected)
    edits, ids = changes.unpack(project, use)
    applied(project, edits)
    assert len(ids) == 5
    assert torch.equal(numbers(project), expected)


def test_every_example_can_be_folded_whole() -> None:
    for example in examples():
        project = load(resolve(example.name))
        layers = [each.id for each in project.graph if each.node.role in ("layer", "block")]
        edits, _ = changes.make_block(project, layers, "Whole")
        applied(project, edits)
        assert [each.message for each in infer(project).problems() if each.severity == "error"] == []


def test_a_repeated_block_is_unpacked_copy_by_copy() -> None:
    project = blocky()
    expected = numbers(project)
    edits, ids = changes.unpack(project, "first")
    applied(project, edits)
    assert len(ids) == 9
    assert torch.equal(numbers(project), expected)


def test_unpacking_inside_a_block_keeps_the_formulas() -> None:
    project = blocky()
    expected = numbers(project)
    edits, ids = changes.unpack(project.inside("stage"), "body")
    applied(project, edits)
    inner = project.blocks["stage"].graph
    assert dict(inner[ids[0]].formulas) == {"out_channels": "width * 2"}
    assert torch.equal(numbers(project), expected)


def test_a_block_made_inside_a_block_takes_the_arguments_along() -> None:
    project = blocky()
    expected = numbers(project)
    edits, use = changes.make_block(project.inside("residual"), ["conv", "act"], "core")
    applied(project, edits)
    (made,) = [block for block in project.blocks.values() if block.name == "Core"]
    assert made.arguments == (Argument("channels", "integer", 8, "width of the block"),)
    assert dict(project.blocks["residual"].graph[use].formulas) == {"arguments.channels": "channels"}
    assert torch.equal(numbers(project), expected)


def test_shared_copies_stay_shared_when_unpacked() -> None:
    project = blocky()
    applied(project, changes.set_params(project, ["first"], share=True))
    count = sum(parameter.numel() for parameter in compile_project(project).root.parameters())
    applied(project, changes.unpack(project, "first")[0])
    assert sum(parameter.numel() for parameter in compile_project(project).root.parameters()) == count


def test_arguments_and_formulas() -> None:
    project = blocky()
    applied(project, changes.set_arguments(project, "second", width=4))
    assert project.graph["second"].node.arguments == (("width", 4),)
    applied(project, changes.set_arguments(project, "second", width=8))
    assert project.graph["second"].node.arguments == ()
    inside = project.inside("residual")
    applied(project, changes.set_formula(inside, "conv", "out_channels", "channels * 1"))
    assert project.blocks["residual"].graph["conv"].node.out_channels == 8
    applied(project, changes.set_formula(inside, "conv", "out_channels", ""))
    assert project.blocks["residual"].graph["conv"].formulas == ()


def test_a_use_of_a_block_can_be_placed_and_the_head_changed() -> None:
    project = blocky()
    edits, made = changes.use_block(project, "residual", 10, 20)
    applied(project, edits)
    assert project.graph[made].name == "residual_1"
    applied(project, changes.set_block(project, "residual", name="Shortcut", note="x + f(x)"))
    assert project.blocks["residual"].name == "Shortcut"


def skip_over(project: Project) -> None:
    """stem also feeds a node behind the first block, so stem and that node cannot be one block without it."""
    apply_all(project, [RemoveLink(wire("first > second.entry")), AddNode(place("sum", "Add"))])
    links = ["first > sum.x.0", "stem > sum.x.1", "sum > second.entry"]
    apply_all(project, [AddLink(wire(link)) for link in links])


@pytest.mark.parametrize(
    ("ids", "said"),
    [
        ([], "choose the nodes"),
        (["picture", "stem"], "picture is where data enters or leaves"),
        (["stem", "sum"], "comes back through first; choose it, too"),
    ],
)
def test_what_cannot_become_a_block(ids: list[str], said: str) -> None:
    project = blocky()
    skip_over(project)
    with pytest.raises(ProjectError, match=said):
        changes.make_block(project, ids)


@pytest.mark.parametrize(
    ("attempt", "said"),
    [
        (lambda p: changes.delete_block(p, "residual"), "first uses the block Residual"),
        (lambda p: changes.unpack(p, "stem"), "stem is a Conv2d, not a block"),
        (lambda p: changes.set_arguments(p, "first", depth=3), "'depth' is no argument of Residual"),
        (lambda p: changes.set_formula(p, "stem", "out_channels", "2"), "inside blocks only"),
        (lambda p: changes.set_formula(p.inside("residual"), "conv", "out_channels", "0"), "expected an integer >= 1"),
        (lambda p: changes.set_formula(p.inside("residual"), "conv", "out_channels", "wide"), "no argument 'wide'"),
    ],
)
def test_refusals_say_why(attempt, said: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ProjectError, match=said):
        attempt(blocky())


@pytest.mark.parametrize(
    ("chosen", "scope", "expected"),
    [
        (["stem"], "", ["ConvBlock", "conv_block_1"]),
        (["act", "conv"], "residual", ["ConvBlock", "conv_block_1"]),
        (["act"], "residual", ["ReluBlock", "relu_block_1"]),
        (["first", "second"], "", ["Group", "group_1"]),
    ],
)
def test_without_a_name_a_block_is_called_after_what_is_inside(
    chosen: list[str], scope: str, expected: list[str]
) -> None:
    project = blocky()
    edits, use = changes.make_block(project.inside(scope), chosen)
    apply_all(project, edits)
    node = project.inside(scope).graph[use]
    assert [project.blocks[node.node.block].name, node.name] == expected
