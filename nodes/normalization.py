"""Normalization: zero mean and unit variance over some of the axes, then a learned scale and shift."""

from __future__ import annotations

from math import prod
from typing import Literal

from nodes.base import FLOAT, Node, Port
from nodes.call import Call, nn
from nodes.param import param
from nodes.ports import PICTURE, VOLUME
from nodes.registry import node
from nodes.shape import Shape, ShapeError

EPS_HELP = "added to the variance so that nothing is divided by zero"
MOMENTUM_HELP = "weight of the newest batch in the running statistics; empty takes the mean of all batches"


@node("Normalization", keywords=("batch norm", "bn", "standardize"))
class BatchNorm1d(Node):
    """Standardizes every feature over the batch, with running statistics for use after training."""

    inputs = (Port("x", ranks=(2, 3), dtypes=FLOAT, layout="(N, C) or (N, C, L)"),)
    weighted = True
    passes = True
    formula = "y = (x − mean_batch) / √(var_batch + eps) · γ + β"
    eps: float = param(1e-5, minimum=1e-12, maximum=1, help=EPS_HELP, advanced=True)
    momentum: float | None = param(0.1, minimum=0, maximum=1, help=MOMENTUM_HELP, advanced=True)
    affine: bool = param(True, help="learn a scale γ and a shift β per channel")

    def build(self, x: Shape) -> Call:
        return Call(nn.BatchNorm1d, x.channels, **self.options("eps", "momentum", "affine"))


@node("Normalization", keywords=("batch norm", "bn", "standardize", "picture", "image"))
class BatchNorm2d(Node):
    """Standardizes every channel over batch and picture, with running statistics for use after training."""

    inputs = (PICTURE,)
    weighted = True
    passes = True
    formula = "y = (x − mean_NHW) / √(var_NHW + eps) · γ + β"
    eps: float = param(1e-5, minimum=1e-12, maximum=1, help=EPS_HELP, advanced=True)
    momentum: float | None = param(0.1, minimum=0, maximum=1, help=MOMENTUM_HELP, advanced=True)
    affine: bool = param(True, help="learn a scale γ and a shift β per channel")

    def build(self, x: Shape) -> Call:
        return Call(nn.BatchNorm2d, x.channels, **self.options("eps", "momentum", "affine"))


@node("Normalization", keywords=("batch norm", "bn", "standardize", "volume", "video"))
class BatchNorm3d(Node):
    """Standardizes every channel over batch and volume, with running statistics for use after training."""

    inputs = (VOLUME,)
    weighted = True
    passes = True
    formula = "y = (x − mean_NDHW) / √(var_NDHW + eps) · γ + β"
    eps: float = param(1e-5, minimum=1e-12, maximum=1, help=EPS_HELP, advanced=True)
    momentum: float | None = param(0.1, minimum=0, maximum=1, help=MOMENTUM_HELP, advanced=True)
    affine: bool = param(True, help="learn a scale γ and a shift β per channel")

    def build(self, x: Shape) -> Call:
        return Call(nn.BatchNorm3d, x.channels, **self.options("eps", "momentum", "affine"))


@node("Normalization", keywords=("layer norm", "ln", "transformer", "standardize"))
class LayerNorm(Node):
    """Standardizes every sample, or every step of a sequence, by itself."""

    inputs = (Port("x", ranks=(2, 3, 4, 5), dtypes=FLOAT, layout="(N, features), (N, L, features) or (N, C, H, W)"),)
    weighted = True
    passes = True
    formula = "y = (x − mean) / √(var + eps) · γ + β"
    over: Literal["features", "sample"] = param(
        "features", help="features: the last axis, step by step; sample: all axes but the batch (pictures)"
    )
    eps: float = param(1e-5, minimum=1e-12, maximum=1, help=EPS_HELP, advanced=True)
    elementwise_affine: bool = param(True, help="learn a scale γ and a shift β per entry")
    bias: bool = param(True, help="learn the shift β beside the scale γ", advanced=True)

    def build(self, x: Shape) -> Call:
        if self.over == "features" and x.rank > 3:
            raise ShapeError(f"expects (N, features) or (N, L, features) over features, got {x}; set over to sample")
        sizes = x.sample if self.over == "sample" else (x.features,)
        if prod(sizes) < 2:
            raise ShapeError(f"expects at least 2 numbers to standardize together, got {x}")
        normalized = sizes[0] if len(sizes) == 1 else sizes
        return Call(nn.LayerNorm, normalized, **self.options("eps", "elementwise_affine", "bias"))

    def summary(self) -> str:
        return f"over {self.over}"


@node("Normalization", keywords=("group norm", "gn", "standardize", "small batch"))
class GroupNorm(Node):
    """Standardizes groups of channels of every sample; does not depend on the batch."""

    inputs = (Port("x", ranks=(2, 3, 4), dtypes=FLOAT, layout="(N, C), (N, C, L) or (N, C, H, W)"),)
    weighted = True
    passes = True
    formula = "y = (x − mean_group) / √(var_group + eps) · γ + β"
    num_groups: int = param(4, minimum=1, maximum=65536, help="number of groups; it must divide the channels")
    eps: float = param(1e-5, minimum=1e-12, maximum=1, help=EPS_HELP, advanced=True)
    affine: bool = param(True, help="learn a scale γ and a shift β per channel")

    def build(self, x: Shape) -> Call:
        if x.channels % self.num_groups:
            raise ShapeError(f"expects channels divisible by num_groups = {self.num_groups}, got {x}")
        if x.channels // self.num_groups * prod(x.spatial) < 2:
            raise ShapeError(f"expects at least 2 numbers in each of {self.num_groups} groups, got {x}")
        return Call(nn.GroupNorm, self.num_groups, x.channels, **self.options("eps", "affine"))

    def summary(self) -> str:
        return f"{self.num_groups} groups"
