"""MobileNetV2 (Sandler, Howard, Zhu, Zhmoginov and Chen 2018, arXiv:1801.04381), as torchvision builds it."""

from __future__ import annotations

from app.graph.project import Project
from app.graph.recipe import Recipe
from app.zoo.heads import judged, picture, pictures
from app.zoo.sketch import BlockSketch, Formula, Layer, Network, Wire, formula, integer, layer, scaled

STAGES = ((24, 2, 2), (32, 3, 2), (64, 4, 2), (96, 3, 1), (160, 3, 2), (320, 1, 1))
"""Channels, blocks and stride of the stages whose blocks widen six times."""

CHANNELS = integer("channels", 32, "channels that enter")
OUT = integer("out_channels", 32, "channels that leave")
STRIDE = integer("stride", 1, "2 halves height and width")


def mobilenet_v2(width: float = 1, side: int = 224, classes: int = 1000) -> Project:
    """Inverted residuals with linear bottlenecks."""
    net = Network(
        "MobileNetV2",
        """Made for phones: blocks that widen six times, filter every channel by itself, and narrow again without an
        activation; the shortcut joins the narrow ends. ResNet-18's accuracy with a sixth of its multiplications.
        Sandler, Howard, Zhu, Zhmoginov and Chen, MobileNetV2: Inverted Residuals and Linear Bottlenecks (CVPR 2018);
        RMSprop as in the paper, its learning rate scaled to a batch of 96.""",
    )
    plain, changing = inverted_residual(), bottleneck()
    stage = _stage(plain, changing)
    stem, first = scaled(32, width), scaled(16, width)
    middle: dict[str, Layer] = {}
    channels = first
    for place, (wide, depth, stride) in enumerate(STAGES, 2):
        out = scaled(wide, width)
        if depth > 1:
            middle[f"stage{place}"] = stage(channels=channels, out_channels=out, stride=stride, depth=depth)
        else:
            middle[f"stage{place}"] = changing(channels=channels, out_channels=out, stride=stride)
        channels = out
    x = net.chain(
        picture(net, side),
        stem=conv_norm()(channels=stem, kernel_size=3, stride=2),
        stage1=_separable()(channels=first),
        **middle,
        head=conv_norm()(channels=scaled(1280, width), kernel_size=1),
        avgpool=layer("GlobalAvgPool2d"),
        dropout=layer("Dropout", p=0.2),
        classifier=layer("Linear", out_features=classes),
    )
    judged(net, x, classes)
    training = Recipe(
        epochs=300,
        batch_size=96,
        optimizer="RMSprop",
        lr=0.0028,
        momentum=0.9,
        alpha=0.9,
        eps=1.0,
        weight_decay=4e-5,
        schedule="exponential",
        gamma=0.98,
    )
    return net.project(training, pictures(side))


def conv_norm() -> BlockSketch:
    block = BlockSketch(
        "ConvNorm",
        "A convolution, batch normalization, and ReLU cut off at 6.",
        CHANNELS,
        integer("kernel_size", 3, "height and width of a filter"),
        STRIDE,
    )
    x = block.chain(
        block.entry("x"),
        conv=_conv(formula("channels"), formula("kernel_size"), formula("stride"), formula("kernel_size // 2")),
        norm=layer("BatchNorm2d"),
        relu=layer("ReLU6"),
    )
    block.exit("y", x)
    return block


def _separable() -> BlockSketch:
    block = BlockSketch("Separable", "Filters every channel by itself, then mixes the channels.", CHANNELS)
    x = _narrowed(block, block.entry("x"), 1, formula("channels"))
    block.exit("y", x)
    return block


def inverted_residual() -> BlockSketch:
    block = BlockSketch("InvertedResidual", "Widens six times, filters channel by channel, narrows; adds x.", CHANNELS)
    x = block.entry("x")
    y = _narrowed(block, _widened(block, x), 1, formula("channels"))
    block.exit("y", block.put("add", layer("Add"), x, y))
    return block


def bottleneck() -> BlockSketch:
    note = "An inverted residual without shortcut: width or size change."
    block = BlockSketch("InvertedBottleneck", note, CHANNELS, OUT, STRIDE)
    x = _narrowed(block, _widened(block, block.entry("x")), formula("stride"), formula("out_channels"))
    block.exit("y", x)
    return block


def _stage(plain: BlockSketch, changing: BlockSketch) -> BlockSketch:
    depth = integer("depth", 2, "how many blocks")
    note = "A block that changes width or size, then some that keep them."
    stage = BlockSketch("Stage", note, CHANNELS, OUT, STRIDE, depth)
    same = {name: formula(name) for name in ("channels", "out_channels", "stride")}
    x = stage.chain(
        stage.entry("x"),
        first=changing(**same),
        rest=plain(channels=formula("out_channels"), repeat=formula("depth - 1")),
    )
    stage.exit("y", x)
    return stage


def _widened(block: BlockSketch, x: Wire) -> Wire:
    return block.chain(
        x,
        expand=_conv(formula("channels * 6"), 1),
        norm1=layer("BatchNorm2d"),
        relu1=layer("ReLU6"),
    )


def _narrowed(block: BlockSketch, x: Wire, stride: int | Formula, channels: Formula) -> Wire:
    depthwise = layer("DepthwiseConv2d", init="kaiming_normal", kernel_size=3, stride=stride, padding=1, bias=False)
    return block.chain(
        x,
        depthwise=depthwise,
        norm2=layer("BatchNorm2d"),
        relu2=layer("ReLU6"),
        project=_conv(channels, 1),
        norm3=layer("BatchNorm2d"),
    )


def _conv(channels: int | Formula, size: int | Formula, stride: int | Formula = 1, padding: int | Formula = 0) -> Layer:
    return layer(
        "Conv2d",
        init="kaiming_normal",
        out_channels=channels,
        kernel_size=size,
        stride=stride,
        padding=padding,
        bias=False,
    )
