"""Optimisers of torch.optim for single numbers, operation by operation, in plain floats.

Every optimiser here acts on each weight alone, so two weights are two independent updaters. The order of operations
is that of the single-tensor implementations in torch 2.13 (`torch.optim.sgd._single_tensor_sgd` and its siblings);
the tests compare with torch.optim bit for bit.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from app.landscape.arithmetic import EXACT, Arithmetic

OptimizerName = Literal["SGD", "Adagrad", "RMSprop", "Adam", "AdamW"]
Update = Callable[[float, float], float]


@dataclass(frozen=True)
class Racer:
    """One optimiser with its settings, named as in torch.optim. ``label`` is what a legend shows."""

    optimizer: OptimizerName = "SGD"
    lr: float = 1e-3
    momentum: float = 0.0
    nesterov: bool = False
    beta1: float = 0.9
    beta2: float = 0.999
    alpha: float = 0.99
    eps: float = 1e-8
    weight_decay: float = 0.0
    label: str = ""


def updater(racer: Racer, arithmetic: Arithmetic = EXACT) -> Update:
    """A function (weight, gradient) -> next weight with the optimiser's memory inside.

    Args:
        racer: the optimiser and its settings.
        arithmetic: how sums and roots are rounded.
    """
    makers = {"SGD": _sgd, "Adagrad": _adagrad, "RMSprop": _rmsprop, "Adam": _adam, "AdamW": _adam}
    return makers[racer.optimizer](racer, arithmetic)


def _sgd(racer: Racer, arithmetic: Arithmetic) -> Update:
    add = arithmetic.add
    lr, momentum, decay = racer.lr, racer.momentum, racer.weight_decay
    speed: float | None = None

    def update(weight: float, gradient: float) -> float:
        nonlocal speed
        if decay:
            gradient = add(decay, weight, gradient)
        if momentum:
            speed = gradient if speed is None else speed * momentum + gradient
            gradient = add(momentum, speed, gradient) if racer.nesterov else speed
        return add(-lr, gradient, weight)

    return update


def _adagrad(racer: Racer, arithmetic: Arithmetic) -> Update:
    add, root_of = arithmetic.add, arithmetic.root
    lr, decay, eps = racer.lr, racer.weight_decay, racer.eps
    total = 0.0

    def update(weight: float, gradient: float) -> float:
        nonlocal total
        if decay:
            gradient = add(decay, weight, gradient)
        total = add(gradient, gradient, total)
        return weight + -lr * gradient / (root_of(total) + eps)

    return update


def _rmsprop(racer: Racer, arithmetic: Arithmetic) -> Update:
    add, root_of = arithmetic.add, arithmetic.root
    lr, decay, eps, alpha, momentum = racer.lr, racer.weight_decay, racer.eps, racer.alpha, racer.momentum
    square = speed = 0.0

    def update(weight: float, gradient: float) -> float:
        nonlocal square, speed
        if decay:
            gradient = add(decay, weight, gradient)
        square = add((1 - alpha) * gradient, gradient, square * alpha)
        root = root_of(square) + eps
        if momentum:
            speed = speed * momentum + gradient / root
            return add(-lr, speed, weight)
        return weight + -lr * gradient / root

    return update


def _adam(racer: Racer, arithmetic: Arithmetic) -> Update:
    add, root_of = arithmetic.add, arithmetic.root
    lr, decay, eps, beta1, beta2 = racer.lr, racer.weight_decay, racer.eps, racer.beta1, racer.beta2
    decoupled = racer.optimizer == "AdamW"
    mean = square = 0.0
    step = 0

    def update(weight: float, gradient: float) -> float:
        nonlocal mean, square, step
        step += 1
        if decay and decoupled:
            weight *= 1 - lr * decay
        elif decay:
            gradient = add(decay, weight, gradient)
        mean = _lerp(mean, gradient, 1 - beta1, add)
        square = add((1 - beta2) * gradient, gradient, square * beta2)
        size = lr / (1 - beta1**step)
        correction: float = (1 - beta2**step) ** 0.5
        root = root_of(square) / correction + eps
        return weight + -size * mean / root

    return update


def _lerp(start: float, end: float, share: float, add: Callable[[float, float, float], float]) -> float:
    """torch.lerp: from the nearer end, so that both ends are met exactly."""
    difference = end - start
    return add(share, difference, start) if abs(share) < 0.5 else add(-difference, 1 - share, end)
