"""Attention by a small network that scores every step: softly, or by choosing one."""

from __future__ import annotations

from nodes.base import FLOAT, Node, Port
from nodes.call import Call, own
from nodes.param import param
from nodes.registry import node
from nodes.shape import Shape, ShapeError
from nodes.window import Windows, whole

SEQUENCE = (Port("x", ranks=(3,), dtypes=FLOAT, layout="(N, L, features)"),)
HIDDEN_HELP = "numbers in the hidden layer that scores a step"


@node("Attention", keywords=("bahdanau", "soft", "translation", "encoder decoder", "alignment", "concat attention"))
class AdditiveAttention(Node):
    """Scores every step of k for the query q with a small network. y: weighted mean of k; weights: how much of each."""

    inputs = (
        Port("q", ranks=(2, 3), dtypes=FLOAT, layout="one query (N, features) or queries (N, L, features)"),
        Port("k", ranks=(3,), dtypes=FLOAT, layout="(N, S, features)"),
    )
    outputs = ("y", "weights")
    weighted = True
    formula = "weights = softmaxₛ(vᵀ tanh(W q + U kₛ + b)), y = Σₛ weightsₛ · kₛ"
    hidden_features: int = param(64, minimum=1, maximum=65536, help=HIDDEN_HELP)

    def build(self, q: Shape, k: Shape) -> Call:
        if q.dims[0] != k.dims[0]:
            raise ShapeError(f"expects q and k of one batch, got {q} and {k}")
        return Call(own.AdditiveAttention, q.features, k.features, self.hidden_features).giving(y=(0,), weights=(1,))

    def window(self, x: Shape, port: str) -> Windows:
        return whole(x)

    def summary(self) -> str:
        return f"{self.hidden_features} hidden"


@node("Attention", keywords=("soft attention", "weighted mean", "learned query", "many to one", "text", "explain"))
class SoftAttentionPool(Node):
    """Sums a sequence up with learned weights. y: weighted mean of the steps; weights: how much each counts."""

    inputs = SEQUENCE
    outputs = ("y", "weights")
    weighted = True
    formula = "weights = softmaxₗ(uᵀ tanh(W xₗ + b)), y = Σₗ weightsₗ · xₗ"
    hidden_features: int = param(64, minimum=1, maximum=65536, help=HIDDEN_HELP)

    def build(self, x: Shape) -> Call:
        return Call(own.SoftAttentionPool, x.features, self.hidden_features).giving(y=(0,), weights=(1,))

    def window(self, x: Shape, port: str) -> Windows:
        return whole(x)

    def summary(self) -> str:
        return f"{self.hidden_features} hidden"


@node("Attention", keywords=("stochastic", "glimpse", "straight-through", "gumbel", "select", "captioning", "sample"))
class HardAttention(Node):
    """Looks at one step only, which it learns to choose. y: that step; weights: 1 at it and 0 elsewhere."""

    inputs = SEQUENCE
    outputs = ("y", "weights")
    weighted = True
    formula = "y = x_c, c drawn from softmax(uᵀ tanh(W x + b) / temperature), the likeliest after training"
    hidden_features: int = param(64, minimum=1, maximum=65536, help=HIDDEN_HELP)
    temperature: float = param(
        1.0, minimum=0.01, maximum=100, help="of the choice while training: small picks the best nearly always"
    )
    sampled: bool = param(True, help="draw the step while training; else take the best then too")

    def build(self, x: Shape) -> Call:
        options = self.options("temperature", "sampled")
        return Call(own.HardAttention, x.features, self.hidden_features, **options).giving(y=(0,), weights=(1,))

    def window(self, x: Shape, port: str) -> Windows:
        return whole(x)

    def summary(self) -> str:
        return f"{self.hidden_features} hidden"
