"""What becomes of the units of a layer on their way through the next one, when they are doubled.

Every kind that may stand between a widened layer and its readers treats its units in one of a few ways; for any
other kind the layer before it cannot be widened without changing what the network says.
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass
from math import prod

from nodes.base import Node
from nodes.normalization import GroupNorm, LayerNorm
from nodes.normalization_sample import LayerNorm2d, RMSNorm
from nodes.shape import Shape
from nodes.sizes import axes_of, axis_of


@dataclass(frozen=True, slots=True)
class Units:
    """Where a tensor holds widened units.

    Attributes:
        axis: the axis that grows.
        origin: for every new place on it, the old place whose numbers stand there.
    """

    axis: int
    origin: tuple[int, ...]

    @property
    def old(self) -> int:
        """How long the axis was."""
        return max(self.origin) + 1

    def even(self, groups: int = 1) -> bool:
        """Whether each of these many parts of the axis holds all its old numbers equally often, so that its mean and
        variance stay."""
        size, rest = divmod(len(self.origin), groups)
        was = self.old // groups
        parts = [Counter(self.origin[part * size : (part + 1) * size]) for part in range(groups)]
        ranges = [range(part * was, (part + 1) * was) for part in range(groups)]
        return not rest and all(
            set(part) == set(places) and len(set(part.values())) == 1
            for part, places in zip(parts, ranges, strict=True)
        )


@dataclass(frozen=True, slots=True)
class Gather:
    """How one tensor of a state dict grows.

    Attributes:
        name: its name there.
        axis: the axis that grows.
        origin: for every new place, the old one whose numbers it takes.
        shared: copies share the number between them instead of all having it.
    """

    name: str
    axis: int
    origin: tuple[int, ...]
    shared: bool = False


def copies_of(old: int, new: int, seed: int = 0) -> tuple[int, ...]:
    """For each of ``new`` units, the old one that it is or copies. No unit is copied twice before each is copied once.

    A multiple of the old width puts copies side by side, so that groups of channels stay groups; otherwise the old
    units keep their places and copies of a random choice follow, as in the paper.
    """
    if new % old == 0:
        return tuple(place // (new // old) for place in range(new))
    rest: list[int] = []
    draw = random.Random(seed)
    while len(rest) < new - old:
        rest += draw.sample(range(old), old)
    return (*range(old), *rest[: new - old])


WIDTHS = {
    "Linear": "out_features",
    "Conv1d": "out_channels",
    "Conv2d": "out_channels",
    "Conv3d": "out_channels",
    "PointwiseConv2d": "out_channels",
    "ConvTranspose1d": "out_channels",
    "ConvTranspose2d": "out_channels",
    "ConvTranspose3d": "out_channels",
}
"""Kinds that can be widened, and that take up widened units; the parameter that says how wide they are."""

_MIXING = frozenset({"Softmax", "LogSoftmax", "Softmin", "GLU", "Maxout"})
"""Activations in which units meet."""

ENTRYWISE = frozenset({"Scale", "Shift", "Clamp"})
"""Kinds of other families that treat every number by itself."""

TOGETHER = frozenset({"Add", "Subtract", "Multiply", "Divide", "Maximum", "Minimum", "Average"})
"""Kinds that take tensors of one shape, number by number."""

PER_CHANNEL = frozenset({"BatchNorm1d", "BatchNorm2d", "BatchNorm3d", "InstanceNorm1d", "InstanceNorm2d"})
"""Kinds that treat every channel (axis 1) by itself, with a number per channel in all their tensors."""

OVER_UNITS = (LayerNorm, GroupNorm, RMSNorm, LayerNorm2d)
"""Kinds that standardize over units: the same where each unit has as many copies."""

REDUCTIONS = frozenset({"Mean", "Sum", "Max", "Min", "Std", "Norm"})

_ACROSS = frozenset({"SpatialPyramidPool2d", "MaxPool2dWithIndices"})
"""Poolings that rearrange channels, or give places."""


def entrywise(node: Node) -> bool:
    """Whether the node treats every number by itself, with no weights per unit."""
    if node.kind == "PReLU":
        return not getattr(node, "per_channel", False)
    if node.family == "Activation":
        return node.kind not in _MIXING
    return node.family == "Regularization" or node.kind in ENTRYWISE


def spatial(node: Node) -> bool:
    """Whether the node pools or resizes every channel (axis 1) by itself."""
    return (node.family == "Pooling" and node.kind not in _ACROSS) or node.kind in (
        "Upsample1d",
        "Upsample",
        "Upsample3d",
    )


def per_channel(node: Node) -> bool:
    """Whether the node treats every channel by itself, with weights of its own for each."""
    return node.kind in PER_CHANNEL or (node.kind == "PReLU" and getattr(node, "per_channel", False))


def normalized_axes(node: Node, x: Shape) -> tuple[int, ...]:
    """The axes over which one of `OVER_UNITS` takes its statistics and has weights."""
    if isinstance(node, LayerNorm | RMSNorm):
        return (x.rank - 1,) if node.over == "features" else tuple(range(1, x.rank))
    return (1,)


def flattened(units: Units, x: Shape) -> Units:
    """Behind a Flatten of a tensor of shape x (before it grows)."""
    sizes = x.sample
    before, after = prod(sizes[: units.axis - 1]), prod(sizes[units.axis :])
    old = units.old
    origin = (
        (outer * old + place) * after + inner
        for outer in range(before)
        for place in units.origin
        for inner in range(after)
    )
    return Units(1, tuple(origin))


def reduced(units: Units, node: Node, x: Shape) -> Units | None:
    """Behind a reduction over other axes; None where the units themselves are taken together."""
    axes = axes_of(x, getattr(node, "dim", ()))
    if units.axis in axes:
        return None
    gone = 0 if getattr(node, "keepdim", False) else sum(axis < units.axis for axis in axes)
    return Units(units.axis - gone, units.origin)


def joined(parts: list[tuple[Shape, Units | None]], dim: int) -> Units | None:
    """Behind a Concatenate; None where the tensors have grown differently along another axis."""
    axis = axis_of(parts[0][0], dim)
    grown = [units for _, units in parts if units is not None]
    if any(units.axis != axis for units in grown):
        return grown[0] if len(grown) == len(parts) and len(set(grown)) == 1 else None
    origin: list[int] = []
    start = 0
    for shape, units in parts:
        places = units.origin if units else range(shape.size(axis))
        origin += [start + place for place in places]
        start += shape.size(axis)
    return Units(axis, tuple(origin))
