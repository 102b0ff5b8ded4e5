"""Regularization: noise while training, nothing afterwards."""

from __future__ import annotations

from nodes.base import FLOAT, Node, Port
from nodes.call import Call, nn, own
from nodes.param import param
from nodes.ports import FLOATS, PICTURE, SERIES, VOLUME
from nodes.registry import node
from nodes.shape import Shape

CHANNELS_HELP = "share of the channels set to zero; 0.1 to 0.5 is usual"
CHANNELS_FORMULA = "y_c = x_c · m_c / (1 − p), m_c = 0 with probability p, else 1"


@node("Regularization", keywords=("drop", "overfitting", "noise"))
class Dropout(Node):
    """Sets a random share of the numbers to zero while training."""

    inputs = (FLOATS,)
    passes = True
    formula = "y = x · m / (1 − p), m = 0 with probability p, else 1"
    p: float = param(0.5, minimum=0, maximum=1, help="share of the numbers set to zero; 0.1 to 0.5 is usual")

    def build(self, x: Shape) -> Call:
        return Call(nn.Dropout, self.p)

    def summary(self) -> str:
        return f"p = {self.p:g}"


@node("Regularization", keywords=("drop", "channel", "overfitting", "spatial dropout", "series"))
class Dropout1d(Node):
    """Sets whole channels of a series to zero while training."""

    inputs = (SERIES,)
    passes = True
    formula = CHANNELS_FORMULA
    p: float = param(0.5, minimum=0, maximum=1, help=CHANNELS_HELP)

    def build(self, x: Shape) -> Call:
        return Call(nn.Dropout1d, self.p)

    def summary(self) -> str:
        return f"p = {self.p:g}"


@node("Regularization", keywords=("drop", "channel", "overfitting", "spatial dropout"))
class Dropout2d(Node):
    """Sets whole channels of a picture to zero while training."""

    inputs = (PICTURE,)
    passes = True
    formula = CHANNELS_FORMULA
    p: float = param(0.5, minimum=0, maximum=1, help=CHANNELS_HELP)

    def build(self, x: Shape) -> Call:
        return Call(nn.Dropout2d, self.p)

    def summary(self) -> str:
        return f"p = {self.p:g}"


@node("Regularization", keywords=("drop", "channel", "overfitting", "spatial dropout", "volume", "video"))
class Dropout3d(Node):
    """Sets whole channels of a volume to zero while training."""

    inputs = (VOLUME,)
    passes = True
    formula = CHANNELS_FORMULA
    p: float = param(0.5, minimum=0, maximum=1, help=CHANNELS_HELP)

    def build(self, x: Shape) -> Call:
        return Call(nn.Dropout3d, self.p)

    def summary(self) -> str:
        return f"p = {self.p:g}"


@node("Regularization", keywords=("drop", "selu", "self-normalizing", "overfitting"))
class AlphaDropout(Node):
    """Dropout for chains of SELU: sets numbers to the value SELU ends at, so that mean and variance stay."""

    inputs = (FLOATS,)
    formula = "y = a · (x, or −1.7581 with probability p) + b, a and b keep mean 0 and variance 1"
    p: float = param(0.5, minimum=0, maximum=1, help="share of the numbers replaced; 0.05 to 0.1 is usual")

    def build(self, x: Shape) -> Call:
        return Call(nn.AlphaDropout, self.p)

    def summary(self) -> str:
        return f"p = {self.p:g}"


@node("Regularization", keywords=("drop", "channel", "selu", "self-normalizing", "overfitting"))
class FeatureAlphaDropout(Node):
    """Alpha dropout of whole channels, for chains of convolutions and SELU."""

    inputs = (Port("x", ranks=(3, 4, 5), dtypes=FLOAT, layout="(N, C, L), (N, C, H, W) or (N, C, D, H, W)"),)
    formula = "y_c = a · (x_c, or −1.7581 with probability p) + b, a and b keep mean 0 and variance 1"
    p: float = param(0.5, minimum=0, maximum=1, help="share of the channels replaced; 0.05 to 0.1 is usual")

    def build(self, x: Shape) -> Call:
        return Call(nn.FeatureAlphaDropout, self.p)

    def summary(self) -> str:
        return f"p = {self.p:g}"


@node("Regularization", keywords=("stochastic depth", "drop", "residual", "deep", "vision transformer", "convnext"))
class DropPath(Node):
    """Leaves out a whole branch for random samples while training: place it before the Add of a residual block."""

    inputs = (FLOATS,)
    passes = True
    formula = "y_n = x_n · m_n / (1 − p), m_n = 0 with probability p for the whole sample n, else 1"
    p: float = param(
        0.1, minimum=0, maximum=1, help="share of the samples whose branch is left out; 0.1 to 0.5 is usual"
    )

    def build(self, x: Shape) -> Call:
        return Call(own.DropPath, self.p)

    def summary(self) -> str:
        return f"p = {self.p:g}"


@node("Regularization", keywords=("jitter", "random", "overfitting"))
class GaussianNoise(Node):
    """Adds normally distributed noise while training."""

    inputs = (FLOATS,)
    formula = "y = x + std · ε, ε ~ N(0, 1)"
    std: float = param(0.1, minimum=0, maximum=1000, help="standard deviation of the noise")

    def build(self, x: Shape) -> Call:
        return Call(own.GaussianNoise, self.std)

    def summary(self) -> str:
        return f"std {self.std:g}"


@node("Regularization", keywords=("gaussian dropout", "speckle", "random", "overfitting", "jitter"))
class MultiplicativeNoise(Node):
    """Multiplies every number with one drawn around 1 while training (Gaussian dropout): large numbers shake most."""

    inputs = (FLOATS,)
    formula = "y = x · (1 + std · ε), ε ~ N(0, 1)"
    std: float = param(0.5, minimum=0, maximum=1000, help="spread of the factors; √(p / (1 − p)) acts like Dropout(p)")

    def build(self, x: Shape) -> Call:
        return Call(own.MultiplicativeNoise, self.std)

    def summary(self) -> str:
        return f"std {self.std:g}"
