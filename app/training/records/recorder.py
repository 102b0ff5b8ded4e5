"""Losses and gradient norms, gathered on the device and copied out about twenty times a second.

The step itself only keeps small tensors that are there already: no `.item()`, no copy, no wait for the accelerator.
One `torch._foreach_norm` over all gradients serves the total norm, the layers' norms and clipping. Where a step is
so short that norms would cost more than 0.5 % of it, only every k-th step measures them (the first 64 always do).
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
from app.training.folder.run_folder import RunFolder
from app.training.records.telemetry import Telemetry

INTERVAL = 0.05
ROWS = 512
NORM_SHARE = 0.005
FIRST_STEPS = 64
SPARSEST = 64


class Recorder:
    """Writes the loop's numbers into `Telemetry` and the run folder."""

    def __init__(
        self, compiled: Compiled, telemetry: Telemetry, run: RunFolder | None, device: torch.device, elapsed: float
    ) -> None:
        self._telemetry = telemetry
        self._run = run
        self._device = device
        self._parameters: list[nn.Parameter] = compiled.parameters()
        self._layers, self._owners = _owners(compiled, self._parameters)
        self._losses: list[Tensor] = []
        self._norms: list[Tensor] = []
        self._facts: list[tuple[int, int, float, float, bool]] = []
        self._active: list[nn.Parameter] | None = None
        self._grouped = self._present = self._starts = np.zeros(0, np.int64)
        self._every, self._count, self._measured = 1, 0, False
        self._cost, self._cheapest, self._window = math.inf, math.inf, time.perf_counter()
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
        self.resume()

    def resume(self) -> None:
        """Steps go on now: what was done since the last one is no part of their time."""
        self._window = time.perf_counter()

    def gradients(self, needed: bool) -> tuple[list[Tensor], Tensor] | None:
        """The gradients of this step and their norms (one each), recorded; None where this step is skipped.

        Args:
            needed: measure in any case, for clipping.
        """
        self._count += 1
        self._measured = needed or self._count <= FIRST_STEPS or self._count % self._every == 0
        if not self._measured:
            return None
        began = time.perf_counter()
        if self._active is None:
            self._settle()
        assert self._active is not None
        grads: list[Any] = [parameter.grad for parameter in self._active]
        norms = torch.stack(torch._foreach_norm(grads)) if grads else torch.zeros(0, device=self._device)
        self._norms.append(norms)
        self._cheapest = min(self._cheapest, time.perf_counter() - began)
        return grads, norms

    def _settle(self) -> None:
        """After the first backward pass: weights that no loss reaches never get a gradient."""
        kept = [place for place, parameter in enumerate(self._parameters) if parameter.grad is not None]
        self._active = [self._parameters[place] for place in kept]
        self._grouped, self._present, self._starts = grouping(self._owners[kept])

    def step(self, step: int, epoch: int, loss: Tensor, lr: float) -> tuple[int, float] | None:
        """Note one update; see `flush` for what comes back. The loss must carry no gradient: it is kept for a while."""
        self._losses.append(loss)
        now = time.perf_counter() - self._began
        self._facts.append((step, epoch, lr, now, self._measured))
        if now >= self._next or len(self._facts) == ROWS:
            return self.flush()
        return None

    def flush(self) -> tuple[int, float] | None:
        """Copy what was gathered to telemetry and the folder; gives (step, loss) of the first non-finite loss."""
        self._next = self.seconds + INTERVAL
        if not self._facts:
            return None
        facts = np.array(self._facts, np.float64)
        measured = facts[:, 4] > 0
        losses = torch.stack(self._losses).cpu().numpy().astype(np.float64)
        squares = self._squares()
        self._facts.clear()
        self._losses.clear()
        self._norms.clear()
        self._pace(len(losses), len(squares))
        norms = np.full(len(losses), np.nan)
        norms[measured] = np.sqrt(squares.sum(axis=1))
        rows: dict[str, NDArray[Any]] = {
            "step": facts[:, 0].astype(np.int64),
            "epoch": facts[:, 1].astype(np.int64),
            "loss": losses,
            "lr": facts[:, 2],
            "grad_norm": norms,
            "seconds": facts[:, 3],
        }
        broken = np.flatnonzero(~np.isfinite(losses))
        if len(broken):
            end = int(broken[0]) + 1
            rows, measured = {name: values[:end] for name, values in rows.items()}, measured[:end]
            squares = squares[: measured.sum()]
        self._telemetry.append(rows)
        self._telemetry.append_norms(rows["step"][measured], self._by_layer(squares))
        if self._run:
            self._run.write_step(rows)
        return (int(rows["step"][-1]), float(rows["loss"][-1])) if len(broken) else None

    def _squares(self) -> NDArray[np.float64]:
        """Squared norms (measured steps, gradients) of what was gathered."""
        if not self._norms:
            return np.zeros((0, 0))
        squares: NDArray[np.float64] = torch.stack(self._norms).cpu().numpy().astype(np.float64) ** 2
        return squares

    def _pace(self, steps: int, measured: int) -> None:
        """How often to measure from now on, by what the last measurements cost.

        The cheapest of them counts, and that grows by a quarter at most: one that had to wait for another thread
        says nothing about its cost.
        """
        now = time.perf_counter()
        if measured:
            self._cost = min(self._cheapest, 1.25 * self._cost)
            share = NORM_SHARE * (now - self._window) / steps
            self._every = min(SPARSEST, max(1, math.ceil(self._cost / share)))
        self._cheapest, self._window = math.inf, now

    def _by_layer(self, squares: NDArray[np.float64]) -> NDArray[np.float32]:
        sums = np.zeros((len(squares), len(self._layers)))
        if len(squares) and len(self._grouped):
            sums[:, self._present] = np.add.reduceat(squares[:, self._grouped], self._starts, axis=1)
        return np.sqrt(sums).astype(np.float32)


def grouping(owners: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Places sorted by their owner, the owners that occur, and where each begins; -1 is nobody."""
    order = np.argsort(owners, kind="stable")[np.count_nonzero(owners < 0) :]
    present, starts = np.unique(owners[order], return_index=True)
    return order, present, starts


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
