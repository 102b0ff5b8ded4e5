"""Activations without corners."""

from __future__ import annotations

from nodes.base import Node
from nodes.call import Call, F, Slot, operator, own, torch
from nodes.param import param
from nodes.ports import FLOATS
from nodes.registry import node
from nodes.shape import Shape


@node("Activation", keywords=("scaled exponential", "self-normalizing", "nonlinearity"))
class SELU(Node):
    """An ELU scaled so that deep chains keep mean 0 and variance 1 by themselves; goes with AlphaDropout."""

    inputs = (FLOATS,)
    formula = "y = 1.0507 · (x for x > 0, 1.6733 · (eˣ − 1) below)"

    def build(self, x: Shape) -> Call:
        return Call(F.selu, Slot("x"))


@node("Activation", keywords=("continuously differentiable", "exponential", "elu", "nonlinearity"))
class CELU(Node):
    """An ELU without a kink at zero, whatever alpha is."""

    inputs = (FLOATS,)
    formula = "y = x for x ≥ 0, alpha · (e^(x/alpha) − 1) below"
    alpha: float = param(1.0, minimum=1e-3, maximum=100, help="depth that very negative numbers approach")

    def build(self, x: Shape) -> Call:
        return Call(F.celu, Slot("x"), **self.options("alpha"))

    def summary(self) -> str:
        return f"alpha {self.alpha:g}"


@node("Activation", keywords=("smooth relu", "positive", "variance", "rate"))
class Softplus(Node):
    """A smooth ReLU: always positive, so it fits where a spread or a rate is wanted."""

    inputs = (FLOATS,)
    formula = "y = ln(1 + e^(beta·x)) / beta; y = x for beta·x > threshold"
    beta: float = param(1.0, minimum=1e-3, maximum=1000, help="sharpness: large values come close to a ReLU")
    threshold: float = param(20.0, minimum=0, maximum=1000, help="beyond it the straight line is used", advanced=True)

    def build(self, x: Shape) -> Call:
        return Call(F.softplus, Slot("x"), **self.options("beta", "threshold"))

    def summary(self) -> str:
        return f"beta {self.beta:g}"


@node("Activation", keywords=("squash", "tanh", "saturate"))
class Softsign(Node):
    """Squeezes numbers into -1 ... 1 more slowly than tanh does."""

    inputs = (FLOATS,)
    formula = "y = x / (1 + |x|)"

    def build(self, x: Shape) -> Call:
        return Call(F.softsign, Slot("x"))


@node("Activation", keywords=("shrink", "residual", "denoise"))
class Tanhshrink(Node):
    """What tanh cuts off: nearly zero for small numbers, the number less 1 for large ones."""

    inputs = (FLOATS,)
    formula = "y = x − tanh(x)"

    def build(self, x: Shape) -> Call:
        return Call(F.tanhshrink, Slot("x"))


@node("Activation", keywords=("log probability", "logistic", "binary", "likelihood"))
class LogSigmoid(Node):
    """The logarithm of the sigmoid: a log probability of yes, exact also where it is tiny."""

    inputs = (FLOATS,)
    formula = "y = ln(1 / (1 + e⁻ˣ))"

    def build(self, x: Shape) -> Call:
        return Call(F.logsigmoid, Slot("x"))


@node("Activation", keywords=("siren", "periodic", "implicit", "coordinates", "neural field"))
class Sine(Node):
    """A sine wave: lets a network of coordinates draw fine detail (SIREN)."""

    inputs = (FLOATS,)
    formula = "y = sin(omega_0 · x)"
    omega_0: float = param(30.0, minimum=1e-3, maximum=1e4, help="waves per unit times 2π; SIREN uses 30")

    def build(self, x: Shape) -> Call:
        return Call(torch.sin, Call(operator.mul, Slot("x"), self.omega_0))

    def summary(self) -> str:
        return f"omega {self.omega_0:g}"


@node("Activation", keywords=("silu", "learned", "sigmoid", "smooth", "nonlinearity"))
class Swish(Node):
    """A SiLU whose sharpness is learned: a line at beta = 0, close to a ReLU at a large beta."""

    inputs = (FLOATS,)
    weighted = True
    formula = "y = x · σ(beta · x), beta learned"
    init: float = param(1.0, minimum=0, maximum=100, help="beta at the start; 1 is SiLU")

    def build(self, x: Shape) -> Call:
        return Call(own.Swish, **self.options("init"))

    def summary(self) -> str:
        return f"beta from {self.init:g}"
