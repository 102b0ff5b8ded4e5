"""Densely connected networks (Huang, Liu, van der Maaten and Weinberger 2016, arXiv:1608.06993)."""

from __future__ import annotations

from collections.abc import Sequence

from app.graph.project import Project
from app.graph.recipe import Recipe
from app.zoo.heads import judged, picture, pictures
from app.zoo.sketch import BlockSketch, Formula, Layer, Network, formula, integer, layer, scaled


def densenet121(
    width: float = 1, side: int = 224, classes: int = 1000, depths: Sequence[int] = (6, 12, 24, 16)
) -> Project:
    """DenseNet-BC with a growth rate of 32."""
    net = Network(
        "DenseNet-121",
        """Every layer sees the feature maps of all layers before it and adds 32 of its own, so features are used again
        and not learned again, and ResNet-50's accuracy takes a third of its weights. Four dense blocks of 6, 12, 24 and
        16 layers; transitions halve width and size. Huang, Liu, van der Maaten and Weinberger, Densely Connected
        Convolutional Networks (CVPR 2017), with the paper's ImageNet recipe.""",
    )
    growth = scaled(32, width)
    dense, transition = dense_layer(), transition_block()
    channels = 2 * growth
    middle: dict[str, Layer] = {}
    for place, depth in enumerate(depths, 1):
        middle[f"denseblock{place}"] = dense(growth=growth, repeat=depth)
        channels += depth * growth
        if place < len(depths):
            channels //= 2
            middle[f"transition{place}"] = transition(channels=channels)
    x = net.chain(
        picture(net, side),
        conv0=_conv(2 * growth, 7, stride=2),
        norm0=layer("BatchNorm2d"),
        relu0=layer("ReLU"),
        pool0=layer("MaxPool2d", kernel_size=3, stride=2, padding=1),
        **middle,
        norm5=layer("BatchNorm2d"),
        relu5=layer("ReLU"),
        avgpool=layer("GlobalAvgPool2d"),
        classifier=layer("Linear", out_features=classes),
    )
    judged(net, x, classes)
    training = Recipe(
        epochs=90,
        batch_size=256,
        optimizer="SGD",
        lr=0.1,
        momentum=0.9,
        nesterov=True,
        weight_decay=1e-4,
        schedule="step",
        step_epochs=30,
        gamma=0.1,
    )
    return net.project(training, pictures(side))


def dense_layer() -> BlockSketch:
    """What every dense block repeats: a bottleneck, then ``growth`` new feature maps beside all the old ones."""
    growth = integer("growth", 32, "feature maps that the layer adds")
    block = BlockSketch("DenseLayer", "A few new feature maps, put beside all the old ones.", growth)
    x = block.entry("x")
    new = block.chain(
        x,
        norm1=layer("BatchNorm2d"),
        relu1=layer("ReLU"),
        conv1=_conv(formula("growth * 4"), 1),
        norm2=layer("BatchNorm2d"),
        relu2=layer("ReLU"),
        conv2=_conv(formula("growth"), 3),
    )
    block.exit("y", block.put("concat", layer("Concatenate"), x, new))
    return block


def transition_block() -> BlockSketch:
    """What stands between two dense blocks."""
    channels = integer("channels", 128, "half of those that enter")
    block = BlockSketch("Transition", "Half the channels, half the height and width.", channels)
    x = block.chain(
        block.entry("x"),
        norm=layer("BatchNorm2d"),
        relu=layer("ReLU"),
        conv=_conv(formula("channels"), 1),
        pool=layer("AvgPool2d", kernel_size=2),
    )
    block.exit("y", x)
    return block


def _conv(channels: int | Formula, size: int, stride: int = 1) -> Layer:
    return layer(
        "Conv2d",
        init="kaiming_normal",
        out_channels=channels,
        kernel_size=size,
        stride=stride,
        padding=size // 2,
        bias=False,
    )
