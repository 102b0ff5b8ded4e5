"""DenseNet (Huang, Liu, van der Maaten and Weinberger 2017, arXiv:1608.06993)."""

from __future__ import annotations

from app.graph.project import Project
from app.graph.recipe import Recipe
from app.zoo.densenet import dense_layer, transition_block
from app.zoo.laptop.common import DIGITS, image, says_class
from app.zoo.sketch import Network, layer


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
    dense = dense_layer()
    scores = net.chain(
        image(net),
        stem=layer("Conv2d", init="kaiming_normal", out_channels=16, kernel_size=3, padding=1, bias=False),
        dense_1=dense(growth=8, repeat=4),
        transition=transition_block()(channels=24),
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
