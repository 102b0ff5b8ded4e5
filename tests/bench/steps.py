"""Step time of compiled drawings over networks and a loop written by hand, alternating in one process."""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import nn

from app.compile.bindings import bindings_of
from app.compile.module import compile_project
from app.data.prepare import prepare
from app.graph.files.storage import load, resolve
from app.graph.project import Project
from app.training.control import Control
from app.training.device import default_threads
from app.training.job import Job, Live, Watcher
from app.training.loop import train
from app.training.records.telemetry import EpochRecord, Telemetry
from app.training.watchers import default_watchers
from nodes.endpoints import Input
from tests.bench import by_hand_networks, networks
from tests.bench.by_hand import DigitsCNN, Loop
from tests.bench.ratio import Work, compare, interval
from tests.bench.rows import Row, tell

SECONDS = 12.0
"""How long a network is measured at most."""

WARM = 5
"""Steps before anything is measured."""

GROUP = "Step time / by hand"


@dataclass(frozen=True)
class Pair:
    """A network, drawn and by hand, with the batch that both are measured on."""

    what: str
    drawn: Callable[[], Project]
    written: Callable[[], nn.Module]
    batch: int


def _digits() -> Project:
    return load(resolve("digits-cnn"))


PAIRS = (
    Pair("MLP 784-512-256-10", networks.mlp, by_hand_networks.mlp, 128),
    Pair("CNN, 3 convolutions, 32×32", networks.cnn, by_hand_networks.CNN, 32),
    Pair("ResNet-18, 32×32", networks.resnet, by_hand_networks.ResNet18, 16),
    Pair("Transformer, 4 layers", networks.transformer, by_hand_networks.Transformer, 32),
    Pair("CNN of the digits", _digits, DigitsCNN, 32),
)


def main(quick: bool) -> None:
    """Print a row per network, one for the measurement itself, and one for the whole loop of the digits CNN."""
    seconds = 3.0 if quick else SECONDS
    torch.set_num_threads(1)  # so that steps can be measured in time of the processor
    for pair in PAIRS:
        tell(_network(pair, seconds))
    tell(_itself(PAIRS[1], seconds))
    tell(_whole_loop(16 if quick else 60))


def _network(pair: Pair, seconds: float) -> Row:
    """Forward, loss, backward and update of the drawing and of its twin by hand, which share weights and optimiser."""
    torch.manual_seed(0)
    compiled, twin = compile_project(pair.drawn(), seed=0), pair.written()
    x, y = _batch(pair)
    _share(compiled.root, twin)
    compiled.train(False)
    twin.eval()
    same = torch.equal(compiled.loss([x], [y]), F.cross_entropy(twin(x), y))
    assert same, f"{pair.what}: the hand-written twin is another network"
    compiled.train()
    twin.train()
    optimizer = _optimizer(compiled.parameters())
    mine = _stepper(optimizer, lambda: compiled.loss([x], [y]))
    theirs = _stepper(optimizer, lambda: F.cross_entropy(twin(x), y))
    return _row(pair.what, mine, theirs, seconds, 1.02)


def _itself(pair: Pair, seconds: float) -> Row:
    """What the measurement says where there is nothing to find: a network by hand over a second copy of it."""
    one, other = pair.written(), pair.written()
    x, y = _batch(pair)
    _share(one, other)
    optimizer = _optimizer(list(one.parameters()))
    steppers = [_stepper(optimizer, lambda model=model: F.cross_entropy(model(x), y)) for model in (one, other)]
    return _row(f"{pair.what}, by hand both times", *steppers, seconds)


def _row(what: str, mine: Work, theirs: Work, seconds: float, goal: float | None = None) -> Row:
    for step in (mine, theirs) * WARM:
        step()
    found = compare(mine, theirs, seconds)
    unsure = ", not resolved" if goal is not None and found.low <= goal < found.high else ""
    return Row(GROUP, what, found.value, "", goal, detail=f"{found} a step of one core, {found.turns} turns{unsure}")


def _batch(pair: Pair) -> tuple[torch.Tensor, torch.Tensor]:
    (entry,) = (instance.node for instance in pair.drawn().graph if isinstance(instance.node, Input))
    shape = (pair.batch, *entry.shape)
    x = torch.randint(networks.WORDS, shape) if entry.dtype == "int64" else torch.randn(shape)
    return x, torch.randint(networks.CLASSES, (pair.batch,))


def _share(model: nn.Module, twin: nn.Module) -> None:
    """Hang a model's own weights and buffers into its twin, which has them in the same order.

    Copies would hold the same numbers, but where they happen to lie in memory changes a step by some per cent.
    """
    mine = [*model.parameters(), *model.buffers()]
    theirs = [*twin.named_parameters(), *twin.named_buffers()]
    for tensor, (name, before) in zip(mine, theirs, strict=True):
        assert tensor.shape == before.shape, name
        owner, _, own = name.rpartition(".")
        setattr(twin.get_submodule(owner), own, tensor)


def _whole_loop(epochs: int) -> Row:
    """The real loop with telemetry, gradient norms and snapshots against a loop that records nothing."""
    project = _epochs(_digits(), epochs)
    project.training = project.training.changed(device="cpu")
    torch.set_num_threads(project.training.threads or default_threads())
    part = prepare(project.data, bindings_of(project)).train
    clock = _Clock(Loop(DigitsCNN(), part.inputs[0], part.targets[0], project.training.batch_size, 1_000_000))
    train(Job(project), Control(), Telemetry(), [*default_watchers(), clock])
    drawn, written = clock.drawn[1:], clock.written[1:]
    ratios = [one / other for one, other in zip(drawn, written, strict=True)]
    low, high = interval(ratios)
    milliseconds = f"{statistics.median(drawn) * 1e3:.2f} / {statistics.median(written) * 1e3:.2f} ms"
    detail = f"{low:.3f} to {high:.3f}; {milliseconds} a step, {len(ratios)} epochs"
    return Row(GROUP, "training loop with all records / bare loop", statistics.median(ratios), "", 1.03, detail=detail)


def _optimizer(parameters: list[nn.Parameter]) -> torch.optim.Optimizer:
    """Of steps so small that the network stays what it is: one that is done learning has other numbers to compute."""
    return torch.optim.AdamW(parameters, lr=1e-6, fused=True)


def _stepper(optimizer: torch.optim.Optimizer, loss: Callable[[], torch.Tensor]) -> Work:
    def step() -> None:
        optimizer.zero_grad(set_to_none=True)
        loss().backward()
        optimizer.step()

    return step


class _Clock(Watcher):
    """Seconds a step of every epoch, and of an epoch by hand right after it, in the same thread.

    Passes over the data at an epoch's end are left out on both sides. By hand nothing asks for determinism.
    """

    def __init__(self, loop: Loop) -> None:
        self.drawn: list[float] = []
        self.written: list[float] = []
        self._loop = loop
        self._steps: list[float] = []
        self._before = 0.0

    def started(self, live: Live) -> None:
        self._before = time.perf_counter()

    def after_step(self, live: Live) -> None:
        now = time.perf_counter()
        self._steps.append(now - self._before)
        self._before = now

    def after_epoch(self, live: Live, record: EpochRecord) -> None:
        self.drawn.append(statistics.mean(self._steps))
        self._steps.clear()
        torch.use_deterministic_algorithms(False)
        self.written.append(statistics.mean(self._loop.epoch()))
        torch.use_deterministic_algorithms(True, warn_only=True)
        self._before = time.perf_counter()


def _epochs(project: Project, epochs: int) -> Project:
    copy = project.copy()
    copy.training = copy.training.changed(epochs=epochs)
    return copy


if __name__ == "__main__":
    main("--quick" in sys.argv)
