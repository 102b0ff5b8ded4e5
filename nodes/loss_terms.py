"""Terms of a loss: distances between distributions, penalties, and whatever a drawing computes itself."""

from __future__ import annotations

from typing import Literal

from nodes.agree import check_same
from nodes.base import FLOAT, Port
from nodes.call import Call, F, Slot, method, own
from nodes.loss import Holds, Loss
from nodes.param import param
from nodes.registry import node
from nodes.shape import Shape, ShapeError

FEATURES = (2, 3, 4, 5)


class _Term(Loss):
    """What terms have in common: there is no right answer, or none that x answers."""

    judges = False


@node("Loss", keywords=("distribution", "kullback leibler", "distillation", "teacher", "soft labels", "divergence"))
class KLDivLoss(_Term):
    """How far the distribution x is from the target's. x are log probabilities, as a LogSoftmax gives them."""

    inputs = (
        Port("x", ranks=FEATURES, dtypes=FLOAT, layout="log probabilities (N, …)"),
        Port("target", ranks=FEATURES, dtypes=FLOAT, layout="probabilities (N, …), not standardized"),
    )
    raw_target = True
    formula = "Σ target · (log target − x) / N"
    log_target: bool = param(False, help="the target are log probabilities, too")

    def holds(self) -> Holds:
        return "log probabilities"

    def build(self, x: Shape, target: Shape) -> Call:
        check_same(x, target)
        options = self.options("log_target")
        return Call(F.kl_div, Slot("x"), Slot("target"), reduction="batchmean", **options)


@node("Loss", keywords=("variational autoencoder", "vae", "kullback leibler", "latent", "prior", "elbo"))
class GaussianKLLoss(_Term):
    """Keeps the codes of a variational autoencoder near a standard bell curve: mean and logvar of its encoder."""

    inputs = (
        Port("mean", ranks=FEATURES, dtypes=FLOAT, layout="(N, features)"),
        Port("logvar", ranks=FEATURES, dtypes=FLOAT, layout="logarithms of variances, as mean"),
    )
    formula = "½ Σ (mean² + exp(logvar) − 1 − logvar) / N"

    def build(self, mean: Shape, logvar: Shape) -> Call:
        check_same(mean, logvar)
        return Call(own.GaussianKLLoss)


@node("Loss", keywords=("regularization", "sparse", "l1", "l2", "sparse autoencoder", "activation"))
class ActivityPenalty(_Term):
    """Keeps numbers inside the network small: hang it on a layer, and set its weight to a small factor."""

    inputs = (Port("x", dtypes=FLOAT, layout="any layer's numbers"),)
    formula = "l1: mean |x|; l2: mean x²"
    norm: Literal["l1", "l2"] = param("l1", help="l1 makes many numbers zero, l2 keeps all of them small")

    def build(self, x: Shape) -> Call:
        return Call(method.mean, Call(method.abs if self.norm == "l1" else method.square, Slot("x")))

    def settings(self) -> str:
        return self.norm


@node("Loss", keywords=("custom", "own loss", "minimize", "energy", "any tensor"))
class MeanLoss(_Term):
    """Takes the mean of whatever arrives as the loss: for a loss that the drawing computes itself."""

    inputs = (Port("x", dtypes=FLOAT, layout="what is to become small (N, …)"),)
    formula = "mean x"

    def build(self, x: Shape) -> Call:
        if not x.rank:
            raise ShapeError(f"expects one row per sample, got {x}")
        return Call(method.mean, Slot("x"))
