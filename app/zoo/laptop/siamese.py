"""A Siamese network (Bromley et al. 1993; Koch, Zemel and Salakhutdinov 2015)."""

from __future__ import annotations

from dataclasses import replace

from app.graph.data_choice import DataChoice, Scalar
from app.graph.project import Project
from app.graph.recipe import Recipe
from app.zoo.sketch import BlockSketch, Network, layer


def pairs_siamese() -> Project:
    """One encoder, used twice; the distance decides."""
    net = Network(
        "Siamese network",
        """Are these two scans the same digit? One encoder reads both, one set of weights on two nodes, so that what
        is alike lands close together. Bromley et al. (1993) compared signatures so; here, as in Koch, Zemel and
        Salakhutdinov (2015), weighted distances of the codes decide. Pairs of scans that were never seen: 96 %
        right, a coin gives 50 %. Look at what was learned without a digit being named, then stop right from sharing
        the weights of left: twice the parameters, and worse.""",
    )
    picture = net.put("picture", layer("Input", shape=(1, 8, 16)))
    halves = net.put("halves", layer("Split", dim=3), picture)
    encoder = _encoder()()
    left = net.put("left", encoder, halves.at("a"))
    right = net.put("right", replace(encoder, shares="left"), halves.at("b"))
    scores = net.chain(
        net.put("subtract", layer("Subtract"), left, right),
        distance=layer("Abs"),
        weighted=layer("Linear", out_features=1),
    )
    net.put("output", layer("Output"), scores)
    same = net.put("same", layer("Target", classes=2, field="same"))
    net.put("loss", layer("BCEWithLogitsLoss"), scores, same)
    training = Recipe(
        epochs=15, batch_size=32, optimizer="Adam", lr=2e-3, weight_decay=1e-4, schedule="exponential", gamma=0.88
    )
    options: dict[str, Scalar | list[Scalar]] = {"samples": 6000, "arrangement": "side by side", "noise": 0.0}
    data = DataChoice(source="digit-pairs", options=options, split="group", validation=0.2)
    return net.project(training, data)


def _encoder() -> BlockSketch:
    block = BlockSketch("Encoder", "A digit as 48 numbers from 0 to 1.")
    x = block.chain(
        block.entry("x"),
        conv1=layer("Conv2d", out_channels=16, kernel_size=3, padding=1),
        relu1=layer("ReLU"),
        conv2=layer("Conv2d", out_channels=32, kernel_size=3, padding=1),
        relu2=layer("ReLU"),
        pool=layer("MaxPool2d", kernel_size=2),
        flatten=layer("Flatten"),
        linear=layer("Linear", out_features=48),
        sigmoid=layer("Sigmoid"),
    )
    block.exit("y", x)
    return block
