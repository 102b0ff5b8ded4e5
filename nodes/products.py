"""Products with matrices that arrive on a link: learned ones that stand alone, tied ones, or other activations."""

from __future__ import annotations

import re
from typing import Self

from pydantic import model_validator

from nodes.base import FLOAT, INTEGER, Node, ParamError, Port
from nodes.calculate import check_broadcast
from nodes.call import Call, F, Slot, operator, slots, torch
from nodes.param import param
from nodes.registry import node
from nodes.shape import Extent, Shape, ShapeError
from nodes.window import Window, Windows, same, whole

A, B = Slot("a"), Slot("b")


@node("Merge", keywords=("matmul", "@", "broadcast", "projection", "matrix vector", "general"))
class MatrixProduct(Node):
    """Multiplies matrices in the last two axes of any two tensors; axes before them are broadcast."""

    inputs = (Port("a", dtypes=FLOAT), Port("b", dtypes=FLOAT))
    formula = "y = a b"

    def build(self, a: Shape, b: Shape) -> Call:
        if not a.rank or not b.rank or a.dims[-1] != b.dims[-2 if b.rank > 1 else -1]:
            raise ShapeError(f"expects the last axis of a as long as the last but one of b, got {a} and {b}")
        check_broadcast(Shape((*a.dims[:-2], Extent(0, 1))), Shape((*b.dims[:-2], Extent(0, 1))))
        return Call(operator.matmul, A, B)

    def sees(self, x: Shape, port: str, result: Shape) -> Windows | None:
        more = result.rank - x.rank
        if more < 0:  # the other one is a vector
            return whole(x)
        summed = x.rank - 1 if port == "a" else x.rank - 2
        kept = [axis != summed and x.dims[axis] == result.dims[axis + more] for axis in range(x.rank)]
        return tuple(Window(axis + more) if kept[axis] else None for axis in range(1, x.rank))


_LETTERS = re.compile(r"[A-Za-z]*(,[A-Za-z]*)*->[A-Za-z]*")


@node("Merge", keywords=("einsum", "einstein", "contraction", "sum of products", "general"))
class TensorProduct(Node):
    """Multiplies any number of tensors and sums over axes, as an equation of letters says: one letter per axis."""

    inputs = (Port("x", dtypes=FLOAT, many=True),)
    formula = "bld,hdk->bhlk: y[b, h, l, k] = Σ_d x₁[b, l, d] · x₂[h, d, k]"
    equation: str = param(
        "bld,dk->blk", longest=100, help="axes of every tensor in order -> axes of y; others are summed"
    )

    @model_validator(mode="after")
    def _sensible(self) -> Self:
        if not _LETTERS.fullmatch(self.equation):
            raise ParamError("equation", f"expected letters as in bld,dk->blk, got {self.equation!r}")
        left, _, result = self.equation.partition("->")
        if len(set(result)) < len(result) or not set(result) <= set(left):
            raise ParamError("equation", f"expected result letters of the inputs, each once, got {self.equation!r}")
        return self

    def build(self, x: tuple[Shape, ...]) -> Call:
        parts = self.equation.partition("->")[0].split(",")
        if len(parts) != len(x):
            raise ShapeError(f"expects {len(parts)} links for {self.equation}, got {len(x)}")
        sizes: dict[str, Extent] = {}
        for letters, shape in zip(parts, x, strict=True):
            if len(letters) != shape.rank:
                raise ShapeError(f"expects {len(letters)} axes for {letters} in {self.equation}, got {shape}")
            for letter, extent in zip(letters, shape.dims, strict=True):
                if sizes.setdefault(letter, extent) != extent:
                    raise ShapeError(f"expects one size for {letter} in {self.equation}, got {shape}")
        return Call(torch.einsum, self.equation, *slots("x", len(x)))

    def window(self, x: Shape, port: str) -> Windows:
        left, _, result = self.equation.partition("->")
        found = {
            tuple(Window(result.index(letter)) if letter in result[1:] else None for letter in letters[1:])
            for letters in left.split(",")
            if len(letters) == x.rank
        }
        return found.pop() if len(found) == 1 else whole(x)  # which of several this is, the port does not tell

    def summary(self) -> str:
        return self.equation


@node("Linear", keywords=("tied", "shared", "weight tying", "language model head", "hypernetwork", "functional"))
class TiedLinear(Node):
    """Multiplies every feature with weights that arrive on a link: the table of an embedding, a Parameter."""

    inputs = (
        Port("x", dtypes=FLOAT, layout="(…, features)"),
        Port("weight", ranks=(2,), dtypes=FLOAT, layout="(out_features, features)"),
        Port("bias", ranks=(1,), dtypes=FLOAT, optional=True, layout="(out_features,)"),
    )
    formula = "y = x Wᵀ + b"

    def build(self, x: Shape, weight: Shape, bias: Shape | None) -> Call:
        if not x.rank or x.dims[-1] != weight.dims[1]:
            raise ShapeError(f"expects features as many as weight has columns, got {x} and {weight}")
        if bias is not None and bias.dims[0] != weight.dims[0]:
            raise ShapeError(f"expects a bias as long as weight has rows, got {bias} and {weight}")
        return Call(F.linear, Slot("x"), Slot("weight"), Slot("bias"))

    def window(self, x: Shape, port: str) -> Windows:
        return (*same(x)[:-1], None) if port == "x" and x.rank > 1 else whole(x)


@node("Embedding", keywords=("tied", "shared", "embedding", "gather rows", "functional", "weight tying"))
class TableLookup(Node):
    """Looks up rows of a table that arrives on a link, such as a Parameter that is used elsewhere too."""

    inputs = (
        Port("x", dtypes=INTEGER, layout="whole numbers"),
        Port("table", ranks=(2,), dtypes=FLOAT, layout="(rows, features)"),
    )
    formula = "y = table[x]"

    def build(self, x: Shape, table: Shape) -> Call:
        return Call(F.embedding, Slot("x"), Slot("table"))

    def window(self, x: Shape, port: str) -> Windows:
        return same(x) if port == "x" else whole(x)
