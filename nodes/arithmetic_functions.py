"""Functions of one number, such as powers, logarithms and waves."""

from __future__ import annotations

from typing import ClassVar

from nodes.base import Node
from nodes.call import Call, Slot, Target, torch
from nodes.param import param
from nodes.ports import FLOATS
from nodes.registry import node
from nodes.shape import Shape


class _Function(Node):
    """A function of torch with no parameter."""

    inputs = (FLOATS,)
    function: ClassVar[Target]

    def build(self, x: Shape) -> Call:
        return Call(self.function, Slot("x"))


@node("Arithmetic", keywords=("exponent", "square", "cube", "root", "gamma"))
class Power(Node):
    """Raises every number to a fixed power. A fractional power of a negative number is NaN."""

    inputs = (FLOATS,)
    formula = "y = x ^ exponent"
    exponent: float = param(2.0, minimum=-16, maximum=16, help="the power; 0.5 is a square root, -1 divides 1 by x")

    def build(self, x: Shape) -> Call:
        return Call(torch.pow, Slot("x"), self.exponent)

    def summary(self) -> str:
        return f"x^{self.exponent:g}"


@node("Arithmetic", keywords=("power", "energy", "quadratic"))
class Square(_Function):
    """Multiplies every number with itself."""

    formula = "y = x²"
    function = torch.square


@node("Arithmetic", keywords=("square root", "root", "power"))
class Sqrt(Node):
    """Takes the square root; a smallest number keeps the result and its gradient finite."""

    inputs = (FLOATS,)
    formula = "y = √max(x, eps)"
    eps: float = param(1e-12, minimum=1e-30, maximum=1, help="smaller and negative numbers count as this")

    def build(self, x: Shape) -> Call:
        return Call(torch.sqrt, Call(torch.clamp, Slot("x"), min=self.eps))


@node("Arithmetic", keywords=("exponential", "positive", "log-normal", "growth"))
class Exp(_Function):
    """Takes e to the power of every number: always positive; beyond 88 the result is infinite."""

    formula = "y = eˣ"
    function = torch.exp


@node("Arithmetic", keywords=("logarithm", "ln", "decibel", "compress", "spectrogram"))
class Log(Node):
    """Takes the natural logarithm; a smallest number keeps the result and its gradient finite."""

    inputs = (FLOATS,)
    formula = "y = ln max(x, eps)"
    eps: float = param(1e-12, minimum=1e-30, maximum=1, help="smaller and negative numbers count as this")

    def build(self, x: Shape) -> Call:
        return Call(torch.log, Call(torch.clamp, Slot("x"), min=self.eps))


@node("Arithmetic", keywords=("absolute value", "magnitude", "rectify", "distance"))
class Abs(_Function):
    """Drops the sign of every number."""

    formula = "y = |x|"
    function = torch.abs


@node("Arithmetic", keywords=("minus", "negate", "sign", "opposite"))
class Negative(_Function):
    """Turns the sign of every number round."""

    formula = "y = −x"
    function = torch.neg


@node("Arithmetic", keywords=("sine", "wave", "periodic", "angle", "trigonometry"))
class Sin(_Function):
    """Takes the sine of every number, an angle in radians."""

    formula = "y = sin x"
    function = torch.sin


@node("Arithmetic", keywords=("cosine", "wave", "periodic", "angle", "trigonometry"))
class Cos(_Function):
    """Takes the cosine of every number, an angle in radians."""

    formula = "y = cos x"
    function = torch.cos
