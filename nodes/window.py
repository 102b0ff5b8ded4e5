"""What one entry of a result sees of a tensor that arrives: the local part of its receptive field.

A kind says it by `Node.window`, or by `Node.sees`. Along every axis entry u sees the entries i with

    u · stride − padding  ≤  i · enlarge  ≤  u · stride − padding + size − 1,

which holds for convolutions and pooling (enlarge 1), for transposed convolutions (stride 1), and for resizing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from nodes.shape import Shape
from nodes.sizes import axis_of, reach

BLENDED = {"nearest": 0, "linear": 1, "bilinear": 1, "trilinear": 1, "bicubic": 2}
"""How far from its place a resized entry looks on either side, in arriving entries; 0: it repeats the one below."""


@dataclass(frozen=True, slots=True)
class Window:
    """How the entries along one axis of a result see one axis of what arrives.

    Attributes:
        axis: axis of the result along which the window moves, the batch being 0; 0 for a window that stands still.
        size, stride, padding, enlarge: see above.
        placed: whether neighbours see neighbouring windows; else only the size is known, as of patches in rows.
    """

    axis: int
    size: int = 1
    stride: int = 1
    padding: int = 0
    enlarge: int = 1
    placed: bool = True


Windows = tuple[Window | None, ...]
"""One for every axis behind the batch of what arrives; None: the axis is seen from end to end."""


def slide(
    kernel: tuple[int, ...], stride: tuple[int, ...], padding: tuple[int, ...], dilation: tuple[int, ...] = ()
) -> Windows:
    """A window that slides over the axes behind the channels and sees all channels."""
    sizes = reach(kernel, dilation or (1,) * len(kernel))
    axes = zip(sizes, stride, padding, strict=True)
    return (None, *(Window(axis, *each) for axis, each in enumerate(axes, start=2)))


def write(
    kernel: tuple[int, ...], stride: tuple[int, ...], padding: tuple[int, ...], dilation: tuple[int, ...] = ()
) -> Windows:
    """The other way round: every arriving entry is written into a window of the result (transposed convolutions)."""
    sizes = reach(kernel, dilation or (1,) * len(kernel))
    axes = zip(sizes, stride, padding, strict=True)
    return (
        None,
        *(
            Window(axis, size, padding=size - 1 - cut, enlarge=step)
            for axis, (size, step, cut) in enumerate(axes, start=2)
        ),
    )


def resize(
    x: Shape, sizes: tuple[int, ...], mode: str = "nearest", align_corners: bool = False, antialias: bool = False
) -> Windows:
    """Every entry looks at its place in what arrives and blends what is near (`torch.nn.functional.interpolate`)."""
    axes = zip(x.spatial, sizes, strict=True)
    return (
        None,
        *(
            _resized(axis, before, after, BLENDED[mode], align_corners, antialias)
            for axis, (before, after) in enumerate(axes, start=2)
        ),
    )


def _resized(axis: int, before: int, after: int, near: int, align_corners: bool, antialias: bool) -> Window:
    if near == 0:  # entry u repeats ⌊u · before / after⌋
        return _window(axis, before, after, -after + 1, 0)
    if align_corners:  # place u · (before − 1) / (after − 1)
        place, unit, start = (before - 1, after - 1, 0) if after > 1 else (0, 1, 0)
    else:  # place (u + ½) · before / after − ½
        place, unit, start = 2 * before, 2 * after, before - after
    reached = near * max(unit, place) if antialias else near * unit
    return _window(axis, place, unit, start - reached + 1, start + reached - 1)


def divide(x: Shape, sizes: tuple[int, ...]) -> Windows:
    """Adaptive pooling: window u reaches from ⌊u · before / after⌋ to ⌈(u + 1) · before / after⌉."""
    axes = zip(x.spatial, sizes, strict=True)
    return (
        None,
        *(_window(axis, before, after, -after + 1, before - 1) for axis, (before, after) in enumerate(axes, start=2)),
    )


def _window(axis: int, stride: int, enlarge: int, start: int, end: int) -> Window:
    """The window from start to end of entry 0, both in 1 / enlarge of an arriving entry."""
    return Window(axis, end - start + 1, stride, -start, enlarge)


def same(x: Shape) -> Windows:
    """Every axis entry by entry."""
    return tuple(Window(axis) for axis in range(1, x.rank))


def mixed(x: Shape, *axes: int) -> Windows:
    """All along these axes (negative ones count from the end), entry by entry along the others."""
    seen = {axis_of(x, axis) for axis in axes}
    return tuple(None if axis in seen else Window(axis) for axis in range(1, x.rank))


def reduced(x: Shape, axes: tuple[int, ...], keepdim: bool = False) -> Windows:
    """All along these axes, which vanish; entry by entry along the others, which move up."""
    windows: list[Window | None] = []
    for axis in range(1, x.rank):
        gone = 0 if keepdim else sum(each < axis for each in axes)
        windows.append(None if axis in axes else Window(axis - gone))
    return tuple(windows)


def chosen(x: Shape, axis: int, entry: int) -> Windows:
    """One entry of an axis, which vanishes."""
    windows = list(reduced(x, (axis,)))
    windows[axis - 1] = Window(0, stride=0, padding=-(entry % x.size(axis)))
    return tuple(windows)


def moved(order: tuple[int, ...]) -> Windows:
    """Axes in another order: axis ``order[i]`` of what arrives becomes axis i, the batch stays."""
    return tuple(Window(order.index(axis)) for axis in range(1, len(order)))


def whole(x: Shape) -> Windows:
    """Everything."""
    return (None,) * (x.rank - 1)


def by_length(x: Shape, result: Shape) -> Windows:
    """Entry by entry along axes that keep their length; all of the others, or of all where their number changes."""
    if x.rank != result.rank:
        return whole(x)
    return tuple(Window(axis) if x.dims[axis] == result.dims[axis] else None for axis in range(1, x.rank))


def in_rows(windows: Windows, axis: int) -> Windows:
    """The same windows lined up row by row along one axis: where one stands cannot be told by its number alone."""
    return tuple(window and replace(window, axis=axis, placed=False) for window in windows)
