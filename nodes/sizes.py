"""Small arithmetic that several families share: windows, axes and sizes in words."""

from __future__ import annotations

from nodes.param import Size2, Size3
from nodes.shape import Shape, ShapeError


def pair(size: Size2) -> tuple[int, int]:
    """Height and width; one number means both."""
    return (size, size) if isinstance(size, int) else size


def triple(size: Size3) -> tuple[int, int, int]:
    """Depth, height and width; one number means all three."""
    return (size, size, size) if isinstance(size, int) else size


def times(sizes: tuple[int, ...]) -> str:
    """Sizes in words: ``3×3``."""
    return "×".join(map(str, sizes))


def brief(sizes: tuple[int, ...]) -> str:
    """Sizes in words, one number where all are equal: ``2``, ``2×1``."""
    return times(sizes[:1] if len(set(sizes)) == 1 else sizes)


def reach(kernel: tuple[int, ...], dilation: tuple[int, ...]) -> tuple[int, ...]:
    """Entries from the first to the last tap of a dilated window, both included, per axis."""
    return tuple(step * (taps - 1) + 1 for taps, step in zip(kernel, dilation, strict=True))


def check_window(x: Shape, kernel: tuple[int, ...], padding: tuple[int, ...], dilation: tuple[int, ...]) -> None:
    """Make sure that a sliding window fits into the padded tensor at least once.

    Raises:
        ShapeError: the window is larger on some axis.
    """
    window = reach(kernel, dilation)
    padded = tuple(size + 2 * added for size, added in zip(x.spatial, padding, strict=True))
    if any(size < needed for size, needed in zip(padded, window, strict=True)):
        raise ShapeError(f"expects at least {times(window)} after padding for its window, got {times(padded)} from {x}")


def check_half(window: tuple[int, ...], padding: tuple[int, ...]) -> None:
    """Make sure that every window holds more than padding.

    Raises:
        ShapeError: the padding is more than half the window on some axis.
    """
    if any(2 * added > size for added, size in zip(padding, window, strict=True)):
        raise ShapeError(f"expects a padding of at most half the window {times(window)}, got {times(padding)}")


def check_groups(x: Shape, out_channels: int, groups: int) -> None:
    """Make sure that input and output channels split evenly into groups.

    Raises:
        ShapeError: they do not.
    """
    for name, count in (("input channels", x.channels), ("out_channels", out_channels)):
        if count % groups:
            raise ShapeError(f"expects {name} divisible by groups = {groups}, got {count}")


def axis_of(x: Shape, dim: int) -> int:
    """The axis that ``dim`` names, counted from 0; negative numbers count from the end.

    Raises:
        ShapeError: there is no such axis, or it is the batch.
    """
    axis = dim + x.rank if dim < 0 else dim
    if not 0 <= axis < x.rank:
        raise ShapeError(f"expects dim to name one of {x.rank} axes, got dim = {dim} for {x}")
    if axis == 0:
        raise ShapeError(f"expects dim to name an axis other than the batch, got dim = {dim} for {x}")
    return axis


def axes_of(x: Shape, dims: tuple[int, ...]) -> tuple[int, ...]:
    """The axes that these numbers name, in order; all but the batch where there are none.

    Raises:
        ShapeError: there is no such axis, it is the batch, or one is named twice.
    """
    axes = tuple(sorted(axis_of(x, dim) for dim in dims)) or tuple(range(1, x.rank))
    if len(set(axes)) < len(axes):
        raise ShapeError(f"expects every axis at most once, got dim = {', '.join(map(str, dims))} for {x}")
    return axes


def feature_axis(x: Shape, dim: int | None) -> int:
    """The axis that is named, or the one that usually holds features: the channels of a picture, else the last.

    Raises:
        ShapeError: there is no such axis, or it is the batch.
    """
    return axis_of(x, dim) if dim is not None else (1 if x.rank > 3 else x.rank - 1)


def filters(channels: int, kernel: tuple[int, ...], stride: tuple[int, ...], padding: tuple[int, ...]) -> str:
    """Filters in words, with what differs from the usual: ``16 · 3×3 · stride 2 · pad 1``."""
    parts = [str(channels), times(kernel)]
    if set(stride) != {1}:
        parts.append(f"stride {brief(stride)}")
    if set(padding) != {0}:
        parts.append(f"pad {brief(padding)}")
    return " · ".join(parts)
