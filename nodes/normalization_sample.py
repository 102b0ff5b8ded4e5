"""Normalization of every sample by itself: the same in training and afterwards, whatever the batch."""

from __future__ import annotations

from math import prod
from typing import Literal

from nodes.base import FLOAT, Node, Port
from nodes.call import Call, F, Slot, nn, own
from nodes.normalization import EPS_HELP
from nodes.param import param
from nodes.ports import PICTURE, SERIES
from nodes.registry import node
from nodes.shape import Shape, ShapeError
from nodes.sizes import feature_axis


@node("Normalization", keywords=("rms norm", "root mean square", "transformer", "llama", "language model"))
class RMSNorm(Node):
    """Divides every sample, or every step of a sequence, by its root mean square; the mean stays."""

    inputs = (Port("x", ranks=(2, 3, 4, 5), dtypes=FLOAT, layout="(N, features), (N, L, features) or (N, C, H, W)"),)
    weighted = True
    formula = "y = x / √(mean x² + eps) · γ"
    over: Literal["features", "sample"] = param(
        "features", help="features: the last axis, step by step; sample: all axes but the batch (pictures)"
    )
    eps: float | None = param(
        None,
        minimum=1e-12,
        maximum=1,
        help="added to the mean square so that nothing is divided by zero; empty: 1.2e-7, the precision of float32",
        advanced=True,
    )
    elementwise_affine: bool = param(True, help="learn a scale γ per entry")

    def build(self, x: Shape) -> Call:
        if self.over == "features" and x.rank > 3:
            raise ShapeError(f"expects (N, features) or (N, L, features) over features, got {x}; set over to sample")
        sizes = x.sample if self.over == "sample" else (x.features,)
        if prod(sizes) < 2:
            raise ShapeError(f"expects at least 2 numbers to norm together, got {x}")
        normalized = sizes[0] if len(sizes) == 1 else sizes
        return Call(nn.RMSNorm, normalized, **self.options("eps", "elementwise_affine"))

    def summary(self) -> str:
        return f"over {self.over}"


@node("Normalization", keywords=("layer norm", "convnext", "channels first", "standardize", "picture", "image"))
class LayerNorm2d(Node):
    """Standardizes the channels of every pixel by themselves: the layer norm of pictures (ConvNeXt)."""

    inputs = (PICTURE,)
    weighted = True
    formula = "y_chw = (x_chw − mean_C) / √(var_C + eps) · γ_c + β_c"
    eps: float = param(1e-6, minimum=1e-12, maximum=1, help=EPS_HELP, advanced=True)

    def build(self, x: Shape) -> Call:
        if x.channels < 2:
            raise ShapeError(f"expects at least 2 channels to standardize together, got {x}")
        return Call(own.LayerNorm2d, x.channels, **self.options("eps"))


@node("Normalization", keywords=("instance norm", "style", "contrast", "standardize", "series"))
class InstanceNorm1d(Node):
    """Standardizes every channel of every series by itself."""

    inputs = (SERIES,)
    weighted = True
    formula = "y = (x − mean_L) / √(var_L + eps) · γ + β"
    eps: float = param(1e-5, minimum=1e-12, maximum=1, help=EPS_HELP, advanced=True)
    affine: bool = param(False, help="learn a scale γ and a shift β per channel")

    def build(self, x: Shape) -> Call:
        if prod(x.spatial) < 2:
            raise ShapeError(f"expects series of at least 2 steps, got {x}")
        return Call(nn.InstanceNorm1d, x.channels, **self.options("eps", "affine"))


@node("Normalization", keywords=("instance norm", "style", "contrast", "standardize"))
class InstanceNorm2d(Node):
    """Standardizes every channel of every picture by itself."""

    inputs = (PICTURE,)
    weighted = True
    formula = "y = (x − mean_HW) / √(var_HW + eps) · γ + β"
    eps: float = param(1e-5, minimum=1e-12, maximum=1, help=EPS_HELP, advanced=True)
    affine: bool = param(False, help="learn a scale γ and a shift β per channel")

    def build(self, x: Shape) -> Call:
        if prod(x.spatial) < 2:
            raise ShapeError(f"expects pictures of at least 2 pixels, got {x}")
        return Call(nn.InstanceNorm2d, x.channels, **self.options("eps", "affine"))


@node("Normalization", keywords=("lrn", "alexnet", "cross-channel normalization", "lateral inhibition"))
class LocalResponseNorm(Node):
    """Damps a channel where its neighbouring channels are strong (AlexNet)."""

    inputs = (Port("x", ranks=(3, 4), dtypes=FLOAT, layout="(N, C, L) or (N, C, H, W)"),)
    formula = "y_c = x_c / (k + alpha/size · Σ_near x²)^beta"
    size: int = param(5, minimum=1, maximum=65536, unit="channels", help="number of neighbouring channels that count")
    alpha: float = param(1e-4, minimum=0, maximum=100, help="strength of the damping")
    beta: float = param(0.75, minimum=0, maximum=10, help="exponent of the denominator")
    k: float = param(1.0, minimum=1e-6, maximum=1000, help="constant in the denominator")

    def build(self, x: Shape) -> Call:
        return Call(nn.LocalResponseNorm, self.size, **self.options("alpha", "beta", "k"))

    def summary(self) -> str:
        return f"{self.size} channels"


@node("Normalization", keywords=("unit length", "l2", "cosine", "embedding", "metric learning", "sphere", "euclidean"))
class L2Normalize(Node):
    """Scales vectors to length one: only their direction is left, so products become cosines."""

    inputs = (Port("x", ranks=(2, 3, 4, 5), dtypes=FLOAT, layout="(N, features), (N, L, features) or (N, C, H, W)"),)
    formula = "y = x / max(‖x‖₂, eps)"
    dim: int | None = param(
        None,
        minimum=-4,
        maximum=4,
        help="axis along which a vector lies, the batch being 0; empty: the channels of a picture, else the last axis",
    )
    eps: float = param(
        1e-12,
        minimum=1e-12,
        maximum=1,
        help="smallest length that is divided by: vectors near zero stay small",
        advanced=True,
    )

    def build(self, x: Shape) -> Call:
        return Call(F.normalize, Slot("x"), dim=feature_axis(x, self.dim), **self.options("eps"))

    def summary(self) -> str:
        return "" if self.dim is None else f"along axis {self.dim}"
