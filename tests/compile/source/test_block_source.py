"""Source of drawings with blocks: one class per block, the module's numbers, and the look of a person's code."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace

import pytest
import torch

from app.compile.drawing import infer
from app.compile.module import compile_project
from app.compile.source.writer import Source, source_of
from app.graph.blocks.block import Argument
from app.graph.blocks.edits import AddBlock, Inside
from app.graph.edits import AddLink, AddNode, ChangeNode, RemoveLink, apply_all
from app.graph.project import Project
from tests.graph.blocky import blocky, defined, place, wire


def written(project: Project) -> Source:
    return source_of(infer(project))


def agrees(project: Project, sample: tuple[int, ...] = (1, 8, 8)) -> str:
    """The text, after its module was seen to be the compiled one: same names, same draws, same numbers."""
    source = written(project)
    space: dict[str, object] = {}
    exec(compile(source.text, "source", "exec"), space)  # noqa: S102
    torch.manual_seed(3)
    model = space[source.class_name]()  # type: ignore[operator]
    compiled = compile_project(project, seed=3)
    state = compiled.model.state_dict()
    assert list(model.state_dict()) == [name for name in compiled.root.state_dict() if name in state]
    assert all(torch.equal(state[name], value) for name, value in model.state_dict().items())
    compiled.train(False)
    picture = torch.rand(2, *sample)
    assert torch.equal(model.eval()(picture), compiled.model(picture))
    return source.text


def values(project: Project, name: str, **given: object) -> None:
    instance = project.graph[name]
    apply_all(project, [ChangeNode(replace(instance, node=instance.node.changed(**given)))])


def nothing(_: Project) -> None:
    """As drawn."""


def other_widths(project: Project) -> None:
    values(project, "second", arguments=[["width", 5]])
    later = place("later", project.blocks["stage"].use(width=3))
    apply_all(project, [RemoveLink(wire("second.result > pool")), AddNode(later)])
    apply_all(project, [AddLink(wire("second.result > later.entry")), AddLink(wire("later.result > pool"))])


def shared_copies(project: Project) -> None:
    values(project, "first", share=True)


def shared_uses(project: Project) -> None:
    again = place("again", project.graph["first"].node)
    apply_all(project, [RemoveLink(wire("stem > first")), AddNode(replace(again, shares="first"))])
    apply_all(project, [AddLink(wire("stem > again")), AddLink(wire("again > first"))])


def frozen(project: Project) -> None:
    apply_all(project, [ChangeNode(replace(project.graph["second"], frozen=True))])
    conv = project.blocks["residual"].graph["conv"]
    apply_all(project, [Inside("residual", ChangeNode(replace(conv, initialization="kaiming_normal")))])


def first_copy_differs(project: Project) -> None:
    """The first convolution sees one channel, the others eight."""
    plain = defined(
        "Plain",
        [
            place("x", "BlockInput"),
            place("conv", "Conv2d", {"out_channels": "channels"}, out_channels=8, padding=1),
            place("norm", "BatchNorm2d"),
            place("y", "BlockOutput"),
        ],
        ["x > conv", "conv > norm", "norm > y"],
        Argument("channels", "integer", 8),
    )
    apply_all(project, [AddBlock(plain), RemoveLink(wire("picture > stem"))])
    apply_all(project, [AddNode(place("plain", plain.use().changed(repeat=3)))])
    apply_all(project, [AddLink(wire("picture > plain")), AddLink(wire("plain > stem"))])


def several_ports(project: Project) -> None:
    """Copies that carry two tensors on and see a third unchanged."""
    mixer = defined(
        "Mixer",
        [
            place("a", "BlockInput"),
            place("b", "BlockInput"),
            place("context", "BlockInput"),
            place("conv", "Conv2d", out_channels=8, kernel_size=1),
            place("sum", "Add"),
            place("gate", "Multiply"),
            place("left", "BlockOutput"),
            place("right", "BlockOutput"),
        ],
        [
            "a > conv",
            "conv > sum.x.0",
            "b > sum.x.1",
            "sum > left",
            "b > gate.x.0",
            "context > gate.x.1",
            "gate > right",
        ],
    )
    use = place("mixed", mixer.use().changed(repeat=2))
    apply_all(project, [AddBlock(mixer), AddNode(use), AddNode(place("both", "Add"))])
    apply_all(
        project, [RemoveLink(wire("stem > first")), AddLink(wire("stem > mixed.a")), AddLink(wire("stem > mixed.b"))]
    )
    apply_all(project, [AddLink(wire("stem > mixed.context")), AddLink(wire("mixed.left > both.x.0"))])
    apply_all(project, [AddLink(wire("mixed.right > both.x.1")), AddLink(wire("both > first"))])


CASES: list[Callable[[Project], None]] = [
    nothing,
    other_widths,
    shared_copies,
    shared_uses,
    frozen,
    first_copy_differs,
    several_ports,
]


@pytest.mark.parametrize("alter", CASES)
def test_source_is_the_module(alter: Callable[[Project], None]) -> None:
    project = blocky()
    alter(project)
    assert [each.message for each in infer(project).problems() if each.severity == "error"] == []
    agrees(project)


@pytest.mark.parametrize("alter", CASES)
def test_source_pleases_the_linter_and_the_formatter(alter: Callable[[Project], None], tmp_path) -> None:  # type: ignore[no-untyped-def]
    project = blocky()
    alter(project)
    file = tmp_path / "model.py"
    file.write_text(written(project).text, encoding="utf-8", newline="\n")
    for command in (["check", "--isolated"], ["format", "--isolated", "--diff"]):
        done = subprocess.run([sys.executable, "-m", "ruff", *command, str(file)], capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr


def test_a_block_is_one_class_with_its_arguments() -> None:
    text = agrees(blocky())
    assert text.count("class ") == 3
    assert "def __init__(self, channels: int = 8) -> None:" in text
    assert "nn.Conv2d(channels, channels, 3, padding=1)" in text
    assert "nn.Sequential(*[Residual(channels=width * 2) for _ in range(2)])" in text


def test_what_differs_between_uses_becomes_a_parameter() -> None:
    project = blocky()
    other_widths(project)
    text = agrees(project)
    assert text.count("class ") == 3
    assert "def __init__(self, in_channels: int, width: int = 8) -> None:" in text
    assert "self.later = Stage(in_channels=10, width=3)" in text


def test_lines_of_a_node_inside_a_block_are_found() -> None:
    source = written(blocky())
    first, _ = source.spans["residual/conv"][0]
    assert "self.conv" in source.text.splitlines()[first - 1]
