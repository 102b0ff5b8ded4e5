"""Where branches meet."""

from __future__ import annotations

from functools import reduce

from nodes.base import ANY, FLOAT, Node, Port
from nodes.call import Call, Target, operator, slots, torch
from nodes.param import param
from nodes.registry import node
from nodes.shape import Shape, ShapeError
from nodes.sizes import axis_of


@node("Merge", keywords=("sum", "residual", "skip", "shortcut", "plus"))
class Add(Node):
    """Adds tensors of one shape, number by number: the joint of a residual block."""

    inputs = (Port("x", dtypes=FLOAT, many=True),)
    formula = "y = x₁ + x₂ + …"

    def build(self, x: tuple[Shape, ...]) -> Call:
        return _chained(operator.add, x)


@node("Merge", keywords=("product", "gate", "hadamard", "scale", "times"))
class Multiply(Node):
    """Multiplies tensors of one shape, number by number: a gate."""

    inputs = (Port("x", dtypes=FLOAT, many=True),)
    formula = "y = x₁ · x₂ · …"

    def build(self, x: tuple[Shape, ...]) -> Call:
        return _chained(operator.mul, x)


@node("Merge", keywords=("cat", "join", "stack", "inception", "dense block", "skip"))
class Concatenate(Node):
    """Puts tensors one behind the other along one axis."""

    inputs = (Port("x", dtypes=ANY, many=True),)
    formula = "(N, C₁, …), (N, C₂, …) → (N, C₁ + C₂, …)"
    dim: int = param(
        1, minimum=-4, maximum=4, help="axis that grows, the batch being 0: 1 is the channels, -1 the last axis"
    )

    def build(self, x: tuple[Shape, ...]) -> Call:
        _check_count(x)
        axis = axis_of(x[0], self.dim)
        for other in x[1:]:
            if other.rank != x[0].rank or other.dtype != x[0].dtype or _without(other, axis) != _without(x[0], axis):
                raise ShapeError(f"expects sizes that agree on every axis but {axis}, got {_listed(x)}")
        return Call(torch.cat, slots("x", len(x)), dim=axis)

    def summary(self) -> str:
        return f"along axis {self.dim}"


def _chained(target: Target, shapes: tuple[Shape, ...]) -> Call:
    """``target(target(x0, x1), x2)``: written as ``x0 + x1 + x2``."""
    _check_count(shapes)
    if len(set(shapes)) > 1:
        raise ShapeError(f"expects tensors of one shape, got {_listed(shapes)}")
    first, second, *others = slots("x", len(shapes))
    return reduce(lambda before, slot: Call(target, before, slot), others, Call(target, first, second))


def _check_count(shapes: tuple[Shape, ...]) -> None:
    if len(shapes) < 2:
        raise ShapeError(f"expects at least 2 links, got {len(shapes)}")


def _without(shape: Shape, axis: int) -> tuple[object, ...]:
    return shape.dims[:axis] + shape.dims[axis + 1 :]


def _listed(shapes: tuple[Shape, ...]) -> str:
    mixed = len({shape.dtype for shape in shapes}) > 1
    return " and ".join(f"{shape.dtype} {shape}" if mixed else str(shape) for shape in shapes)
