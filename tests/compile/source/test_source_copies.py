"""How the source says several copies of a block, and which texts it takes for the sizes of a layer."""

from __future__ import annotations

from itertools import pairwise

from app.compile.drawing import infer
from app.graph.blocks.block import Argument, Definition
from app.graph.blocks.edits import AddBlock
from app.graph.edits import AddLink, AddNode, apply_all
from app.graph.graph import Instance
from app.graph.project import Project
from tests.compile.source.test_block_source import agrees
from tests.graph.blocky import defined, place, wire

CHANNELS = Argument("channels", "integer", 8)
DEPTH = Argument("depth", "integer", 2)


def unit() -> Definition:
    inside = [place("x", "BlockInput"), place("conv", "Conv2d", {"out_channels": "channels"}, padding=1)]
    return defined("Unit", [*inside, place("y", "BlockOutput")], ["x > conv", "conv > y"], CHANNELS)


def stage(inner: Definition) -> Definition:
    """As many units as one asks for, then a pooling whose window is as large as the smallest number of them."""
    body = place("body", inner.use(), {"repeat": "depth", "arguments.channels": "channels"})
    inside = [place("x", "BlockInput"), body, place("pool", "MaxPool2d", kernel_size=2), place("y", "BlockOutput")]
    return defined("Stage", inside, ["x > body", "body > pool", "pool > y"], CHANNELS, DEPTH)


def growing() -> Definition:
    """Puts four new channels beside those that enter."""
    inside = [place("x", "BlockInput"), place("conv", "Conv2d", out_channels=4, padding=1)]
    inside += [place("cat", "Concatenate"), place("y", "BlockOutput")]
    return defined("Grow", inside, ["x > conv", "x > cat.x.0", "conv > cat.x.1", "cat > y"])


def chained(blocks: list[Definition], uses: list[Instance]) -> Project:
    """A picture through these uses of blocks, then to one loss."""
    project = Project(title="Chained")
    body = [place("picture", "Input", shape=[1, 8, 8]), *uses, place("pool", "GlobalAvgPool2d")]
    body += [place("head", "Linear"), place("scores", "Output"), place("digit", "Target")]
    body += [place("loss", "CrossEntropyLoss")]
    names = ["picture", *(use.name for use in uses), "pool", "head"]
    links = [f"{before} > {after}" for before, after in pairwise(names)]
    links += ["head > scores", "head > loss", "digit > loss.target"]
    edits = [*map(AddBlock, blocks), *map(AddNode, body), *(AddLink(wire(text)) for text in links)]
    apply_all(project, edits)
    return project


def test_uses_with_other_numbers_of_copies_are_one_class() -> None:
    inner = unit()
    outer = stage(inner)
    text = agrees(
        chained([inner, outer], [place("first", outer.use()), place("second", outer.use(channels=12, depth=5))])
    )
    assert text.count("class ") == 3
    assert "*[Unit(in_channels=channels, channels=channels) for _ in range(depth - 1)]" in text
    assert "self.second = Stage(in_channels=8, channels=12, depth=5)" in text


def test_a_number_that_agrees_by_chance_is_no_formula() -> None:
    """The window of the pooling is 2 wherever the stage stands, and two units stand in every stage."""
    inner = unit()
    outer = stage(inner)
    text = agrees(chained([inner, outer], [place("first", outer.use())]))
    assert "nn.MaxPool2d(2)" in text


def test_a_size_that_enters_is_a_width_and_nothing_else() -> None:
    """One channel enters, and the kernel is one pixel wide."""
    conv = place("conv", "Conv2d", {"out_channels": "channels", "kernel_size": "kernel_size"})
    inside = [place("x", "BlockInput"), conv, place("y", "BlockOutput")]
    block = defined("Mix", inside, ["x > conv", "conv > y"], CHANNELS, Argument("kernel_size", "integer", 1))
    text = agrees(chained([block], [place("only", block.use())]))
    assert "nn.Conv2d(1, channels, kernel_size)" in text


def test_arguments_stand_in_the_order_of_the_constructor() -> None:
    """A parameter that only some uses set stands where the constructor has it, not at the end."""
    inside = [place("x", "BlockInput")]
    inside += [place("conv", "Conv2d", {"stride": "stride"}, out_channels=4, padding=1, bias=False)]
    block = defined("Down", [*inside, place("y", "BlockOutput")], ["x > conv", "conv > y"], DEPTH)
    block.arguments = (Argument("stride", "integer", 1),)
    text = agrees(chained([block], [place("first", block.use()), place("second", block.use(stride=2))]))
    assert "nn.Conv2d(in_channels, 4, 3, stride=stride, padding=1, bias=False)" in text


def test_copies_that_grow_by_a_step_are_a_loop() -> None:
    block = growing()
    text = agrees(chained([block], [place("dense", block.use().changed(repeat=5))]))
    assert "*[Grow(in_channels=1 + 4 * i) for i in range(5)]" in text
    two = chained([block], [place("dense", block.use().changed(repeat=2))])
    assert infer(two).problems() == []
    assert "Grow(in_channels=1)," in agrees(two)
