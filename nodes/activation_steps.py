"""Activations with two values. Their gradient is zero everywhere, so they learn through that of a straight line."""

from __future__ import annotations

from nodes.base import Node
from nodes.call import Call, own
from nodes.ports import FLOATS
from nodes.registry import node
from nodes.shape import Shape


@node("Activation", keywords=("heaviside", "binary", "perceptron", "straight-through", "spike", "quantization"))
class Step(Node):
    """Says 1 for numbers from zero on, else 0. Learns as if it were a straight line near zero."""

    inputs = (FLOATS,)
    formula = "y = 1 for x ≥ 0, 0 below; dy/dx taken as 1 for |x| ≤ 1, 0 beyond"

    def build(self, x: Shape) -> Call:
        return Call(own.Step)


@node("Activation", keywords=("binary", "binarized", "straight-through", "quantization", "hash"))
class Sign(Node):
    """Says 1 for numbers from zero on, else -1. Learns as if it were a straight line near zero."""

    inputs = (FLOATS,)
    formula = "y = 1 for x ≥ 0, −1 below; dy/dx taken as 1 for |x| ≤ 1, 0 beyond"

    def build(self, x: Shape) -> Call:
        return Call(own.Sign)
