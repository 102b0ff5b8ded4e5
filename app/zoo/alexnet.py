"""AlexNet (Krizhevsky, Sutskever and Hinton 2012; in one stream as in Krizhevsky 2014, arXiv:1404.5997)."""

from __future__ import annotations

from app.graph.project import Project
from app.graph.recipe import Recipe
from app.zoo.heads import judged, picture, pictures
from app.zoo.sketch import Layer, Network, layer, scaled


def alexnet(width: float = 1, side: int = 224, classes: int = 1000) -> Project:
    """Five convolutions and three dense layers; torchvision's widths."""
    net = Network(
        "AlexNet",
        """The network that won ImageNet 2012 by ten percent and began the era of deep learning: five convolutions with
        ReLU, three overlapping max-poolings, three dense layers with dropout. Krizhevsky, Sutskever and Hinton,
        ImageNet Classification with Deep Convolutional Neural Networks (NIPS 2012), in the one-stream form of 2014
        that torchvision has, with the paper's recipe.""",
    )
    features = [scaled(channels, width) for channels in (64, 192, 384, 256, 256)]
    hidden = scaled(4096, width)
    x = net.chain(
        picture(net, side),
        conv1=layer("Conv2d", out_channels=features[0], kernel_size=11, stride=4, padding=2),
        relu1=layer("ReLU"),
        pool1=_pool(),
        conv2=layer("Conv2d", out_channels=features[1], kernel_size=5, padding=2),
        relu2=layer("ReLU"),
        pool2=_pool(),
        conv3=layer("Conv2d", out_channels=features[2], padding=1),
        relu3=layer("ReLU"),
        conv4=layer("Conv2d", out_channels=features[3], padding=1),
        relu4=layer("ReLU"),
        conv5=layer("Conv2d", out_channels=features[4], padding=1),
        relu5=layer("ReLU"),
        pool5=_pool(),
        avgpool=layer("AdaptiveAvgPool2d", output_size=side // 32 - 1),
        flatten=layer("Flatten"),
        drop6=layer("Dropout", p=0.5),
        fc6=layer("Linear", out_features=hidden),
        relu6=layer("ReLU"),
        drop7=layer("Dropout", p=0.5),
        fc7=layer("Linear", out_features=hidden),
        relu7=layer("ReLU"),
        fc8=layer("Linear", out_features=classes),
    )
    judged(net, x, classes)
    training = Recipe(
        epochs=90,
        batch_size=128,
        optimizer="SGD",
        lr=0.01,
        momentum=0.9,
        weight_decay=5e-4,
        schedule="step",
        step_epochs=30,
        gamma=0.1,
    )
    return net.project(training, pictures(side))


def _pool() -> Layer:
    """Windows that overlap: 3×3 every second pixel."""
    return layer("MaxPool2d", kernel_size=3, stride=2)
