"""Residual networks (He, Zhang, Ren and Sun 2015, arXiv:1512.03385), as torchvision builds them."""

from __future__ import annotations

from collections.abc import Sequence

from app.graph.project import Project
from app.graph.recipe import Recipe
from app.zoo.heads import judged, picture, pictures
from app.zoo.sketch import BlockSketch, Formula, Layer, Network, Wire, formula, integer, layer, scaled

PLANES = integer("planes", 64, "channels of the 3×3 convolutions")
STRIDE = integer("stride", 2, "2 halves height and width")
DEPTH = integer("depth", 2, "how many residual blocks")


def resnet18(width: float = 1, side: int = 224, classes: int = 1000) -> Project:
    """Two basic blocks a stage."""
    net = Network(
        "ResNet-18",
        """The network that made depth trainable: every block learns only what to add to its input, so signal and
        gradient have a straight way through. Four stages of two basic blocks, from 64 to 512 channels. He, Zhang, Ren
        and Sun, Deep Residual Learning for Image Recognition (CVPR 2016), with the paper's ImageNet recipe.""",
    )
    plain = _basic("BasicBlock", "Two 3×3 convolutions learn what is added to x.", projected=False)
    projected = _basic("BasicBlockDown", "A basic block that changes the width; its shortcut does, too.", True)
    stage = _stage(plain, projected)
    planes = [scaled(channels, width) for channels in (64, 128, 256, 512)]
    layers = [plain(planes=planes[0], repeat=2), *(stage(planes=each, stride=2, depth=2) for each in planes[1:])]
    return _network(net, planes[0], layers, side, classes)


def resnet50(width: float = 1, side: int = 224, classes: int = 1000, depths: Sequence[int] = (3, 4, 6, 3)) -> Project:
    """Bottleneck blocks, the stride in their 3×3 convolution (torchvision's; the paper has it in the 1×1)."""
    net = Network(
        "ResNet-50",
        """The standard backbone of computer vision: sixteen bottleneck blocks, each a 1×1 convolution that narrows, a
        3×3 that sees, a 1×1 that widens by four, and a shortcut around all three. He, Zhang, Ren and Sun, Deep
        Residual Learning for Image Recognition (CVPR 2016); the stride stands in the 3×3, as in torchvision.""",
    )
    plain = _bottleneck("Bottleneck", "1×1 narrows, 3×3 sees, 1×1 widens by four; x is added.", False)
    projected = _bottleneck("BottleneckDown", "A bottleneck that changes the width; its shortcut does, too.", True)
    stage = _stage(plain, projected)
    planes = [scaled(channels, width) for channels in (64, 128, 256, 512)]
    strides = (1, 2, 2, 2)
    layers = [
        stage(planes=each, stride=stride, depth=depth)
        for each, stride, depth in zip(planes, strides, depths, strict=True)
    ]
    return _network(net, planes[0], layers, side, classes)


def _network(net: Network, planes: int, layers: Sequence[Layer], side: int, classes: int) -> Project:
    x = net.chain(
        picture(net, side),
        conv1=_conv(planes, 7, stride=2),
        bn1=layer("BatchNorm2d"),
        relu=layer("ReLU"),
        maxpool=layer("MaxPool2d", kernel_size=3, stride=2, padding=1),
        **{f"layer{number}": each for number, each in enumerate(layers, 1)},
        avgpool=layer("GlobalAvgPool2d"),
        fc=layer("Linear", out_features=classes),
    )
    judged(net, x, classes)
    training = Recipe(
        epochs=90,
        batch_size=256,
        optimizer="SGD",
        lr=0.1,
        momentum=0.9,
        weight_decay=1e-4,
        schedule="step",
        step_epochs=30,
        gamma=0.1,
    )
    return net.project(training, pictures(side))


def _basic(name: str, note: str, projected: bool) -> BlockSketch:
    block = BlockSketch(name, note, PLANES, *([STRIDE] if projected else []))
    x = block.entry("x")
    y = block.chain(
        x,
        conv1=_conv(formula("planes"), 3, stride=formula("stride") if projected else 1),
        bn1=layer("BatchNorm2d"),
        relu1=layer("ReLU"),
        conv2=_conv(formula("planes"), 3),
        bn2=layer("BatchNorm2d"),
    )
    return _closed(block, x, y, "planes" if projected else "")


def _bottleneck(name: str, note: str, projected: bool) -> BlockSketch:
    block = BlockSketch(name, note, PLANES, *([STRIDE] if projected else []))
    x = block.entry("x")
    y = block.chain(
        x,
        conv1=_conv(formula("planes"), 1),
        bn1=layer("BatchNorm2d"),
        relu1=layer("ReLU"),
        conv2=_conv(formula("planes"), 3, stride=formula("stride") if projected else 1),
        bn2=layer("BatchNorm2d"),
        relu2=layer("ReLU"),
        conv3=_conv(formula("planes * 4"), 1),
        bn3=layer("BatchNorm2d"),
    )
    return _closed(block, x, y, "planes * 4" if projected else "")


def _closed(block: BlockSketch, x: Wire, y: Wire, projection: str) -> BlockSketch:
    """Add the shortcut: x itself, or where width or size change, a 1×1 convolution of it."""
    if projection:
        shortcut = _conv(formula(projection), 1, stride=formula("stride"))
        x = block.chain(x, downsample=shortcut, downsample_bn=layer("BatchNorm2d"))
    total = block.put("add", layer("Add"), y, x)
    block.exit("y", block.put("relu", layer("ReLU"), total))
    return block


def _stage(plain: BlockSketch, projected: BlockSketch) -> BlockSketch:
    stage = BlockSketch(
        "Stage", "A block that changes width and size, then some that keep them.", PLANES, STRIDE, DEPTH
    )
    x = stage.chain(
        stage.entry("x"),
        first=projected(planes=formula("planes"), stride=formula("stride")),
        rest=plain(planes=formula("planes"), repeat=formula("depth - 1")),
    )
    stage.exit("y", x)
    return stage


def _conv(channels: int | Formula, size: int, stride: int | Formula = 1) -> Layer:
    """Without a bias, which the batch normalization behind it would take away; it keeps the size at stride 1."""
    return layer(
        "Conv2d",
        init="kaiming_normal",
        out_channels=channels,
        kernel_size=size,
        stride=stride,
        padding=size // 2,
        bias=False,
    )
