"""Losses for numbers."""

from __future__ import annotations

from nodes.base import FLOAT, Port
from nodes.call import Call, F, Slot, method, own
from nodes.loss import Holds, Loss, X, aligned
from nodes.param import param
from nodes.registry import node
from nodes.shape import Shape, ShapeError

NUMBERS = (X, Port("target", dtypes=FLOAT, layout="numbers"))


@node("Loss", keywords=("regression", "squared error", "l2", "mean squared"))
class MSELoss(Loss):
    """Mean squared distance: large errors count most."""

    inputs = NUMBERS
    formula = "mean (x − target)²"

    def build(self, x: Shape, target: Shape) -> Call:
        return Call(F.mse_loss, *aligned(x, target))


@node("Loss", keywords=("regression", "absolute error", "mae", "median"))
class L1Loss(Loss):
    """Mean absolute distance: outliers count no more than others."""

    inputs = NUMBERS
    formula = "mean |x − target|"

    def build(self, x: Shape, target: Shape) -> Call:
        return Call(F.l1_loss, *aligned(x, target))


@node("Loss", keywords=("regression", "robust", "smooth l1", "outliers"))
class HuberLoss(Loss):
    """Squared for small distances, straight for large ones: robust against outliers."""

    inputs = NUMBERS
    formula = "½ d² for |d| ≤ delta, delta · (|d| − ½ delta) beyond; d = x − target"
    delta: float = param(1.0, minimum=1e-6, maximum=1e6, help="distance where the square turns into a line")

    def build(self, x: Shape, target: Shape) -> Call:
        return Call(F.huber_loss, *aligned(x, target), **self.options("delta"))

    def settings(self) -> str:
        return f"delta {self.delta:g}"


@node("Loss", keywords=("regression", "robust", "huber", "boxes", "detection", "fast r-cnn"))
class SmoothL1Loss(Loss):
    """Absolute distance with its corner rounded off: a Huber loss of slope 1 for large distances."""

    inputs = NUMBERS
    formula = "½ d² / beta for |d| < beta, |d| − ½ beta beyond; d = x − target"
    beta: float = param(1.0, minimum=1e-6, maximum=1e6, help="distance where the square turns into a line")

    def build(self, x: Shape, target: Shape) -> Call:
        return Call(F.smooth_l1_loss, *aligned(x, target), **self.options("beta"))

    def settings(self) -> str:
        return f"beta {self.beta:g}"


@node("Loss", keywords=("regression", "robust", "hyperbolic cosine", "smooth"))
class LogCoshLoss(Loss):
    """Squared for small distances, straight for large ones, without any border between."""

    inputs = NUMBERS
    formula = "mean log cosh(x − target)"

    def build(self, x: Shape, target: Shape) -> Call:
        return Call(own.LogCoshLoss).using(*aligned(x, target))


@node("Loss", keywords=("regression", "pinball", "interval", "percentile", "uncertainty", "forecast", "median"))
class QuantileLoss(Loss):
    """Makes x the number below which a given share of the truths lies: two of them enclose an interval."""

    inputs = NUMBERS
    formula = "mean max(q · d, (q − 1) · d), d = target − x"
    quantile: float = param(0.5, minimum=0.001, maximum=0.999, help="share q of truths below x; 0.5 is the median")

    def build(self, x: Shape, target: Shape) -> Call:
        return Call(own.QuantileLoss, self.quantile).using(*aligned(x, target))

    def settings(self) -> str:
        return f"quantile {self.quantile:g}"


@node("Loss", keywords=("regression", "counts", "events", "rate", "log likelihood"))
class PoissonNLLLoss(Loss):
    """For counts, such as calls in an hour: x is the logarithm of the count to be expected."""

    inputs = (X, Port("target", dtypes=FLOAT, layout="counts, not standardized"))
    raw_target = True
    formula = "mean exp(x) − target · x; x − target · log(x + eps) without log_input"
    log_input: bool = param(True, help="x is the logarithm of the expected count; else the count itself, above 0")
    full: bool = param(False, help="add Stirling's approximation of log target!, the same for every x", advanced=True)
    eps: float = param(
        1e-8, minimum=1e-12, maximum=1, help="keeps the logarithm of 0 away where log_input is off", advanced=True
    )

    def holds(self) -> Holds:
        return "logarithms" if self.log_input else "numbers"

    def build(self, x: Shape, target: Shape) -> Call:
        return Call(F.poisson_nll_loss, *aligned(x, target), **self.options("log_input", "full", "eps"))

    def settings(self) -> str:
        return "of the logarithm" if self.log_input else "of the count"


@node("Loss", keywords=("regression", "uncertainty", "heteroscedastic", "variance", "log likelihood", "normal"))
class GaussianNLLLoss(Loss):
    """Learns a number and how sure it is: x the mean, logvar the logarithm of the variance of a bell curve."""

    inputs = (X, Port("target", dtypes=FLOAT, layout="numbers"), Port("logvar", dtypes=FLOAT, layout="as x"))
    formula = "mean ½ (logvar + (x − target)² · exp(−logvar))"
    full: bool = param(False, help="add ½ log 2π, the same for every x: the true log likelihood", advanced=True)

    def build(self, x: Shape, target: Shape, logvar: Shape) -> Call:
        if logvar.dims != x.dims:
            raise ShapeError(f"expects x and logvar of one shape, got {x} and {logvar}")
        answer, truth = aligned(x, target)
        spread = Slot("logvar") if isinstance(answer, Slot) else Call(method.squeeze, Slot("logvar"), x.rank - 1)
        return Call(own.GaussianNLLLoss, **self.options("full")).using(answer, truth, spread)
