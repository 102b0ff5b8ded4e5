"""Reductions along any axes, the batch too, and of tensors that have none."""

from __future__ import annotations

from typing import Any, Literal

from nodes.base import Node, Port
from nodes.call import Call, Slot, Target, linalg, method, torch
from nodes.param import Sizes, param
from nodes.registry import node
from nodes.shape import Shape, ShapeError

_Name = Literal["sum", "mean", "prod", "amax", "amin", "var", "std", "logsumexp", "norm"]
_TARGETS: dict[str, Target] = {
    "sum": method.sum,
    "mean": method.mean,
    "prod": method.prod,
    "amax": method.amax,
    "amin": method.amin,
    "var": method.var,
    "std": method.std,
    "logsumexp": torch.logsumexp,
    "norm": linalg.vector_norm,
}


@node("Reduction", keywords=("sum", "mean", "product", "variance", "norm", "over the batch", "logsumexp", "general"))
class Reduce(Node):
    """Makes one number of many along any axes, or of a whole tensor without a batch."""

    inputs = (Port("x"),)
    formula = "y = sum, mean, … of x along dim"
    reduction: _Name = param("sum", help="what is made of the numbers, by PyTorch's name")
    dim: Sizes = param((), minimum=-7, maximum=6, longest=7, help="axes that vanish, the batch being 0; empty: all")
    keepdim: bool = param(False, help="keep the axes with size 1, so that the result lines up with x")
    correction: int = param(1, minimum=0, maximum=1, help="of var and std: 1 divides by n − 1, 0 by n", advanced=True)

    def build(self, x: Shape) -> Call:
        axes = [axis + x.rank if axis < 0 else axis for axis in self.dim]
        if len(set(axes)) < len(axes) or any(not 0 <= axis < x.rank for axis in axes):
            raise ShapeError(f"expects axes of x in dim, each once, got {', '.join(map(str, self.dim))} for {x}")
        if self.reduction == "prod" and len(axes) > 1:
            raise ShapeError(f"expects one axis in dim for a product, got {len(axes)}")
        options: dict[str, Any] = self.options("keepdim") if axes else {}
        if axes:
            options = {"dim": axes[0] if len(axes) == 1 else tuple(axes)} | options
        elif self.reduction == "logsumexp":
            options = {"dim": tuple(range(x.rank))}
        if self.reduction in ("var", "std"):
            options |= self.options("correction")
        return Call(_TARGETS[self.reduction], Slot("x"), **options)

    def summary(self) -> str:
        return f"{self.reduction} over {', '.join(map(str, self.dim)) or 'all'}"
