"""What tensors that meet in one node have to agree on."""

from __future__ import annotations

from collections.abc import Sequence

from nodes.shape import Extent, Shape, ShapeError

ONE = Extent(0, 1)
"""An axis of a single entry."""


def check_count(shapes: Sequence[Shape]) -> None:
    """Make sure that there is something to join.

    Raises:
        ShapeError: fewer than two links.
    """
    if len(shapes) < 2:
        raise ShapeError(f"expects at least 2 links, got {len(shapes)}")


def check_same(*shapes: Shape) -> None:
    """Make sure that all sizes agree. (PyTorch would repeat the smaller tensor and say nothing.)

    Raises:
        ShapeError: two tensors differ in a size or in their element type.
    """
    if len({(shape.dims, shape.dtype) for shape in shapes}) > 1:
        raise ShapeError(f"expects tensors of one shape, got {listed(shapes)}")


def fits_onto(part: Shape, whole: Shape) -> bool:
    """Whether a tensor can be repeated along its axes of size 1 until it is as large as the other."""
    pairs = zip(part.dims, whole.dims, strict=False)
    return part.rank == whole.rank and all(mine in (ONE, theirs) for mine, theirs in pairs)


def listed(shapes: Sequence[Shape]) -> str:
    """Shapes in words, with their element types where these differ."""
    mixed = len({shape.dtype for shape in shapes}) > 1
    return " and ".join(f"{shape.dtype} {shape}" if mixed else str(shape) for shape in shapes)
