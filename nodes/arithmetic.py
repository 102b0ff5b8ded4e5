"""Arithmetic on every number alone, with fixed or learned constants."""

from __future__ import annotations

from typing import Any, Self

from pydantic import model_validator

from nodes.base import FLOAT, Node, ParamError, Port
from nodes.call import Call, Slot, operator, own, torch
from nodes.param import param
from nodes.ports import FLOATS
from nodes.registry import node
from nodes.shape import Shape
from nodes.sizes import feature_axis

FEATURES = Port("x", ranks=(2, 3, 4, 5), dtypes=FLOAT, layout="(N, features), (N, L, features) or (N, C, H, W)")


@node("Arithmetic", keywords=("multiply", "times", "factor", "constant", "gain", "temperature"))
class Scale(Node):
    """Multiplies every number with one fixed factor."""

    inputs = (FLOATS,)
    formula = "y = factor · x"
    factor: float = param(1.0, minimum=-1e9, maximum=1e9, help="what every number is multiplied with")

    def build(self, x: Shape) -> Call:
        return Call(operator.mul, Slot("x"), self.factor)

    def summary(self) -> str:
        return f"× {self.factor:g}"


@node("Arithmetic", keywords=("add", "plus", "constant", "offset", "minus"))
class Shift(Node):
    """Adds one fixed number to every number."""

    inputs = (FLOATS,)
    formula = "y = x + amount"
    amount: float = param(0.0, minimum=-1e9, maximum=1e9, help="what is added to every number")

    def build(self, x: Shape) -> Call:
        return Call(operator.add, Slot("x"), self.amount)

    def summary(self) -> str:
        return f"{'−' if self.amount < 0 else '+'} {abs(self.amount):g}"


class _Learned(Node):
    """What the learned constants have in common: one number, or one per feature."""

    inputs = (FEATURES,)
    weighted = True
    per_feature: bool = param(True, help="learn one number per feature instead of one for all")
    dim: int | None = param(
        None,
        minimum=-4,
        maximum=4,
        help="axis of the features, the batch being 0; empty: the channels of a picture, else the last axis",
        advanced=True,
    )

    def _sizes(self, x: Shape) -> tuple[int, int]:
        """How many numbers are learned, and how many axes stand behind theirs."""
        axis = feature_axis(x, self.dim)
        return (x.size(axis), x.rank - 1 - axis) if self.per_feature else (1, 0)

    def _options(self) -> dict[str, Any]:
        return self.options("init")


@node("Arithmetic", keywords=("layer scale", "gain", "multiply", "gamma", "convnext", "vision transformer", "rezero"))
class LearnedScale(_Learned):
    """Multiplies every feature with a learned factor; started small, a deep residual branch opens slowly."""

    formula = "y_c = γ_c · x_c, γ learned"
    init: float = param(1.0, minimum=-1e6, maximum=1e6, help="factor at the start; LayerScale takes 1e-5, ReZero 0")

    def build(self, x: Shape) -> Call:
        return Call(own.LearnedScale, *self._sizes(x), **self._options())

    def summary(self) -> str:
        return f"from {self.init:g}"


@node("Arithmetic", keywords=("bias", "offset", "add", "beta", "shift"))
class LearnedBias(_Learned):
    """Adds a learned number to every feature."""

    formula = "y_c = x_c + b_c, b learned"
    init: float = param(0.0, minimum=-1e6, maximum=1e6, help="number that is added at the start")

    def build(self, x: Shape) -> Call:
        return Call(own.LearnedBias, *self._sizes(x), **self._options())

    def summary(self) -> str:
        return f"from {self.init:g}"


@node("Arithmetic", keywords=("clip", "limit", "cut", "saturate", "minimum", "maximum"))
class Clamp(Node):
    """Cuts numbers at a lower limit, an upper limit or both. Beyond a limit the gradient is zero."""

    inputs = (FLOATS,)
    formula = "y = min(max(x, min), max)"
    min: float | None = param(0.0, minimum=-1e9, maximum=1e9, help="lower limit of the result; empty: none")
    max: float | None = param(None, minimum=-1e9, maximum=1e9, help="upper limit of the result; empty: none")

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.min is None and self.max is None:
            raise ParamError("min", "expected a lower or an upper limit, got neither")
        if self.min is not None and self.max is not None and self.min >= self.max:
            raise ParamError("min", f"expected less than max = {self.max:g}, got {self.min:g}")
        return self

    def build(self, x: Shape) -> Call:
        limits = {"min": self.min, "max": self.max}
        return Call(torch.clamp, Slot("x"), **{name: limit for name, limit in limits.items() if limit is not None})

    def summary(self) -> str:
        if self.min is None or self.max is None:
            return f"at most {self.max:g}" if self.min is None else f"at least {self.min:g}"
        return f"{self.min:g} to {self.max:g}"
