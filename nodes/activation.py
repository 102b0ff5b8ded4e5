"""Activations: what makes a network more than one linear map."""

from __future__ import annotations

from typing import Literal

from nodes.base import FLOAT, Node, Port
from nodes.call import Call, F, Slot, own, torch
from nodes.param import param
from nodes.ports import FLOATS
from nodes.registry import node
from nodes.shape import Shape
from nodes.window import Windows, mixed


@node("Activation", keywords=("rectifier", "nonlinearity", "rectified"))
class ReLU(Node):
    """Cuts negative numbers to zero."""

    inputs = (FLOATS,)
    passes = True
    formula = "y = max(0, x)"

    def build(self, x: Shape) -> Call:
        return Call(F.relu, Slot("x"))


@node("Activation", keywords=("rectifier", "nonlinearity", "leak"))
class LeakyReLU(Node):
    """Keeps a small share of negative numbers, so that no unit dies."""

    inputs = (FLOATS,)
    passes = True
    formula = "y = x for x ≥ 0, negative_slope · x below"
    negative_slope: float = param(0.01, minimum=0, maximum=10, help="factor of negative numbers")

    def build(self, x: Shape) -> Call:
        return Call(F.leaky_relu, Slot("x"), self.negative_slope)

    def summary(self) -> str:
        return f"slope {self.negative_slope:g}"


@node("Activation", keywords=("exponential", "nonlinearity"))
class ELU(Node):
    """Bends negative numbers smoothly towards -alpha."""

    inputs = (FLOATS,)
    passes = True
    formula = "y = x for x > 0, alpha · (eˣ − 1) below"
    alpha: float = param(1.0, minimum=0, maximum=100, help="depth that very negative numbers approach")

    def build(self, x: Shape) -> Call:
        return Call(F.elu, Slot("x"), **self.options("alpha"))

    def summary(self) -> str:
        return f"alpha {self.alpha:g}"


@node("Activation", keywords=("gaussian", "transformer", "nonlinearity"))
class GELU(Node):
    """Weighs a number by the chance that a standard normal draw lies below it."""

    inputs = (FLOATS,)
    passes = True
    formula = "y = x · Φ(x)"
    approximate: Literal["none", "tanh"] = param("none", help="tanh: the faster formula of GPT-2", advanced=True)

    def build(self, x: Shape) -> Call:
        return Call(F.gelu, Slot("x"), **self.options("approximate"))

    def summary(self) -> str:
        return "" if self.approximate == "none" else self.approximate


@node("Activation", keywords=("swish", "nonlinearity", "smooth"))
class SiLU(Node):
    """Multiplies a number with its own sigmoid (swish)."""

    inputs = (FLOATS,)
    passes = True
    formula = "y = x · σ(x)"

    def build(self, x: Shape) -> Call:
        return Call(F.silu, Slot("x"))


@node("Activation", keywords=("mish", "nonlinearity", "smooth"))
class Mish(Node):
    """Multiplies a number with the tanh of its softplus: smooth, and never quite flat."""

    inputs = (FLOATS,)
    passes = True
    formula = "y = x · tanh(ln(1 + eˣ))"

    def build(self, x: Shape) -> Call:
        return Call(F.mish, Slot("x"))


@node("Activation", keywords=("logistic", "probability", "gate", "nonlinearity"))
class Sigmoid(Node):
    """Squeezes every number into 0 ... 1."""

    inputs = (FLOATS,)
    passes = True
    formula = "y = 1 / (1 + e⁻ˣ)"

    def build(self, x: Shape) -> Call:
        return Call(torch.sigmoid, Slot("x"))


@node("Activation", keywords=("hyperbolic tangent", "nonlinearity"))
class Tanh(Node):
    """Squeezes every number into -1 ... 1."""

    inputs = (FLOATS,)
    passes = True
    formula = "y = (eˣ − e⁻ˣ) / (eˣ + e⁻ˣ)"

    def build(self, x: Shape) -> Call:
        return Call(torch.tanh, Slot("x"))


@node("Activation", keywords=("pieces", "learned activation", "max of linear"))
class Maxout(Node):
    """Takes the largest of several linear maps: a learned, piecewise linear activation."""

    inputs = (Port("x", ranks=(2, 3), dtypes=FLOAT, layout="(N, features) or (N, L, features)"),)
    weighted = True
    formula = "yᵢ = maxⱼ (Wᵢⱼ x + bᵢⱼ)"
    out_features: int = param(10, minimum=1, maximum=1_000_000, help="number of output features")
    pieces: int = param(2, minimum=2, maximum=1024, help="linear maps per output feature")
    bias: bool = param(True, help="add a learned offset per piece")

    def build(self, x: Shape) -> Call:
        return Call(own.Maxout, x.features, self.out_features, self.pieces, **self.options("bias"))

    def window(self, x: Shape, port: str) -> Windows:
        return mixed(x, -1)

    def summary(self) -> str:
        return f"{self.out_features} · {self.pieces} pieces"
