"""Where a step stands in its sequence, and coordinates as waves."""

from __future__ import annotations

from nodes.base import FLOAT, Node, Port
from nodes.call import Call, own
from nodes.param import param
from nodes.registry import node
from nodes.shape import Shape, ShapeError
from nodes.window import Windows, mixed

SEQUENCE = (Port("x", ranks=(3,), dtypes=FLOAT, layout="(N, L, features)"),)
BASE_HELP = "the longest wave is about 2π times as many steps"


@node("Embedding", keywords=("positional encoding", "sine", "transformer", "order", "time"))
class SinusoidalPositions(Node):
    """Adds fixed waves of many lengths to the steps, so that a transformer knows their order."""

    inputs = SEQUENCE
    formula = "y[p, 2i] = x + sin(p / base^(2i / F)), y[p, 2i + 1] = x + cos(p / base^(2i / F))"
    base: float = param(10000.0, minimum=2, maximum=1e9, help=BASE_HELP, advanced=True)

    def build(self, x: Shape) -> Call:
        return Call(own.SinusoidalPositions, x.size(1), x.features, **self.options("base"))


@node("Embedding", keywords=("positional embedding", "transformer", "gpt", "vit", "bert", "order", "time"))
class LearnedPositions(Node):
    """Adds a learned vector to every step, so that a transformer knows their order."""

    inputs = SEQUENCE
    weighted = True
    formula = "y[p] = x[p] + W[p]"
    max_steps: int | None = param(
        None, minimum=1, maximum=10_000_000, help="rows of the table; empty: as many as steps arrive", advanced=True
    )

    def build(self, x: Shape) -> Call:
        steps = x.size(1)
        if self.max_steps is not None and steps > self.max_steps:
            raise ShapeError(f"expects at most max_steps = {self.max_steps} steps, got {x}")
        return Call(own.LearnedPositions, self.max_steps or steps, x.features)

    def summary(self) -> str:
        return f"up to {self.max_steps} steps" if self.max_steps else ""


@node("Embedding", keywords=("rope", "positional encoding", "relative", "llama", "transformer", "rotation"))
class RotaryPositions(Node):
    """Turns pairs of features by an angle that grows with the step: for queries and keys before their product."""

    inputs = (Port("x", ranks=(3, 4), dtypes=FLOAT, layout="(N, L, features) or (N, heads, L, features)"),)
    formula = "(y₂ᵢ, y₂ᵢ₊₁) = rotation of (x₂ᵢ, x₂ᵢ₊₁) by p / base^(2i / F)"
    base: float = param(10000.0, minimum=2, maximum=1e9, help=BASE_HELP, advanced=True)

    def build(self, x: Shape) -> Call:
        if x.features % 2:
            raise ShapeError(f"expects an even number of features to turn in pairs, got {x}")
        return Call(own.RotaryPositions, x.size(-2), x.features, **self.options("base"))

    def window(self, x: Shape, port: str) -> Windows:
        return mixed(x, -1)


@node("Embedding", keywords=("t5", "shaw", "attention scores", "distance", "swin", "transformer"))
class RelativePositionBias(Node):
    """Adds a learned number per head and distance to attention scores, before their softmax."""

    inputs = (Port("x", ranks=(4,), dtypes=FLOAT, layout="scores (N, heads, L, S)"),)
    weighted = True
    formula = "y[h, i, j] = x[h, i, j] + W[h, clip(j − i, ±max_distance)]"
    max_distance: int = param(
        32, minimum=1, maximum=65536, unit="steps", help="longest distance with a number of its own"
    )

    def build(self, x: Shape) -> Call:
        return Call(own.RelativePositionBias, x.channels, self.max_distance)

    def summary(self) -> str:
        return f"up to {self.max_distance} steps"


@node("Embedding", keywords=("coordinates", "nerf", "implicit", "random features", "spectral bias", "waves"))
class FourierFeatures(Node):
    """Turns coordinates into many random waves, so that a small network can learn fine detail."""

    inputs = (Port("x", ranks=(2, 3), dtypes=FLOAT, layout="(N, features) or (N, L, features)"),)
    formula = "y = [cos(2π B x), sin(2π B x)], B ~ N(0, scale²), fixed"
    mapping_size: int = param(64, minimum=1, maximum=65536, help="number of waves; each gives a cosine and a sine")
    scale: float = param(
        10.0, minimum=1e-6, maximum=1e6, help="spread of the frequencies: larger sees finer detail, and more noise"
    )

    def build(self, x: Shape) -> Call:
        return Call(own.FourierFeatures, x.features, self.mapping_size, **self.options("scale"))

    def window(self, x: Shape, port: str) -> Windows:
        return mixed(x, -1)

    def summary(self) -> str:
        return f"{self.mapping_size} waves · scale {self.scale:g}"
