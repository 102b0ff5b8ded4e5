"""MobileNetV2 for digits (Sandler et al. 2018, arXiv:1801.04381)."""

from __future__ import annotations

from app.graph.project import Project
from app.graph.recipe import Recipe
from app.zoo.laptop.common import DIGITS, image, says_class
from app.zoo.mobilenet import bottleneck, conv_norm, inverted_residual
from app.zoo.sketch import Network, layer


def digits_mobilenet() -> Project:
    """Two scales of inverted residuals, the blocks of the full-size network."""
    net = Network(
        "Digits MobileNetV2",
        """The blocks that made networks fit into phones: widen six times, filter every channel by itself, narrow
        again without an activation, and let the shortcut join the narrow ends. Sandler, Howard, Zhu, Zhmoginov and
        Chen, MobileNetV2 (CVPR 2018), with its RMSprop and decay: 99 % of the held-out digits with 20,466
        parameters. Look into InvertedResidual, where the links say how wide it is, and try a Conv2d in place of the
        DepthwiseConv2d: how many parameters does filtering channel by channel save?""",
    )
    plain, changing = inverted_residual(), bottleneck()
    scores = net.chain(
        image(net),
        stem=conv_norm()(channels=8, kernel_size=3, stride=1),
        stage_1=plain(channels=8, repeat=2),
        halve=changing(channels=8, out_channels=16, stride=2),
        stage_2=plain(channels=16, repeat=3),
        head=conv_norm()(channels=96, kernel_size=1, stride=1),
        average=layer("GlobalAvgPool2d"),
        dropout=layer("Dropout", p=0.2),
        scores=layer("Linear", out_features=10),
    )
    says_class(net, scores)
    training = Recipe(
        epochs=25,
        batch_size=32,
        optimizer="RMSprop",
        lr=0.002,
        momentum=0.9,
        alpha=0.9,
        eps=1e-3,
        weight_decay=4e-5,
        schedule="exponential",
        gamma=0.85,
    )
    return net.project(training, DIGITS)
