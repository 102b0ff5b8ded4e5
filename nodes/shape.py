"""Shapes of tensors while the batch size is still open.

An extent is an affine function of the batch size N: ``per_sample * N + fixed``. The batch axis of an
ordinary tensor is ``N`` itself (1, 0); every other axis is usually a plain number (0, size).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

DType = Literal["float32", "int64", "bool", "complex64"]
"""Element types that travel on links; complex numbers between Python layers only."""


class ShapeError(Exception):
    """A node cannot take what reaches it. The text says what was expected and what came."""


class Extent(NamedTuple):
    """One axis: ``per_sample * N + fixed`` entries for a batch of N samples."""

    per_sample: int
    fixed: int

    def at(self, batch: int) -> int:
        return self.per_sample * batch + self.fixed

    def __str__(self) -> str:
        if self.per_sample == 0:
            return str(self.fixed)
        times = "N" if self.per_sample == 1 else f"{self.per_sample}N"
        if self.fixed == 0:
            return times
        return f"{times}{self.fixed:+d}"


BATCH = Extent(1, 0)


@dataclass(frozen=True, slots=True)
class Shape:
    """Extents and element type of one tensor, for example ``(N, 16, 8, 8)`` of float32."""

    dims: tuple[Extent, ...]
    dtype: DType = "float32"

    @classmethod
    def per_sample(cls, *sizes: int, dtype: DType = "float32") -> Shape:
        """The shape of a batch whose samples have these sizes: ``per_sample(1, 8, 8)`` is (N, 1, 8, 8)."""
        return cls((BATCH, *(Extent(0, size) for size in sizes)), dtype)

    @property
    def rank(self) -> int:
        return len(self.dims)

    @property
    def channels(self) -> int:
        """Size of axis 1, the channels of a picture or series."""
        return self.size(1)

    @property
    def features(self) -> int:
        """Size of the last axis."""
        return self.size(-1)

    @property
    def spatial(self) -> tuple[int, ...]:
        """Sizes of the axes behind the channels."""
        return tuple(self.size(axis) for axis in range(2, self.rank))

    @property
    def sample(self) -> tuple[int, ...]:
        """Sizes of all axes but the batch."""
        return tuple(self.size(axis) for axis in range(1, self.rank))

    def size(self, axis: int) -> int:
        """Size of an axis that does not depend on the batch.

        Raises:
            ShapeError: there is no such axis, or it grows with the batch.
        """
        try:
            extent = self.dims[axis]
        except IndexError:
            raise ShapeError(f"expected a tensor with an axis {axis}, got {self}") from None
        if extent.per_sample:
            raise ShapeError(f"expected axis {axis} to be independent of the batch, got {self}")
        return extent.fixed

    def at(self, batch: int) -> tuple[int, ...]:
        """Plain sizes for a batch of that many samples."""
        return tuple(extent.at(batch) for extent in self.dims)

    @property
    def label(self) -> str:
        """Short text for a link: ``16×8×8``, or ``scalar``; the batch axis is left out."""
        inner = self.dims[1:] if self.dims and self.dims[0] == BATCH else self.dims
        if not inner:
            return "N" if self.dims else "scalar"
        return "×".join(str(extent) for extent in inner)

    def __str__(self) -> str:
        return "(" + ", ".join(str(extent) for extent in self.dims) + ("," if self.rank == 1 else "") + ")"
