"""Fourier features (Tancik et al. 2020, arXiv:2006.10739)."""

from __future__ import annotations

from app.graph.data_choice import DataChoice, Scalar
from app.graph.project import Project
from app.graph.recipe import Recipe
from app.zoo.laptop.common import says_class
from app.zoo.sketch import Network, layer


def spirals_fourier() -> Project:
    """Sines and cosines of the point, then a small network."""
    net = Network(
        "Spirals, Fourier features",
        """A point as sines and cosines of random waves through it: a plain network learns smooth things first and
        fine detail hardly at all, this one learns both. Tancik et al., Fourier Features Let Networks Learn High
        Frequency Functions in Low Dimensional Domains (2020). Three spirals of two and a half turns, one hidden
        layer, 99 % of the held-out points. The scale of the waves decides. Try 0.1, too slow for the windings: 72
        %. Then 5: all of the training points and 56 % of the others.""",
    )
    x = net.put("point", layer("Input", shape=(2,)))
    scores = net.chain(
        x,
        waves=layer("FourierFeatures", mapping_size=64, scale=0.6),
        linear_1=layer("Linear", out_features=64),
        relu_1=layer("ReLU"),
        linear_2=layer("Linear", out_features=3),
    )
    says_class(net, scores, 3, "arm")
    training = Recipe(epochs=40, batch_size=64, optimizer="Adam", lr=3e-3, schedule="cosine")
    options: dict[str, Scalar | list[Scalar]] = {"samples": 1500, "arms": 3, "turns": 2.5, "noise": 0.02}
    return net.project(training, DataChoice(source="spirals", options=options, validation=0.3))
