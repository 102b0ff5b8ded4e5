"""Tensors that a model keeps: they come from no data, and have no batch."""

from __future__ import annotations

from math import prod
from typing import Any, Literal, Self

from pydantic import model_validator

from nodes.base import Node, ParamError
from nodes.call import Call, method, operator, torch
from nodes.param import Sizes, param
from nodes.registry import node

LARGEST = 2**26
"""Numbers in one kept tensor."""

SHAPE_HELP = "sizes of the tensor; it has no batch axis; empty: one number"


class _Kept(Node):
    """What kept tensors have in common."""

    inputs = ()

    def _check_count(self, shape: tuple[int, ...]) -> None:
        if prod(shape) > LARGEST:
            raise ParamError("shape", f"expected at most {LARGEST:,} numbers, got {prod(shape):,}")


@node("Arithmetic", keywords=("learned tensor", "weight", "query", "token", "trainable", "free", "bias", "scale"))
class Parameter(_Kept):
    """A learned tensor that depends on no input: scales, queries, tokens, weights for the kinds that take them."""

    weighted = True
    formula = "y = θ, learned"
    shape: Sizes = param((8,), minimum=1, maximum=2**24, longest=6, help=SHAPE_HELP)
    start: Literal["zeros", "ones", "normal"] = param("zeros", help="what it holds before training")
    std: float = param(0.02, minimum=0, maximum=1000, help="spread of the numbers of a normal start", advanced=True)

    @model_validator(mode="after")
    def _holdable(self) -> Self:
        self._check_count(self.shape)
        return self

    def build(self) -> Call:
        if self.start == "normal":
            return Call(operator.mul, _filled(torch.randn, self.shape), self.std).kept("parameter")
        return _filled(torch.ones if self.start == "ones" else torch.zeros, self.shape).kept("parameter")

    def summary(self) -> str:
        return _sizes(self.shape)


@node("Arithmetic", keywords=("buffer", "mask", "fixed tensor", "table", "causal", "positions", "number", "arange"))
class Constant(_Kept):
    """A fixed tensor that depends on no input: masks, positions, tables, means and spreads."""

    formula = "y = c"
    shape: Sizes = param((1,), minimum=1, maximum=2**24, longest=6, help=SHAPE_HELP)
    fill: Literal["value", "numbers", "range", "identity", "lower", "upper", "causal", "weights"] = param(
        "value",
        help="one value; listed numbers; 0, 1, 2, …; ones below or above the diagonal; causal: −∞ above it, else 0; "
        "weights: the numbers come with the weights file",
    )
    value: float = param(0.0, minimum=-1e30, maximum=1e30, help="the value that fills it")
    numbers: str = param("", longest=8000, help="all numbers, row by row, with commas between them")
    diagonal: int = param(
        0, minimum=-(2**24), maximum=2**24, help="diagonal where lower ends or upper begins; 1 is above the main one"
    )
    dtype: Literal["float32", "int64", "bool"] = param("float32", help="float32 numbers, int64 whole ones, bool yes/no")
    saved: bool = param(False, help="keep it in the weights file as a buffer", advanced=True)

    @model_validator(mode="after")
    def _sensible(self) -> Self:
        self._check_count(self.shape)
        axes = {"range": (1,), "identity": (2,), "causal": (2,)}.get(self.fill)
        if axes and len(self.shape) not in axes:
            raise ParamError("shape", f"expected {axes[0]} sizes for fill {self.fill}, got {list(self.shape)}")
        if self.fill in ("lower", "upper") and len(self.shape) < 2:
            raise ParamError("shape", f"expected at least 2 sizes for fill {self.fill}, got {list(self.shape)}")
        if self.fill == "numbers" and len(_numbers(self.numbers)) != prod(self.shape):
            raise ParamError("numbers", f"expected {prod(self.shape)} numbers, got {len(_numbers(self.numbers))}")
        return self

    def build(self) -> Call:
        return self._typed().kept("buffer" if self.saved or self.fill == "weights" else "constant")

    def _typed(self) -> Call:
        """The value in its element type. (torch makes int64 of ranges and of lists of whole numbers.)"""
        if self.fill == "range":
            made, comes_as = Call(torch.arange, self.shape[0]), "int64"
        elif self.fill == "numbers":
            made, comes_as = self._listed(), self.dtype
        else:
            made, comes_as = self._floats(), "float32"
        if self.dtype == comes_as:
            return made
        return Call({"float32": method.float, "int64": method.long, "bool": method.bool}[self.dtype], made)

    def _floats(self) -> Call:
        if self.fill == "value" and self.value not in (0, 1):
            return Call(torch.full, self.shape, self.value)
        if self.fill == "identity":
            return Call(torch.eye, *self.shape)
        if self.fill == "causal":
            return Call(torch.triu, Call(torch.full, self.shape, float("-inf")), 1)
        if self.fill in ("lower", "upper"):
            options = {"diagonal": self.diagonal} if self.diagonal else {}
            return Call(torch.tril if self.fill == "lower" else torch.triu, _filled(torch.ones, self.shape), **options)
        return _filled(torch.ones if self.fill == "value" and self.value == 1 else torch.zeros, self.shape)

    def _listed(self) -> Call:
        convert = {"float32": float, "int64": int, "bool": bool}[self.dtype]
        return Call(torch.tensor, _nested([convert(number) for number in _numbers(self.numbers)], self.shape))

    def summary(self) -> str:
        words = {"value": f"{self.value:g}", "numbers": "listed", "range": "0, 1, 2, …"}.get(self.fill, self.fill)
        return f"{_sizes(self.shape)} · {words}"


def _filled(target: Any, shape: tuple[int, ...]) -> Call:
    return Call(target, *shape) if shape else Call(target, ())


def _numbers(text: str) -> list[float]:
    """The numbers of a list.

    Raises:
        ParamError: something in it is no number.
    """
    found = []
    for part in filter(None, (part.strip() for part in text.split(","))):
        try:
            found.append(float(part))
        except ValueError:
            raise ParamError("numbers", f"expected numbers with commas between them, got {part[:40]!r}") from None
    if any(number != number or abs(number) == float("inf") for number in found):
        raise ParamError("numbers", "expected finite numbers, got one that is not")
    return found


def _nested(numbers: list[Any], shape: tuple[int, ...]) -> Any:
    """A flat list as lists in lists; one number where there is no axis."""
    if not shape:
        return numbers[0]
    if len(shape) == 1:
        return numbers
    step = len(numbers) // shape[0]
    return [_nested(numbers[start : start + step], shape[1:]) for start in range(0, len(numbers), step)]


def _sizes(shape: tuple[int, ...]) -> str:
    return "×".join(map(str, shape)) or "one number"
