"""A small U-Net (Ronneberger, Fischer and Brox 2015, arXiv:1505.04597)."""

from __future__ import annotations

from app.graph.data_choice import DataChoice, Scalar
from app.graph.project import Project
from app.graph.recipe import Recipe
from app.zoo.sketch import BlockSketch, Network, Wire, formula, integer, layer

CELLS = {
    "picture": (0, 0),
    **{f"down_{level}": (1, level - 1) for level in (1, 2, 3)},
    **{f"up_{level}": (2.5, level - 1) for level in (2, 1)},
    **{"scores": (3.5, 0), "output": (4.5, 0), "mask": (3.5, 1), "loss": (4.5, 1)},
}
"""Column and row of every node: the U, a scale a row."""

CHANNELS = integer("channels", 16, "filters of both convolutions")


def scenes_unet() -> Project:
    """Three scales; eleven classes for every pixel."""
    net = Network(
        "U-Net, which digit is where",
        """Says for every pixel which digit it is part of, if any: two scans lie somewhere in a noisy picture, and
        the held-out pictures hold scans that were never seen. One path down gathers what is there, one path up says
        where, and at every scale a skip carries the fine detail across. Ronneberger, Fischer and Brox, U-Net
        (MICCAI 2015), with padding and batch normalization as used since: 97 % of the pixels, of which 87 % are
        background. Look into Up, delete the link from skip to concat, and compare the outlines.""",
    )
    double, down, up = _double(), _down(), _up()
    picture = net.put("picture", layer("Input", shape=(1, 20, 20)))
    first = net.put("down_1", double(channels=16), picture)
    second = net.put("down_2", down(channels=32), first)
    third = net.put("down_3", down(channels=64), second)
    x = net.put("up_2", up(channels=32), second, third)
    x = net.put("up_1", up(channels=16), first, x)
    scores = net.put("scores", layer("Conv2d", out_channels=11, kernel_size=1), x)
    net.put("output", layer("Output"), scores)
    mask = net.put("mask", layer("Target", classes=11, shape=(20, 20), field="mask"))
    net.put("loss", layer("CrossEntropyLoss"), scores, mask)
    training = Recipe(epochs=14, batch_size=16, optimizer="AdamW", lr=5e-3, weight_decay=0.01, schedule="one-cycle")
    options: dict[str, Scalar | list[Scalar]] = {"samples": 1500, "arrangement": "on a canvas", "noise": 0.2}
    data = DataChoice(source="digit-pairs", options=options, split="group", validation=0.2)
    return net.project(training, data, CELLS)


def _double() -> BlockSketch:
    block = BlockSketch("DoubleConv", "Two 3×3 convolutions.", CHANNELS)
    block.exit("y", _convs(block, block.entry("x")))
    return block


def _down() -> BlockSketch:
    block = BlockSketch("Down", "Half the size, then two 3×3 convolutions.", CHANNELS)
    block.exit("y", _convs(block, block.put("pool", layer("MaxPool2d", kernel_size=2), block.entry("x"))))
    return block


def _up() -> BlockSketch:
    block = BlockSketch("Up", "Twice the size, the skip beside it, two convolutions.", CHANNELS)
    skip, x = block.entry("skip"), block.entry("x")
    x = block.put("upconv", layer("ConvTranspose2d", out_channels=formula("channels"), kernel_size=2, stride=2), x)
    block.exit("y", _convs(block, block.put("concat", layer("Concatenate"), skip, x)))
    return block


def _convs(block: BlockSketch, x: Wire) -> Wire:
    for number in (1, 2):
        x = block.put(
            f"conv{number}",
            layer(
                "Conv2d",
                init="kaiming_normal",
                out_channels=formula("channels"),
                kernel_size=3,
                padding=1,
                bias=False,
            ),
            x,
        )
        x = block.chain(x, **{f"norm{number}": layer("BatchNorm2d"), f"relu{number}": layer("ReLU")})
    return x
