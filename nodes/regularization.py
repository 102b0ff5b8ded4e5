"""Regularization: noise while training, nothing afterwards."""

from __future__ import annotations

from nodes.base import FLOAT, Node, Port
from nodes.call import Call, nn, own
from nodes.param import param
from nodes.registry import node
from nodes.shape import Shape


@node("Regularization", keywords=("drop", "overfitting", "noise"))
class Dropout(Node):
    """Sets a random share of the numbers to zero while training."""

    inputs = (Port("x", dtypes=FLOAT),)
    formula = "y = x · m / (1 − p), m = 0 with probability p, else 1"
    p: float = param(0.5, minimum=0, maximum=1, help="share of the numbers set to zero; 0.1 to 0.5 is usual")

    def build(self, x: Shape) -> Call:
        return Call(nn.Dropout, self.p)

    def summary(self) -> str:
        return f"p = {self.p:g}"


@node("Regularization", keywords=("drop", "channel", "overfitting", "spatial dropout"))
class Dropout2d(Node):
    """Sets whole channels of a picture to zero while training."""

    inputs = (Port("x", ranks=(4,), dtypes=FLOAT, layout="(N, C, H, W)"),)
    formula = "y_c = x_c · m_c / (1 − p), m_c = 0 with probability p, else 1"
    p: float = param(0.5, minimum=0, maximum=1, help="share of the channels set to zero; 0.1 to 0.5 is usual")

    def build(self, x: Shape) -> Call:
        return Call(nn.Dropout2d, self.p)

    def summary(self) -> str:
        return f"p = {self.p:g}"


@node("Regularization", keywords=("jitter", "random", "overfitting"))
class GaussianNoise(Node):
    """Adds normally distributed noise while training."""

    inputs = (Port("x", dtypes=FLOAT),)
    formula = "y = x + std · ε, ε ~ N(0, 1)"
    std: float = param(0.1, minimum=0, maximum=1000, help="standard deviation of the noise")

    def build(self, x: Shape) -> Call:
        return Call(own.GaussianNoise, self.std)

    def summary(self) -> str:
        return f"std {self.std:g}"
