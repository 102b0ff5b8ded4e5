"""Blocks of a document: what they keep to, and that every change can be taken back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from app.errors import ProjectError
from app.graph.blocks.block import Argument
from app.graph.blocks.edits import AddBlock, ChangeBlock, Inside, RemoveBlock
from app.graph.edits import AddNode, ChangeNode, Edit, RemoveLink, RemoveNode, SetSection, apply_all
from app.graph.files.format import dump, parse
from app.graph.project import Project
from tests.graph.blocky import blocky, defined, place, residual, wire


def changed(project: Project, name: str, **values: object) -> ChangeNode:
    instance = project.graph[name]
    return ChangeNode(replace(instance, node=instance.node.changed(**values)))


def test_a_file_holds_blocks_and_gives_them_back() -> None:
    project = blocky()
    text = dump(project)
    assert parse(text) == project
    assert dump(parse(text)) == text


def test_a_file_without_blocks_does_not_speak_of_them() -> None:
    assert "blocks" not in dump(Project())


CHANGES: list[Callable[[Project], list[Edit]]] = [
    lambda _: [AddBlock(replace(residual(), id="other", name="Other"))],
    lambda _: [ChangeBlock("residual", "Shortcut", (Argument("channels", "integer", 4),), "x plus a little")],
    lambda _: [Inside("residual", AddNode(place("extra", "BlockInput")))],
    lambda _: [Inside("residual", AddNode(place("extra", "Dropout")))],
    lambda _: [Inside("residual", RemoveLink(wire("x > add.x.1")))],
    lambda project: [changed(project, "first", repeat=5, share=True)],
    lambda project: [changed(project, "second", arguments=[["width", 4]])],
]


@pytest.mark.parametrize("make", CHANGES)
def test_every_change_can_be_taken_back_and_written(make: Callable[[Project], list[Edit]]) -> None:
    project = blocky()
    before = dump(project)
    inverse = apply_all(project, make(project))
    after = dump(project)
    assert after != before
    assert dump(parse(after)) == after
    again = apply_all(project, inverse)
    assert dump(project) == before
    apply_all(project, again)
    assert dump(project) == after


def test_a_new_port_appears_at_every_use() -> None:
    project = blocky()
    apply_all(project, [Inside("residual", AddNode(place("context", "BlockInput")))])
    assert project.graph["first"].node.inputs[1].name == "context"
    assert project.blocks["stage"].graph["body"].node.inputs[1].name == "context"


REFUSED: list[tuple[Callable[[Project], list[Edit]], str]] = [
    (lambda _: [RemoveBlock("residual")], "first uses the block Residual"),
    (lambda _: [AddBlock(residual())], "there is a block 'residual' already"),
    (lambda _: [AddBlock(replace(residual(), id="again"))], "there is a block named 'Residual' already"),
    (lambda _: [AddBlock(replace(residual(), id="b", name="forward"))], "has a meaning of its own"),
    (lambda p: [Inside("residual", AddNode(place("inner", p.blocks["stage"].use())))], "would contain itself"),
    (lambda p: [Inside("residual", AddNode(place("inner", p.blocks["residual"].use())))], "would contain itself"),
    (lambda _: [Inside("residual", AddNode(place("more", "Input")))], "not in a block"),
    (lambda _: [AddNode(place("more", "BlockInput"))], "stands inside blocks only"),
    (lambda _: [Inside("residual", SetSection("title", "Inner"))], "belongs to the document"),
    (lambda p: [changed(p, "first", arguments=[["depth", 2]])], "'depth', which is no argument of Residual"),
    (lambda p: [changed(p, "first", arguments=[["channels", 2.5]])], "expects an integer for channels, got 2.5"),
    (
        lambda p: [changed(p, "first", arguments=[["channels", 2], ["channels", 3]])],
        "gives the argument channels twice",
    ),
    (
        lambda p: [changed(p, "first", entries=["x", "z"])],
        "expects the ports of the block Residual: inputs x, outputs y",
    ),
    (
        lambda _: [AddNode(place("odd", "Linear", {"out_features": "2"}))],
        "has a formula, which stands inside blocks only",
    ),
    (
        lambda _: [Inside("residual", AddNode(place("odd", "Linear", {"out_features": "width"})))],
        "there is no argument 'width'; this block has channels",
    ),
    (lambda _: [Inside("residual", AddNode(place("odd", "Linear", {"size": "2"})))], "has a formula for 'size'"),
    (lambda _: [ChangeBlock("residual", "Residual", ())], "there is no argument 'channels'; this block has none"),
    (
        lambda _: [ChangeBlock("residual", "Residual", (Argument("channels", "text", 3),))],
        "expected a text as the default",
    ),
    (lambda _: [Inside("nothing", AddNode(place("a", "ReLU")))], "there is no block 'nothing'"),
]


@pytest.mark.parametrize(("make", "said"), REFUSED, ids=[said for _, said in REFUSED])
def test_what_cannot_be_is_refused_and_nothing_changes(make: Callable[[Project], list[Edit]], said: str) -> None:
    project = blocky()
    before = dump(project)
    with pytest.raises(ProjectError, match=said):
        apply_all(project, make(project))
    assert dump(project) == before


def test_a_linked_port_cannot_vanish() -> None:
    project = blocky()
    before = dump(project)
    inside = [RemoveLink(wire("x > conv")), RemoveLink(wire("x > add.x.1")), RemoveNode("x")]
    with pytest.raises(ProjectError, match="the port x of first is linked"):
        apply_all(project, [Inside("residual", edit) for edit in inside])
    assert dump(project) == before


def test_copies_need_as_many_inputs_as_outputs() -> None:
    project = Project()
    fork = defined(
        "Fork",
        [place("x", "BlockInput"), place("a", "BlockOutput"), place("b", "BlockOutput")],
        ["x > a", "x > b"],
    )
    apply_all(project, [AddBlock(fork)])
    with pytest.raises(ProjectError, match="cannot be repeated"):
        apply_all(project, [AddNode(place("forks", fork.use().changed(repeat=2)))])


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (('"block": "residual"', '"block": "nobody"'), "uses the block 'nobody', which does not exist"),
        (('"repeat": 3', '"repeat": 0'), "expected an integer >= 1"),
        (('"entries": ["x"]', '"entries": ["x", "z"]'), "expects the ports of the block Residual"),
        (('"width * 2"', '"open(1)"'), "only min, max, int, round, abs can be called"),
        (('"id": "residual"', '"id": "stage"'), "is taken by|which does not exist"),
        (('"type": "integer"', '"type": "list"'), "expected one of integer, number, switch, text"),
        (('["channels", ', '["channels", null, '), "expected"),
    ],
)
def test_a_damaged_block_is_refused_in_one_line(change: tuple[str, str], said: str) -> None:
    text = dump(blocky())
    if change[0] not in text:
        text = text.replace('"arguments": []', '"arguments": [["channels", 8]]')
    damaged = text.replace(*change)
    assert damaged != text
    with pytest.raises(ProjectError, match=said) as caught:
        parse(damaged)
    assert "\n" not in str(caught.value)


def test_blocks_in_a_circle_are_refused() -> None:
    text = dump(blocky())
    circle = text.replace('{"id": "act", "name": "act", "kind": "ReLU", "at": [0, 0], "params": {}}', INNER)
    assert circle != text
    with pytest.raises(ProjectError, match="contain one another"):
        parse(circle)


INNER = (
    '{"id": "act", "name": "act", "kind": "Block", "at": [0, 0], "params": {"block": "stage", "entries": ["x"], '
    '"exits": ["y"], "arguments": [], "repeat": 1, "share": false}}'
)
