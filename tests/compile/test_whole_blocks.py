"""What trains takes blocks as wholes, as the source does: same weights, same random numbers, nothing unused."""

from __future__ import annotations

import torch

from app.compile.drawing import infer
from app.compile.module import compile_project
from app.compile.source.writer import source_of
from app.graph.blocks.block import Definition
from app.graph.blocks.edits import AddBlock
from app.graph.edits import AddLink, AddNode, apply_all
from app.graph.graph import Instance
from app.graph.project import Project
from tests.compile.drawings import draw
from tests.graph.blocky import defined, place, wire

HEAD = [place("label", "Target", classes=3), place("loss", "CrossEntropyLoss"), place("result", "Output")]


def agrees(project: Project, *inputs: torch.Tensor) -> str:
    """The source's text, after it gave the weights' names and the numbers of training and evaluation."""
    source = source_of(infer(project))
    space: dict[str, object] = {}
    exec(compile(source.text, "source", "exec"), space)  # noqa: S102
    torch.manual_seed(5)
    model = space[source.class_name]()  # type: ignore[operator]
    compiled = compile_project(project, seed=5)
    assert list(model.state_dict()) == list(compiled.root.state_dict())
    assert all(map(torch.equal, model.state_dict().values(), compiled.root.state_dict().values()))
    for training in (True, False):
        model.train(training)
        compiled.train(training)
        torch.manual_seed(6)
        expected = compiled.model(*inputs)
        torch.manual_seed(6)
        assert torch.equal(model(*inputs), expected)
        torch.manual_seed(6)
        assert torch.equal(compiled.forward(*inputs)[0], expected)
    return source.text


def around(block: Definition, body: list[Instance], *links: str) -> Project:
    """A classifier with uses of one block; ``scores`` is its last layer."""
    project = Project()
    ends = ["scores > result", "scores > loss.x", "label > loss.target"]
    edits = [AddBlock(block), *map(AddNode, [*body, *HEAD]), *(AddLink(wire(text)) for text in [*links, *ends])]
    apply_all(project, edits)
    return project


def scores() -> Instance:
    return place("scores", "Linear", out_features=3)


def test_an_output_of_a_block_that_nothing_takes() -> None:
    """The block computes it all the same, so what trains holds its weights, and an exported file finds them."""
    inside = [
        place("entry", "BlockInput"),
        place("one", "Linear", out_features=5),
        place("other", "Linear", out_features=4),
        place("noise", "Dropout"),
        place("first", "BlockOutput"),
        place("second", "BlockOutput"),
    ]
    pair = defined("Pair", inside, ["entry > other", "other > noise", "noise > second", "entry > one", "one > first"])
    body = [place("x", "Input", shape=[6]), place("pair", pair.use()), scores()]
    text = agrees(around(pair, body, "x > pair.entry", "pair.first > scores"), torch.randn(7, 6))
    assert "self.other = nn.Linear(6, 4)" in text


def test_random_numbers_are_drawn_in_the_order_of_the_source() -> None:
    """A layer behind the block in the document, but before it in the data, draws before the whole block does."""
    inside = [
        place("left", "BlockInput"),
        place("right", "BlockInput"),
        place("noise", "Dropout"),
        place("add", "Add"),
        place("sum", "BlockOutput"),
    ]
    pair = defined("Pair", inside, ["left > noise", "noise > add.x.0", "right > add.x.1", "add > sum"])
    body = [place("x", "Input", shape=[6]), place("pair", pair.use()), place("late", "GaussianNoise"), scores()]
    links = ("x > pair.left", "x > late", "late > pair.right", "pair.sum > scores")
    agrees(around(pair, body, *links), torch.randn(7, 6))


def test_a_branch_inside_a_block_that_leads_nowhere() -> None:
    """It is no part of the class, and its sizes are no parameters of the constructor."""
    inside = [place("entry", "BlockInput"), place("dead", "LayerNorm"), place("act", "Tanh"), place("y", "BlockOutput")]
    block = defined("Pair", inside, ["entry > dead", "entry > act", "act > y"])
    wide = place("wide", "Linear", out_features=9)
    body = [place("x", "Input", shape=[6]), place("one", block.use()), wide, place("two", block.use()), scores()]
    links = ("x > one.entry", "one > wide", "wide > two.entry", "two > scores")
    text = agrees(around(block, body, *links), torch.randn(7, 6))
    assert "LayerNorm" not in text and "self.one = Pair()" in text


def test_an_output_that_is_an_input() -> None:
    """Nothing is computed for it: what only the loss needs stays out of the source."""
    project = draw(
        ("x", "Input", {"shape": [6]}),
        ("linear", "Linear", {"out_features": 3}),
        ("output", "Output", {}),
        ("label", "Target", {"classes": 3}),
        ("loss", "CrossEntropyLoss", {}),
        links="x > linear, x > output, linear > loss, label > loss.target",
    )
    text = source_of(infer(project)).text
    assert "nn.Linear" not in text
    assert "        return x\n" in text


def test_every_short_name_for_a_variable_is_taken() -> None:
    names = ("x", "h", "z", "chained", "chained_")
    nodes = [(name, "Tanh", {}) for name in names]
    project = draw(
        ("image", "Input", {"shape": [6]}),
        *nodes,
        ("scores", "Linear", {"out_features": 3}),
        ("output", "Output", {}),
        ("label", "Target", {"classes": 3}),
        ("loss", "CrossEntropyLoss", {}),
        links="image > x, x > h, h > z, z > chained, chained > chained_, chained_ > scores, scores > output,"
        "scores > loss, label > loss.target",
    )
    agrees(project, torch.randn(7, 6))
