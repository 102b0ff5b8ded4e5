"""Activations made of straight pieces: cheap, exact, and flat or bent only where they change."""

from __future__ import annotations

from typing import Self

from pydantic import model_validator

from nodes.base import FLOAT, Node, ParamError, Port
from nodes.call import Call, F, Slot, nn
from nodes.param import param
from nodes.ports import FLOATS
from nodes.registry import node
from nodes.shape import Shape


@node("Activation", keywords=("rectifier", "mobilenet", "clipped", "quantization"))
class ReLU6(Node):
    """Cuts negative numbers to zero and large ones to 6 (MobileNet)."""

    inputs = (FLOATS,)
    formula = "y = min(max(0, x), 6)"

    def build(self, x: Shape) -> Call:
        return Call(F.relu6, Slot("x"))


@node("Activation", keywords=("parametric", "rectifier", "learned slope", "leaky"))
class PReLU(Node):
    """Multiplies negative numbers with a learned slope."""

    inputs = (Port("x", ranks=(2, 3, 4, 5), dtypes=FLOAT, layout="(N, C), (N, C, L) or (N, C, H, W)"),)
    weighted = True
    formula = "y = x for x ≥ 0, a · x below, a learned"
    per_channel: bool = param(False, help="learn one slope per channel (axis 1) instead of one for all")
    init: float = param(0.25, minimum=-10, maximum=10, help="slope at the start")

    def build(self, x: Shape) -> Call:
        return Call(nn.PReLU, x.channels if self.per_channel else 1, **self.options("init"))

    def summary(self) -> str:
        return "per channel" if self.per_channel else "one slope"


@node("Activation", keywords=("randomized", "rectifier", "leaky", "noise", "stochastic"))
class RReLU(Node):
    """Multiplies negative numbers with a slope drawn at random while training, with the mean slope afterwards."""

    inputs = (FLOATS,)
    formula = "y = x for x ≥ 0, a · x below, a ~ U(lower, upper); afterwards a = (lower + upper) / 2"
    lower: float = param(0.125, minimum=0, maximum=1, help="smallest slope")
    upper: float = param(1 / 3, minimum=0, maximum=1, help="largest slope")

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.lower > self.upper:
            raise ParamError("lower", f"expected at most upper = {self.upper:g}, got {self.lower:g}")
        return self

    def build(self, x: Shape) -> Call:
        return Call(nn.RReLU, **self.options("lower", "upper"))

    def summary(self) -> str:
        return f"{self.lower:.3g} to {self.upper:.3g}"


@node("Activation", keywords=("clip", "clamp", "saturate", "straight"))
class Hardtanh(Node):
    """Cuts numbers at a lower and an upper limit: a tanh of three straight pieces."""

    inputs = (FLOATS,)
    formula = "y = min(max(x, min_val), max_val)"
    min_val: float = param(-1.0, minimum=-1e6, maximum=1e6, help="lower limit of the result")
    max_val: float = param(1.0, minimum=-1e6, maximum=1e6, help="upper limit of the result, above the lower one")

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.min_val >= self.max_val:
            raise ParamError("min_val", f"expected less than max_val = {self.max_val:g}, got {self.min_val:g}")
        return self

    def build(self, x: Shape) -> Call:
        return Call(F.hardtanh, Slot("x"), **self.options("min_val", "max_val"))

    def summary(self) -> str:
        return f"{self.min_val:g} to {self.max_val:g}"


@node("Activation", keywords=("gate", "mobilenet", "cheap sigmoid", "quantization"))
class Hardsigmoid(Node):
    """Squeezes numbers into 0 ... 1 by three straight pieces: a cheap sigmoid."""

    inputs = (FLOATS,)
    formula = "y = min(max(0, x/6 + 1/2), 1)"

    def build(self, x: Shape) -> Call:
        return Call(F.hardsigmoid, Slot("x"))


@node("Activation", keywords=("mobilenet", "swish", "silu", "cheap", "quantization"))
class Hardswish(Node):
    """Multiplies a number with its hard sigmoid: a cheap SiLU (MobileNetV3)."""

    inputs = (FLOATS,)
    formula = "y = x · min(max(0, x/6 + 1/2), 1)"

    def build(self, x: Shape) -> Call:
        return Call(F.hardswish, Slot("x"))


@node("Activation", keywords=("sparse", "denoise", "hard threshold", "dead zone"))
class Hardshrink(Node):
    """Sets numbers near zero to zero and keeps the others as they are."""

    inputs = (FLOATS,)
    formula = "y = x for |x| > lambd, 0 otherwise"
    lambd: float = param(0.5, minimum=0, maximum=1e6, help="size up to which numbers become zero")

    def build(self, x: Shape) -> Call:
        return Call(F.hardshrink, Slot("x"), **self.options("lambd"))

    def summary(self) -> str:
        return f"±{self.lambd:g}"


@node("Activation", keywords=("sparse", "lasso", "soft threshold", "proximal", "denoise"))
class Softshrink(Node):
    """Draws every number towards zero by a fixed amount and stops there: the step of the lasso."""

    inputs = (FLOATS,)
    formula = "y = sign(x) · max(0, |x| − lambd)"
    lambd: float = param(0.5, minimum=0, maximum=1e6, help="amount by which numbers shrink")

    def build(self, x: Shape) -> Call:
        return Call(F.softshrink, Slot("x"), **self.options("lambd"))

    def summary(self) -> str:
        return f"±{self.lambd:g}"


@node("Activation", keywords=("cut", "floor", "thresholded relu", "sparse"))
class Threshold(Node):
    """Keeps numbers above a threshold and replaces all others by one value."""

    inputs = (FLOATS,)
    formula = "y = x for x > threshold, value otherwise"
    threshold: float = param(0.1, minimum=-1e6, maximum=1e6, help="numbers up to here are replaced")
    value: float = param(0.0, minimum=-1e6, maximum=1e6, help="what they are replaced by")

    def build(self, x: Shape) -> Call:
        return Call(F.threshold, Slot("x"), self.threshold, self.value)

    def summary(self) -> str:
        return f"above {self.threshold:g}, else {self.value:g}"
