"""GoogLeNet (Szegedy et al. 2014, arXiv:1409.4842), with batch normalization as torchvision builds it."""

from __future__ import annotations

from app.graph.project import Project
from app.graph.recipe import Recipe
from app.zoo.heads import judged, picture, pictures
from app.zoo.sketch import BlockSketch, Layer, Network, Wire, formula, integer, layer, scaled

INCEPTIONS = {
    "inception3a": (64, 96, 128, 16, 32, 32),
    "inception3b": (128, 128, 192, 32, 96, 64),
    "inception4a": (192, 96, 208, 16, 48, 64),
    "inception4b": (160, 112, 224, 24, 64, 64),
    "inception4c": (128, 128, 256, 24, 64, 64),
    "inception4d": (112, 144, 288, 32, 64, 64),
    "inception4e": (256, 160, 320, 32, 128, 128),
    "inception5a": (256, 160, 320, 32, 128, 128),
    "inception5b": (384, 192, 384, 48, 128, 128),
}
"""Channels: 1×1, 3×3 reduced, 3×3, 5×5 reduced, 5×5, pooling."""

WIDTHS = ("ch1x1", "ch3x3red", "ch3x3", "ch5x5red", "ch5x5", "pool_proj")


def googlenet(width: float = 1, side: int = 224, classes: int = 1000) -> Project:
    """Nine Inception blocks and two helper heads, whose losses count 0.3 each and which the exported model lacks."""
    net = Network(
        "GoogLeNet",
        """Nine Inception blocks look at every place at several scales at once and put the answers side by side; cheap
        1×1 convolutions narrow before the expensive ones. Two helper heads in the middle give the early layers a
        gradient of their own; they vanish from the exported model. Szegedy et al., Going Deeper with Convolutions
        (CVPR 2015), with batch normalization and 3×3 in place of 5×5 as in torchvision.""",
    )
    unit = _unit()
    inception, helper = _inception(unit), _helper(unit)
    conv1, conv2, conv3 = (scaled(channels, width) for channels in (64, 64, 192))

    def block(name: str) -> dict[str, Layer]:
        widths = (scaled(channels, width) for channels in INCEPTIONS[name])
        return {name: inception(**dict(zip(WIDTHS, widths, strict=True)))}

    x = net.chain(
        picture(net, side),
        conv1=unit(channels=conv1, kernel_size=7, stride=2, padding=3),
        maxpool1=_pool(3, 2),
        conv2=unit(channels=conv2),
        conv3=unit(channels=conv3, kernel_size=3, padding=1),
        maxpool2=_pool(3, 2),
        **block("inception3a"),
        **block("inception3b"),
        maxpool3=_pool(3, 2),
        **block("inception4a"),
    )
    middle = net.chain(x, **block("inception4b"), **block("inception4c"), **block("inception4d"))
    last = net.chain(
        middle,
        **block("inception4e"),
        maxpool4=_pool(2, 2),
        **block("inception5a"),
        **block("inception5b"),
    )
    aux = helper(channels=scaled(128, width), features=scaled(1024, width), classes=classes)
    helped = [net.put("aux1", aux, x), net.put("aux2", aux, middle)]
    scores = net.chain(
        last,
        avgpool=layer("GlobalAvgPool2d"),
        dropout=layer("Dropout", p=0.2),
        fc=layer("Linear", out_features=classes),
    )
    label = judged(net, scores, classes)
    for place, answer in enumerate(helped, 1):
        net.put(f"loss{place}", layer("CrossEntropyLoss", weight=0.3), answer, label)
    training = Recipe(
        epochs=90,
        batch_size=256,
        optimizer="SGD",
        lr=0.05,
        momentum=0.9,
        weight_decay=1e-4,
        schedule="step",
        step_epochs=8,
        gamma=0.5,
    )
    return net.project(training, pictures(side))


def _unit() -> BlockSketch:
    block = BlockSketch(
        "BasicConv2d",
        "A convolution, batch normalization and ReLU.",
        integer("channels", 64, "number of filters"),
        integer("kernel_size", 1, "height and width of a filter"),
        integer("stride", 1, "distance from one position to the next"),
        integer("padding", 0, "zeros around the picture"),
    )
    conv = layer(
        "Conv2d",
        init="kaiming_normal",
        out_channels=formula("channels"),
        kernel_size=formula("kernel_size"),
        stride=formula("stride"),
        padding=formula("padding"),
        bias=False,
    )
    x = block.chain(block.entry("x"), conv=conv, bn=layer("BatchNorm2d", eps=0.001), relu=layer("ReLU"))
    block.exit("y", x)
    return block


def _inception(unit: BlockSketch) -> BlockSketch:
    helps = ("1×1 branch", "3×3 branch before it", "3×3 branch", "5×5 branch before it", "5×5 branch", "pooling branch")
    widths = (
        integer(name, channels, f"channels of the {help}")
        for name, channels, help in zip(WIDTHS, INCEPTIONS["inception3a"], helps, strict=True)
    )
    block = BlockSketch("Inception", "Four views of every place, side by side.", *widths)
    x = block.entry("x")

    def wide(channels: str, size: int = 1) -> Layer:
        return unit(channels=formula(channels), kernel_size=size, padding=size // 2)

    branches: list[Wire] = [
        block.chain(x, branch1=wide("ch1x1")),
        block.chain(x, branch2_0=wide("ch3x3red"), branch2_1=wide("ch3x3", 3)),
        block.chain(x, branch3_0=wide("ch5x5red"), branch3_1=wide("ch5x5", 3)),
        block.chain(x, branch4_0=layer("MaxPool2d", kernel_size=3, stride=1, padding=1), branch4_1=wide("pool_proj")),
    ]
    block.exit("y", block.put("concat", layer("Concatenate"), *branches))
    return block


def _helper(unit: BlockSketch) -> BlockSketch:
    block = BlockSketch(
        "InceptionAux",
        "A small classifier in the middle of the network, for training only.",
        integer("channels", 128, "filters of the 1×1 convolution"),
        integer("features", 1024, "width of the hidden layer"),
        integer("classes", 1000, "number of scores"),
    )
    x = block.chain(
        block.entry("x"),
        avgpool=layer("AdaptiveAvgPool2d", output_size=4),
        conv=unit(channels=formula("channels")),
        flatten=layer("Flatten"),
        fc1=layer("Linear", out_features=formula("features")),
        relu=layer("ReLU"),
        dropout=layer("Dropout", p=0.7),
        fc2=layer("Linear", out_features=formula("classes")),
    )
    block.exit("y", x)
    return block


def _pool(size: int, stride: int) -> Layer:
    return layer("MaxPool2d", kernel_size=size, stride=stride, ceil_mode=True)
