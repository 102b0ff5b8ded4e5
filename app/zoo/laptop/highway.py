"""A highway network (Srivastava, Greff and Schmidhuber 2015, arXiv:1505.00387, 1507.06228)."""

from __future__ import annotations

from app.graph.project import Project
from app.graph.recipe import Recipe
from app.zoo.laptop.common import DIGITS, image, says_class
from app.zoo.sketch import BlockSketch, Network, formula, integer, layer


def digits_highway() -> Project:
    """Thirty gated layers of 32 units."""
    net = Network(
        "Highway network, 30 layers",
        """Every layer has a gate that says, number by number, how much to change and how much to let pass, and
        begins by letting most of it pass: so thirty layers train as easily as three, months before ResNet.
        Srivastava, Greff and Schmidhuber, Training Very Deep Networks (2015), with momentum and a decaying rate: 96
        % of the held-out digits. Look into the block, delete the Gate and join relu to y: plain, a network of that
        depth stays at chance.""",
    )
    scores = net.chain(
        image(net),
        flatten=layer("Flatten"),
        entrance=layer("Linear", out_features=32),
        relu=layer("ReLU"),
        highway=_highway_layer()(features=32, repeat=30),
        scores=layer("Linear", out_features=10),
    )
    says_class(net, scores)
    training = Recipe(
        epochs=30, batch_size=32, optimizer="SGD", lr=0.05, momentum=0.9, schedule="exponential", gamma=0.9
    )
    return net.project(training, DIGITS)


def _highway_layer() -> BlockSketch:
    block = BlockSketch(
        "HighwayLayer",
        "Changes as much of what came as its gate says.",
        integer("features", 32, "numbers that enter and leave"),
    )
    x = block.entry("x")
    changed = block.chain(x, transform=layer("Linear", out_features=formula("features")), relu=layer("ReLU"))
    share = block.chain(
        x,
        gate=layer("Linear", out_features=formula("features")),
        mostly_closed=layer("Shift", amount=-2.0),
        sigmoid=layer("Sigmoid"),
    )
    block.exit("y", block.put("mix", layer("Gate"), changed, x, share))
    return block
