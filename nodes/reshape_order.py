"""Entries in another order, or more than once."""

from __future__ import annotations

from nodes.base import FLOAT, Node, Port
from nodes.call import Call, F, Slot, method, torch
from nodes.param import Sizes, param
from nodes.ports import ANYTHING
from nodes.registry import node
from nodes.shape import Shape, ShapeError
from nodes.sizes import axes_of, axis_of, times
from nodes.window import Windows, mixed


@node("Reshape", keywords=("shufflenet", "group convolution", "mix", "permute"))
class ChannelShuffle(Node):
    """Deals the channels of all groups out in turn, so that the next grouped convolution sees every group."""

    inputs = (Port("x", ranks=(3, 4, 5), dtypes=FLOAT, layout="(N, C, L), (N, C, H, W) or (N, C, D, H, W)"),)
    formula = "channels (groups, C / groups) read as (C / groups, groups)"
    groups: int = param(2, minimum=1, maximum=65536, help="number of groups; it must divide the channels")

    def build(self, x: Shape) -> Call:
        if x.channels % self.groups:
            raise ShapeError(f"expects channels divisible by groups = {self.groups}, got {x}")
        return Call(F.channel_shuffle, Slot("x"), self.groups)

    def window(self, x: Shape, port: str) -> Windows:
        return mixed(x, 1)

    def summary(self) -> str:
        return f"{self.groups} groups"


@node("Reshape", keywords=("mirror", "reverse", "backwards", "augmentation"))
class Flip(Node):
    """Turns axes round: the last entry comes first."""

    inputs = (ANYTHING,)
    formula = "y[i] = x[n − 1 − i]"
    dim: Sizes = param(
        (-1,), minimum=-5, maximum=5, longest=5, help="axes that are turned, the batch being 0, -1 the last"
    )

    def build(self, x: Shape) -> Call:
        if not self.dim:
            raise ShapeError("expects at least one axis in dim, got none")
        return Call(torch.flip, Slot("x"), axes_of(x, self.dim))

    def window(self, x: Shape, port: str) -> Windows:
        return mixed(x, *self.dim)

    def summary(self) -> str:
        return f"axis {', '.join(map(str, self.dim))}"


@node("Reshape", keywords=("cyclic", "rotate", "circular shift", "swin transformer", "delay"))
class Roll(Node):
    """Moves all entries of an axis along; what leaves at one end comes back at the other."""

    inputs = (ANYTHING,)
    formula = "y[(i + shifts) mod n] = x[i]"
    shifts: int = param(1, minimum=-(2**24), maximum=2**24, help="places to move; negative moves towards the front")
    dim: int = param(-1, minimum=-5, maximum=5, help="axis that is moved, the batch being 0 and the last one -1")

    def build(self, x: Shape) -> Call:
        return Call(torch.roll, Slot("x"), self.shifts, axis_of(x, self.dim))

    def window(self, x: Shape, port: str) -> Windows:
        return mixed(x, self.dim)

    def summary(self) -> str:
        return f"{self.shifts:+d} along axis {self.dim}"


@node("Reshape", keywords=("tile", "repeat vector", "copy", "duplicate", "repeat_interleave", "broadcast"))
class Repeat(Node):
    """Writes an axis several times behind each other, or every entry several times."""

    inputs = (ANYTHING,)
    formula = "a, b → a, b, a, b; interleave: a, a, b, b"
    repeats: int = param(2, minimum=1, maximum=65536, unit="times", help="how often it is written")
    dim: int = param(1, minimum=-5, maximum=5, help="axis that grows, the batch being 0 and the last one -1")
    interleave: bool = param(False, help="repeat every entry by itself instead of the whole axis")

    def build(self, x: Shape) -> Call:
        axis = axis_of(x, self.dim)
        if self.interleave:
            return Call(method.repeat_interleave, Slot("x"), self.repeats, dim=axis)
        return Call(method.repeat, Slot("x"), *(self.repeats if each == axis else 1 for each in range(x.rank)))

    def summary(self) -> str:
        return f"×{self.repeats} along axis {self.dim}"


@node("Reshape", keywords=("broadcast", "stretch", "copy", "spread"))
class Expand(Node):
    """Stretches axes of size 1 by repeating their only entry."""

    inputs = (ANYTHING,)
    formula = "(N, 1, L) → (N, C, L) for sizes C, -1"
    sizes: Sizes = param(
        (8,), minimum=-1, maximum=2**24, longest=5, help="sizes of one sample without the batch; -1 keeps a size"
    )

    def build(self, x: Shape) -> Call:
        if len(self.sizes) != x.rank - 1:
            raise ShapeError(f"expects {len(self.sizes)} axes behind the batch as sizes names, got {x}")
        for axis, (size, wanted) in enumerate(zip(x.sample, self.sizes, strict=True), start=1):
            if wanted == 0 or (wanted not in (-1, size) and size != 1):
                raise ShapeError(f"expects size 1 or {wanted} on axis {axis} to expand to {times(self.sizes)}, got {x}")
        return Call(method.expand, Slot("x"), -1, *self.sizes)

    def summary(self) -> str:
        return f"to {times(self.sizes)}"
