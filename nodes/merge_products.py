"""Products and distances of two tensors: what one says about the other."""

from __future__ import annotations

import re
from typing import Self

from pydantic import model_validator

from nodes.agree import check_same
from nodes.base import FLOAT, Node, ParamError, Port
from nodes.call import Call, F, Slot, method, nn, operator, torch
from nodes.param import param
from nodes.registry import node
from nodes.shape import Extent, Shape, ShapeError
from nodes.sizes import axis_of
from nodes.window import Window, Windows, mixed, reduced, same

A, B = Slot("a"), Slot("b")
VECTORS = (
    Port("a", ranks=(2, 3), dtypes=FLOAT, layout="(N, features) or (N, L, features)"),
    Port("b", ranks=(2, 3), dtypes=FLOAT, layout="(N, features) or (N, L, features)"),
)


@node("Merge", keywords=("matrix product", "bmm", "scores", "attention", "@"))
class MatMul(Node):
    """Multiplies the two matrices of every sample."""

    inputs = (
        Port("a", ranks=(3, 4), dtypes=FLOAT, layout="(N, L, K) or (N, heads, L, K)"),
        Port("b", ranks=(3, 4), dtypes=FLOAT, layout="(N, K, M) or (N, heads, K, M)"),
    )
    formula = "y[n, l, m] = Σₖ a[n, l, k] · b[n, k, m]"
    transpose_b: bool = param(False, help="take b as (N, M, K), as queries times keys: a bᵀ")

    def build(self, a: Shape, b: Shape) -> Call:
        inner = b.features if self.transpose_b else b.size(-2)
        if a.dims[:-2] != b.dims[:-2] or a.features != inner:
            wanted = "the last axes of both" if self.transpose_b else "the last axis of a and the last but one of b"
            raise ShapeError(f"expects one size on {wanted}, and all axes before alike, got {a} and {b}")
        return Call(operator.matmul, A, Call(method.transpose, B, -2, -1) if self.transpose_b else B)

    def window(self, x: Shape, port: str) -> Windows:
        if port == "a":
            return mixed(x, -1)
        rows, columns = (Window(x.rank - 1), None) if self.transpose_b else (None, Window(x.rank - 1))
        return (*same(x)[:-2], rows, columns)

    def summary(self) -> str:
        return "a bᵀ" if self.transpose_b else ""


@node("Merge", keywords=("inner product", "similarity", "two towers", "recommendation", "match"))
class DotProduct(Node):
    """Multiplies two vectors of every sample and sums up: one number that says how well they match."""

    inputs = VECTORS
    formula = "y = Σᵢ aᵢ · bᵢ"
    keepdim: bool = param(False, help="keep the summed axis with size 1: (N, 1) instead of (N,)")

    def build(self, a: Shape, b: Shape) -> Call:
        check_same(a, b)
        return Call(method.sum, Call(operator.mul, A, B), -1, **self.options("keepdim"))

    def window(self, x: Shape, port: str) -> Windows:
        return reduced(x, (x.rank - 1,), self.keepdim)


@node("Merge", keywords=("outer", "tensor product", "interaction", "kronecker", "bilinear pooling"))
class OuterProduct(Node):
    """Multiplies every number of one vector with every number of the other: all their interactions."""

    inputs = (
        Port("a", ranks=(2,), dtypes=FLOAT, layout="(N, features)"),
        Port("b", ranks=(2,), dtypes=FLOAT, layout="(N, features)"),
    )
    formula = "y[n, i, j] = a[n, i] · b[n, j]"

    def build(self, a: Shape, b: Shape) -> Call:
        return Call(operator.mul, Call(method.unsqueeze, A, 2), Call(method.unsqueeze, B, 1))

    def window(self, x: Shape, port: str) -> Windows:
        return (Window(1 if port == "a" else 2),)


@node("Merge", keywords=("interaction", "relation", "compare", "two inputs", "linear"))
class Bilinear(Node):
    """Learns one weight for every pair of numbers of two vectors, per output feature."""

    inputs = VECTORS
    weighted = True
    formula = "y_k = aᵀ W_k b + bias_k"
    out_features: int = param(10, minimum=1, maximum=1_000_000, help="number of output features")
    bias: bool = param(True, help="add a learned offset per output feature")

    def build(self, a: Shape, b: Shape) -> Call:
        if a.dims[:-1] != b.dims[:-1]:
            raise ShapeError(f"expects a and b that agree on every axis but the last, got {a} and {b}")
        return Call(nn.Bilinear, a.features, b.features, self.out_features, **self.options("bias"))

    def window(self, x: Shape, port: str) -> Windows:
        return mixed(x, -1)

    def summary(self) -> str:
        return str(self.out_features)


@node("Merge", keywords=("angle", "similarity", "siamese", "retrieval", "metric"))
class CosineSimilarity(Node):
    """Says how much two vectors point the same way: 1 the same, 0 unrelated, −1 opposite."""

    inputs = (Port("a", dtypes=FLOAT), Port("b", dtypes=FLOAT))
    formula = "y = a · b / (max(‖a‖, eps) · max(‖b‖, eps))"
    dim: int = param(1, minimum=-4, maximum=4, help="axis of the vectors, the batch being 0; it disappears")
    eps: float = param(
        1e-8, minimum=1e-12, maximum=1, help="smallest length, so that nothing is divided by zero", advanced=True
    )

    def build(self, a: Shape, b: Shape) -> Call:
        check_same(a, b)
        axis = axis_of(a, self.dim)
        options = {"dim": axis} if axis != 1 else {}
        return Call(F.cosine_similarity, A, B, **options, **self.options("eps"))

    def window(self, x: Shape, port: str) -> Windows:
        return reduced(x, (axis_of(x, self.dim),))

    def summary(self) -> str:
        return f"along axis {self.dim}"


@node("Merge", keywords=("euclidean", "metric", "siamese", "norm", "manhattan"))
class PairwiseDistance(Node):
    """Measures how far two vectors are apart: the length of their difference."""

    inputs = VECTORS
    formula = "y = ‖a − b + eps‖ₚ"
    p: float = param(2.0, minimum=1, maximum=100, help="norm: 2 as the crow flies, 1 sum of absolute differences")
    eps: float = param(
        1e-6, minimum=1e-12, maximum=1, help="added to each difference: equal vectors get a gradient", advanced=True
    )
    keepdim: bool = param(False, help="keep the last axis with size 1: (N, 1) instead of (N,)")

    def build(self, a: Shape, b: Shape) -> Call:
        check_same(a, b)
        return Call(F.pairwise_distance, A, B, **self.options("p", "eps", "keepdim"))

    def window(self, x: Shape, port: str) -> Windows:
        return reduced(x, (x.rank - 1,), self.keepdim)

    def summary(self) -> str:
        return "" if self.p == 2 else f"p = {self.p:g}"


_EQUATION = re.compile(r"([a-z]+),([a-z]+)->([a-z]+)")


@node("Merge", keywords=("einstein", "contraction", "tensor product", "sum of products"))
class Einsum(Node):
    """Multiplies two tensors and sums over axes, as an equation of letters says: one letter per axis."""

    inputs = (Port("a", dtypes=FLOAT), Port("b", dtypes=FLOAT))
    formula = "nij,njk->nik: y[n, i, k] = Σⱼ a[n, i, j] · b[n, j, k]"
    equation: str = param(
        "nij,njk->nik",
        longest=40,
        help="axes of a, axes of b -> axes of y; the batch is the first letter of all three; other letters are summed",
    )

    @model_validator(mode="after")
    def _sensible(self) -> Self:
        found = _EQUATION.fullmatch(self.equation)
        if found is None:
            raise ParamError("equation", f"expected small letters as in nij,njk->nik, got {self.equation!r}")
        first, second, result = found.groups()
        if len({first[0], second[0], result[0]}) > 1:
            raise ParamError("equation", f"expected one first letter, the batch, in all parts, got {self.equation!r}")
        if len(set(result)) < len(result) or not set(result) <= {*first, *second}:
            raise ParamError("equation", f"expected result letters of a and b, each once, got {self.equation!r}")
        return self

    def build(self, a: Shape, b: Shape) -> Call:
        sizes: dict[str, Extent] = {}
        left, _, _ = self.equation.partition("->")
        for letters, shape in zip(left.split(","), (a, b), strict=True):
            if len(letters) != shape.rank:
                raise ShapeError(f"expects {len(letters)} axes for {letters} in {self.equation}, got {shape}")
            for letter, extent in zip(letters, shape.dims, strict=True):
                if sizes.setdefault(letter, extent) != extent:
                    raise ShapeError(f"expects one size for {letter} in {self.equation}, got {a} and {b}")
        return Call(torch.einsum, self.equation, A, B)

    def window(self, x: Shape, port: str) -> Windows:
        left, _, result = self.equation.partition("->")
        letters = left.split(",")[0 if port == "a" else 1]
        return tuple(Window(result.index(letter)) if letter in result else None for letter in letters[1:])

    def summary(self) -> str:
        return self.equation
