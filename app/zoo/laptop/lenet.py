"""LeNet-5 (LeCun, Bottou, Bengio and Haffner 1998)."""

from __future__ import annotations

from app.graph.project import Project
from app.graph.recipe import Recipe
from app.zoo.laptop.common import DIGITS, image, says_class
from app.zoo.sketch import Network, layer


def digits_lenet() -> Project:
    """The paper's layers at the paper's widths: 61,706 parameters."""
    net = Network(
        "LeNet-5",
        """The network that read cheques: LeCun, Bottou, Bengio and Haffner, Gradient-Based Learning Applied to
        Document Recognition (1998), layer by layer with its 32 × 32 pixels, tanh, averaging and 61,706 parameters;
        only the partial connections of C3 and the radial output are left out. Twenty passes with a falling learning
        rate, as there: 98 % of the held-out digits. Try what came later: make every Tanh a ReLU and every average a
        MaxPool2d, and compare the two runs.""",
    )
    scores = net.chain(
        image(net),
        enlarge=layer("ResizeTo", size=32),
        C1=layer("Conv2d", out_channels=6, kernel_size=5),
        tanh_1=layer("Tanh"),
        S2=layer("AvgPool2d", kernel_size=2),
        C3=layer("Conv2d", out_channels=16, kernel_size=5),
        tanh_3=layer("Tanh"),
        S4=layer("AvgPool2d", kernel_size=2),
        C5=layer("Conv2d", out_channels=120, kernel_size=5),
        tanh_5=layer("Tanh"),
        flatten=layer("Flatten"),
        F6=layer("Linear", out_features=84),
        tanh_6=layer("Tanh"),
        F7=layer("Linear", out_features=10),
    )
    says_class(net, scores)
    training = Recipe(
        epochs=20, batch_size=32, optimizer="SGD", lr=0.03, momentum=0.9, schedule="step", step_epochs=5, gamma=0.4
    )
    return net.project(training, DIGITS)
