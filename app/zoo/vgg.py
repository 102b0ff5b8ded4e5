"""VGG (Simonyan and Zisserman 2014, arXiv:1409.1556), configuration D."""

from __future__ import annotations

from app.graph.project import Project
from app.graph.recipe import Recipe
from app.zoo.heads import judged, picture, pictures
from app.zoo.sketch import BlockSketch, Network, formula, integer, layer, scaled


def vgg16(width: float = 1, side: int = 224, classes: int = 1000) -> Project:
    """Thirteen 3×3 convolutions in five stages, three dense layers."""
    net = Network(
        "VGG-16",
        """Depth from the simplest of parts: nothing but 3×3 convolutions in five stages, each stage twice as wide and
        half as large as the one before. Two such convolutions see 5×5 pixels with fewer weights than one of 5×5;
        most of the 138 million weights are in the first dense layer. Simonyan and Zisserman, Very Deep Convolutional
        Networks for Large-Scale Image Recognition (ICLR 2015), configuration D, with the paper's recipe.""",
    )
    stage = _stage()
    hidden = scaled(4096, width)
    stages = {
        f"stage{place}": stage(channels=scaled(channels, width), depth=depth)
        for place, (channels, depth) in enumerate(((64, 2), (128, 2), (256, 3), (512, 3), (512, 3)), 1)
    }
    x = net.chain(
        picture(net, side),
        **stages,
        avgpool=layer("AdaptiveAvgPool2d", output_size=side // 32),
        flatten=layer("Flatten"),
        fc6=layer("Linear", out_features=hidden),
        relu6=layer("ReLU"),
        drop6=layer("Dropout", p=0.5),
        fc7=layer("Linear", out_features=hidden),
        relu7=layer("ReLU"),
        drop7=layer("Dropout", p=0.5),
        fc8=layer("Linear", out_features=classes),
    )
    judged(net, x, classes)
    training = Recipe(
        epochs=74,
        batch_size=256,
        optimizer="SGD",
        lr=0.01,
        momentum=0.9,
        weight_decay=5e-4,
        schedule="step",
        step_epochs=25,
        gamma=0.1,
    )
    return net.project(training, pictures(side))


def _stage() -> BlockSketch:
    channels = integer("channels", 64, "filters of every convolution")
    unit = BlockSketch("ConvReLU", "A 3×3 convolution that keeps the size, and its activation.", channels)
    x = unit.chain(
        unit.entry("x"),
        conv=layer("Conv2d", init="kaiming_normal", out_channels=formula("channels"), padding=1),
        relu=layer("ReLU"),
    )
    unit.exit("y", x)
    depth = integer("depth", 2, "number of convolutions")
    stage = BlockSketch("Stage", "Convolutions of one width, then half the height and width.", channels, depth)
    x = stage.chain(
        stage.entry("x"),
        convs=unit(channels=formula("channels"), repeat=formula("depth")),
        pool=layer("MaxPool2d", kernel_size=2),
    )
    stage.exit("y", x)
    return stage
