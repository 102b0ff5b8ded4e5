"""Losses and gradient norms, gathered on the device and copied out about twenty times a second.

The step itself only writes into preallocated rows on the device: no `.item()`, no wait for the accelerator.
One `torch._foreach_norm` over all gradients serves the total norm, the layers' norms and clipping. Where a step is
so short that norms would cost more than 2 % of it, only every k-th step measures them (the first 64 always do).
"""

from __future__ import annotations

import math
import time
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from app.compile.module import Compiled
from app.training.run_folder import RunFolder
from app.training.telemetry import Telemetry

INTERVAL = 0.05
ROWS = 512
NORM_SHARE = 0.02
FIRST_STEPS = 64
SPARSEST = 64


class Recorder:
    """Writes the loop's numbers into `Telemetry` and the run folder."""

    def __init__(
        self, compiled: Compiled, telemetry: Telemetry, run: RunFolder | None, device: torch.device, elapsed: float
    ) -> None:
        self._telemetry = telemetry
        self._run = run
        self._parameters: list[nn.Parameter] = compiled.parameters()
        self._layers, self._owners = _owners(compiled, self._parameters)
        self._losses = torch.zeros(ROWS, device=device)
        self._norms = torch.zeros(ROWS, max(1, len(self._parameters)), device=device)
        self._loss_rows = list(self._losses.unbind())
        self._norm_rows = list(self._norms.unbind())
        self._facts: list[tuple[int, int, float, float, bool]] = []
        self._active: list[nn.Parameter] | None = None
        self._every, self._count, self._measured = 1, 0, False
        self._cost, self._window = 0.0, time.perf_counter()
        self._began = time.perf_counter() - elapsed
        self._next = 0.0

    @property
    def layer_names(self) -> tuple[str, ...]:
        """Rows of the gradient heat map: the layers that have trainable weights."""
        return self._layers

    @property
    def seconds(self) -> float:
        """Running time so far, waits left out."""
        return time.perf_counter() - self._began

    def waited(self, seconds: float) -> None:
        """Leave a pause out of the running time."""
        self._began += seconds
        self._window += seconds

    def gradients(self, needed: bool) -> tuple[list[Tensor], Tensor] | None:
        """The gradients of this step and their norms (one each), recorded; None where this step is skipped.

        Args:
            needed: measure in any case, for clipping.
        """
        if self._active is None:
            self._settle()
        self._count += 1
        self._measured = needed or self._count <= FIRST_STEPS or self._count % self._every == 0
        if not self._measured:
            return None
        began = time.perf_counter()
        assert self._active is not None
        grads: list[Any] = [parameter.grad for parameter in self._active]
        row = self._norm_rows[len(self._facts)]
        if grads:
            torch.stack(torch._foreach_norm(grads), out=row)
        self._cost += time.perf_counter() - began
        return grads, row

    def _settle(self) -> None:
        """After the first backward pass: weights that no loss reaches never get a gradient."""
        self._active = [parameter for parameter in self._parameters if parameter.grad is not None]
        kept = [place for place, parameter in enumerate(self._parameters) if parameter.grad is not None]
        self._owners = self._owners[kept]
        self._norms = self._norms[:, : max(1, len(kept))].contiguous()
        self._norm_rows = list(self._norms.unbind())

    def step(self, step: int, epoch: int, loss: Tensor, lr: float) -> tuple[int, float] | None:
        """Note one update; see `flush` for what comes back."""
        self._loss_rows[len(self._facts)].copy_(loss)
        now = self.seconds
        self._facts.append((step, epoch, lr, now, self._measured))
        if now >= self._next or len(self._facts) == ROWS:
            return self.flush()
        return None

    def flush(self) -> tuple[int, float] | None:
        """Copy what was gathered to telemetry and the folder; gives (step, loss) of the first non-finite loss."""
        count = len(self._facts)
        self._next = self.seconds + INTERVAL
        if not count:
            return None
        losses = self._losses[:count].cpu().numpy().astype(np.float64)
        squares = self._norms[:count].cpu().numpy().astype(np.float64) ** 2
        steps, epochs, rates, seconds, measured = zip(*self._facts, strict=True)
        self._facts.clear()
        self._pace(count, sum(measured))
        broken = np.flatnonzero(~np.isfinite(losses))
        known = np.array(measured)
        rows: dict[str, NDArray[Any]] = {
            "step": np.array(steps, np.int64),
            "epoch": np.array(epochs, np.int64),
            "loss": losses,
            "lr": np.array(rates, np.float64),
            "grad_norm": np.where(known, np.sqrt(squares.sum(axis=1)), np.nan),
            "seconds": np.array(seconds, np.float64),
        }
        kept = slice(0, int(broken[0]) + 1 if len(broken) else count)
        rows = {name: values[kept] for name, values in rows.items()}
        self._telemetry.append(rows)
        self._telemetry.append_norms(rows["step"][known[kept]], self._by_layer(squares[kept][known[kept]]))
        if self._run:
            self._run.write_step(rows)
        return (int(steps[broken[0]]), float(losses[broken[0]])) if len(broken) else None

    def _pace(self, steps: int, measured: int) -> None:
        """How often to measure from now on, by what the last measurements cost."""
        now = time.perf_counter()
        if measured:
            step_time, cost = (now - self._window) / steps, self._cost / measured
            self._every = min(SPARSEST, max(1, math.ceil(cost / (NORM_SHARE * step_time))))
        self._cost, self._window = 0.0, now

    def _by_layer(self, squares: NDArray[np.float64]) -> NDArray[np.float32]:
        sums = np.zeros((len(squares), len(self._layers)))
        for place, owner in enumerate(self._owners):
            if owner >= 0:
                sums[:, owner] += squares[:, place]
        return np.sqrt(sums).astype(np.float32)


def _owners(compiled: Compiled, parameters: list[nn.Parameter]) -> tuple[tuple[str, ...], NDArray[np.int64]]:
    """Names of the layers with trainable weights, and for each parameter its layer's place (-1 for none)."""
    wanted = {id(parameter) for parameter in parameters}
    names: list[str] = []
    owner: dict[int, int] = {}
    for layer in compiled.layers:
        own = [id(parameter) for parameter in layer.module.parameters() if id(parameter) in wanted]
        fresh = [key for key in own if key not in owner]
        if fresh:
            owner.update(dict.fromkeys(fresh, len(names)))
            names.append(layer.name)
    return tuple(names), np.array([owner.get(id(parameter), -1) for parameter in parameters], np.int64)
