"""What examples have in common: the bundled digits, and heads that say a class."""

from __future__ import annotations

from app.graph.data_choice import DataChoice
from app.zoo.sketch import Network, Wire, layer

DIGITS = DataChoice(source="digits", split="stratified", validation=0.15)
"""1,797 scanned digits of 8 × 8 pixels: 1,527 to learn from, 270 held out."""


def image(net: Network) -> Wire:
    """The Input: one digit."""
    return net.put("image", layer("Input", shape=(1, 8, 8)))


def says_class(net: Network, scores: Wire, classes: int = 10, target: str = "digit", smoothing: float = 0.0) -> None:
    """Put the scores out, and compare them with the right class."""
    net.put("output", layer("Output"), scores)
    right = net.put(target, layer("Target", classes=classes))
    net.put("loss", layer("CrossEntropyLoss", label_smoothing=smoothing), scores, right)
