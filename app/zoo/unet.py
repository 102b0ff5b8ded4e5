"""The first U-Net (Ronneberger, Fischer and Brox 2015, arXiv:1505.04597): no padding, no batch normalization."""

from __future__ import annotations

from app.graph.data_choice import DataChoice
from app.graph.project import Project
from app.graph.recipe import Recipe
from app.zoo.heads import picture
from app.zoo.sketch import BlockSketch, Layer, Network, Wire, formula, integer, layer, scaled

CHANNELS = integer("channels", 64, "filters of every convolution")
BORDER = 184
"""Pixels that the convolutions without padding eat of height and width, for a picture that goes through all scales."""

CELLS = {
    "image": (0, 0),
    **{f"down{level}": (1, level - 1) for level in (1, 2, 3, 4, 5)},
    **{f"drop{level}": (2, level - 1) for level in (4, 5)},
    **{f"up{level}": (4, level - 1) for level in (4, 3, 2, 1)},
    **{"head": (5, 0), "logits": (6, 0), "mask": (5, 1), "loss": (6, 1)},
}
"""Column and row of every node: the U, a scale a row."""


def unet(width: float = 1, side: int = 572, classes: int = 2) -> Project:
    """Four scales down, four up; one grey channel in, a class for every pixel of the middle out."""
    net = Network(
        "U-Net",
        """Segments pictures from a few dozen examples: one path down gathers what is seen, one path up says where, and
        at every scale a skip connection carries the fine detail across. Without padding, only pixels with their whole
        surroundings are judged: 388 × 388 of 572 × 572. Ronneberger, Fischer and Brox, U-Net: Convolutional Networks
        for Biomedical Image Segmentation (MICCAI 2015), without its elastic deformations and its map of weights.""",
    )
    double, down, up = _double_conv(), _down(), _up()
    widths = [scaled(64 * 2**level, width) for level in range(5)]
    x = net.put("down1", double(channels=widths[0]), picture(net, side, 1))
    skips = [x]
    for level in (2, 3, 4):
        x = net.put(f"down{level}", down(channels=widths[level - 1]), skips[-1])
        skips.append(x if level < 4 else net.put("drop4", layer("Dropout"), x))
    x = net.chain(skips[-1], down5=down(channels=widths[4]), drop5=layer("Dropout"))
    for level in (4, 3, 2, 1):
        x = net.put(f"up{level}", up(channels=widths[level - 1]), skips[level - 1], x)
    scores = net.put("head", layer("Conv2d", init="kaiming_normal", out_channels=classes, kernel_size=1), x)
    net.put("logits", layer("Output"), scores)
    mask = net.put("mask", layer("Target", classes=classes, shape=(side - BORDER, side - BORDER)))
    net.put("loss", layer("CrossEntropyLoss"), scores, mask)
    training = Recipe(epochs=100, batch_size=1, optimizer="SGD", lr=1e-3, momentum=0.99)
    return net.project(training, DataChoice(source="numpy", options={"path": ""}, split="random"), CELLS)


def _double_conv() -> BlockSketch:
    block = BlockSketch("DoubleConv", "Two 3×3 convolutions without padding.", CHANNELS)
    block.exit("y", _convs(block, block.entry("x")))
    return block


def _down() -> BlockSketch:
    block = BlockSketch("Down", "Half the size, then two 3×3 convolutions without padding.", CHANNELS)
    pooled = block.put("pool", layer("MaxPool2d", kernel_size=2), block.entry("x"))
    block.exit("y", _convs(block, pooled))
    return block


def _up() -> BlockSketch:
    block = BlockSketch("Up", "Twice the size, the skip connection beside it, two convolutions.", CHANNELS)
    skip, x = block.entry("skip"), block.entry("x")
    up = layer("ConvTranspose2d", init="kaiming_normal", out_channels=formula("channels"), kernel_size=2, stride=2)
    x = block.put("upconv", up, x)
    cut = block.put("crop", layer("CropLike2d"), skip, x)
    block.exit("y", _convs(block, block.put("concat", layer("Concatenate"), cut, x)))
    return block


def _convs(block: BlockSketch, x: Wire) -> Wire:
    return block.chain(x, conv1=_conv(), relu1=layer("ReLU"), conv2=_conv(), relu2=layer("ReLU"))


def _conv() -> Layer:
    return layer("Conv2d", init="kaiming_normal", out_channels=formula("channels"))
