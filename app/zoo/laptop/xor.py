"""The exclusive or (Rumelhart, Hinton and Williams 1986)."""

from __future__ import annotations

from app.graph.data_choice import DataChoice
from app.graph.project import Project
from app.graph.recipe import Recipe
from app.zoo.laptop.common import says_class
from app.zoo.sketch import Network, layer


def xor_mlp() -> Project:
    """Four hidden units learn what no straight line can say."""
    net = Network(
        "XOR, back-propagation",
        """The question that stopped the perceptron (Minsky and Papert 1969): is exactly one of two numbers
        positive? No straight line answers it; a hidden layer does, once errors are sent back through it. Rumelhart,
        Hinton and Williams, Learning representations by back-propagating errors (1986), with their momentum. Four
        tanh units get 97 % of the held-out points right; what is left lies along the axes. Try two units: one bend
        too few, about 85 %. Or delete the Tanh: no better than a coin.""",
    )
    x = net.put("point", layer("Input", shape=(2,)))
    scores = net.chain(
        x,
        hidden=layer("Linear", out_features=4),
        tanh=layer("Tanh"),
        scores=layer("Linear", out_features=2),
    )
    says_class(net, scores, 2, "which")
    training = Recipe(epochs=100, batch_size=32, optimizer="SGD", lr=0.1, momentum=0.9, schedule="cosine")
    data = DataChoice(source="xor", options={"samples": 1000, "noise": 0.0}, validation=0.3)
    return net.project(training, data)
