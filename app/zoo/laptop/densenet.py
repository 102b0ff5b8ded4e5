"""DenseNet (Huang, Liu, van der Maaten and Weinberger 2017, arXiv:1608.06993)."""

from __future__ import annotations

from app.graph.project import Project
from app.graph.recipe import Recipe
from app.zoo.laptop.common import DIGITS, image, says_class
from app.zoo.sketch import BlockSketch, Layer, Network, formula, integer, layer


def digits_densenet() -> Project:
    """Two dense blocks of four layers each, with bottlenecks and compression."""
    net = Network(
        "Digits DenseNet",
        """Every layer sees the results of all layers before it, because each appends its few channels to what came:
        nothing is learned twice, and gradients reach every layer directly. Huang, Liu, van der Maaten and
        Weinberger, Densely Connected Convolutional Networks (CVPR 2017), with bottlenecks, compression and the
        paper's SGD: 99 % of the held-out digits with 29,722 parameters. Look into a block, then try growth 2
        instead of 8 in both: a layer that can read everything before it may be narrow, 98 %.""",
    )
    dense = _dense_layer()
    scores = net.chain(
        image(net),
        stem=_conv(16, 3),
        dense_1=dense(growth=8, repeat=4),
        transition=_transition()(channels=24),
        dense_2=dense(growth=8, repeat=4),
        norm=layer("BatchNorm2d"),
        relu=layer("ReLU"),
        average=layer("GlobalAvgPool2d"),
        scores=layer("Linear", out_features=10),
    )
    says_class(net, scores)
    training = Recipe(
        epochs=20,
        batch_size=64,
        optimizer="SGD",
        lr=0.1,
        momentum=0.9,
        nesterov=True,
        weight_decay=1e-4,
        schedule="step",
        step_epochs=8,
    )
    return net.project(training, DIGITS)


def _dense_layer() -> BlockSketch:
    block = BlockSketch(
        "DenseLayer",
        "Finds a few new channels in all that came, and appends them.",
        integer("growth", 8, "channels that a layer adds"),
    )
    x = block.entry("x")
    found = block.chain(
        x,
        norm1=layer("BatchNorm2d"),
        relu1=layer("ReLU"),
        conv1=_conv(formula("growth * 4"), 1),
        norm2=layer("BatchNorm2d"),
        relu2=layer("ReLU"),
        conv2=_conv(formula("growth"), 3),
    )
    block.exit("y", block.put("concat", layer("Concatenate"), x, found))
    return block


def _transition() -> BlockSketch:
    block = BlockSketch("Transition", "Fewer channels, half the size.", integer("channels", 24, "channels that go on"))
    x = block.chain(
        block.entry("x"),
        norm=layer("BatchNorm2d"),
        relu=layer("ReLU"),
        conv=_conv(formula("channels"), 1),
        pool=layer("AvgPool2d", kernel_size=2),
    )
    block.exit("y", x)
    return block


def _conv(channels: object, size: int) -> Layer:
    return layer(
        "Conv2d", init="kaiming_normal", out_channels=channels, kernel_size=size, padding=size // 2, bias=False
    )
