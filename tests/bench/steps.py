"""Step time of compiled drawings over networks and a loop written by hand, alternating in one process."""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import nn

from app.compile.bindings import bindings_of
from app.compile.module import compile_project
from app.data.prepare import Part, prepare
from app.graph.project import Project
from app.graph.storage import load, resolve
from app.training.control import Control
from app.training.device import default_threads
from app.training.job import Job, Live, Watcher
from app.training.loop import train
from app.training.telemetry import EpochRecord, Telemetry
from app.training.watchers import default_watchers
from nodes.endpoints import Input
from tests.bench import by_hand_networks, networks
from tests.bench.by_hand import DigitsCNN, Loop
from tests.bench.rows import Row, tell

CHUNK = 24
SECONDS = 8.0
"""How long a network is measured."""

GROUP = "Step time / by hand"


@dataclass(frozen=True)
class Pair:
    """A network, drawn and by hand, with the batch that both are measured on."""

    what: str
    drawn: Callable[[], Project]
    written: Callable[[], nn.Module]
    batch: int


PAIRS = (
    Pair("MLP 784-512-256-10", networks.mlp, by_hand_networks.mlp, 128),
    Pair("CNN, 3 convolutions, 32×32", networks.cnn, by_hand_networks.CNN, 32),
    Pair("ResNet-18, 32×32", networks.resnet, by_hand_networks.ResNet18, 16),
    Pair("Transformer, 4 layers", networks.transformer, by_hand_networks.Transformer, 32),
)


def main(quick: bool) -> None:
    """Print a row per network and two of the bundled digits CNN."""
    project = load(resolve("digits-cnn"))
    project.training = project.training.changed(device="cpu")
    part = prepare(project.data, bindings_of(project)).train
    torch.set_num_threads(project.training.threads or default_threads())
    repeats = 6 if quick else 24
    _warm_up(project)
    for pair in PAIRS:
        tell(_network(pair, 0.25 if quick else 1.0))
    tell(_model_only(project, part, repeats))
    tell(_whole_loop(project, part, 16 if quick else 60))


def _warm_up(project: Project) -> None:
    train(Job(_epochs(project, 1)), Control(), Telemetry())


def _network(pair: Pair, share: float) -> Row:
    """Forward, loss, backward and update; both have the same weights, and so the same loss."""
    compiled, twin = compile_project(pair.drawn(), seed=0), pair.written()
    x, y = _batch(pair)
    _same_weights(compiled.root, twin)
    compiled.train(False)
    twin.eval()
    losses = [compiled.loss([x], [y]), F.cross_entropy(twin(x), y)]
    assert torch.allclose(losses[0], losses[1], rtol=1e-4), f"{pair.what}: the hand-written twin is another network"
    compiled.train()
    twin.train()
    mine = _stepper(compiled.parameters(), lambda: compiled.loss([x], [y]))
    theirs = _stepper(list(twin.parameters()), lambda: F.cross_entropy(twin(x), y))
    with _one_thread():
        count = max(10, round(SECONDS * share / 2 / min(_timed(theirs, 3), _timed(mine, 3))))
        drawn, written = _alternate(lambda: _cpu(mine), lambda: _cpu(theirs), count)
    ratio = statistics.median(drawn) / statistics.median(written)
    detail = f"{statistics.median(drawn) * 1e3:.3f} / {statistics.median(written) * 1e3:.3f} ms a step of one core"
    return Row(GROUP, pair.what, ratio, "", 1.02, detail=f"{detail}, fastest {min(drawn) / min(written):.3f}")


@contextmanager
def _one_thread() -> Iterator[None]:
    """Steps of one thread can be measured in time of the processor, which other programs do not lengthen."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


def _cpu(step: Callable[[], None]) -> float:
    began = time.process_time()
    step()
    return time.process_time() - began


def _batch(pair: Pair) -> tuple[torch.Tensor, torch.Tensor]:
    (entry,) = (instance.node for instance in pair.drawn().graph if isinstance(instance.node, Input))
    shape = (pair.batch, *entry.shape)
    x = torch.randint(networks.WORDS, shape) if entry.dtype == "int64" else torch.randn(shape)
    return x, torch.randint(networks.CLASSES, (pair.batch,))


def _same_weights(root: nn.Module, twin: nn.Module) -> None:
    """Give the twin the drawing's weights: both have them in the same order."""
    for mine, theirs in zip(root.parameters(), twin.parameters(), strict=True):
        theirs.data.copy_(mine.data)


def _model_only(project: Project, part: Part, repeats: int) -> Row:
    """Forward, backward and update on the same batches; only the model differs."""
    compiled, twin = compile_project(project, seed=0), DigitsCNN()
    sizes = [sorted(value.numel() for value in model.parameters()) for model in (compiled.root, twin)]
    assert sizes[0] == sizes[1], "the hand-written twin is no longer the bundled example"
    x, y = part.inputs[0][:32], part.targets[0][:32]
    mine = _stepper(compiled.parameters(), lambda: compiled.loss([x], [y]))
    theirs = _stepper(list(twin.parameters()), lambda: F.cross_entropy(twin(x), y))
    for step in (mine, theirs):
        _timed(step, CHUNK)
    drawn, written = _alternate(lambda: _timed(mine, CHUNK), lambda: _timed(theirs, CHUNK), repeats)
    return _row("model, loss, backward, update", drawn, written)


def _whole_loop(project: Project, part: Part, epochs: int) -> Row:
    """The real loop with telemetry, gradient norms and snapshots against a loop that records nothing."""
    clock = _Clock(Loop(DigitsCNN(), part.inputs[0], part.targets[0], project.training.batch_size, 1_000_000))
    train(Job(_epochs(project, epochs)), Control(), Telemetry(), [*default_watchers(), clock])
    return _row("training loop with all records / bare loop", clock.drawn[1:], clock.written[1:])


def _row(what: str, drawn: list[float], written: list[float]) -> Row:
    ratio = statistics.median(one / other for one, other in zip(drawn, written, strict=True))
    detail = f"{statistics.median(drawn) * 1e3:.3f} / {statistics.median(written) * 1e3:.3f} ms a step"
    return Row(GROUP, what, ratio, "", 1.03, detail=detail)


def _alternate(
    first: Callable[[], float], second: Callable[[], float], repeats: int
) -> tuple[list[float], list[float]]:
    """Seconds a step of both, each repeat in the other order."""
    ones, others = [], []
    for repeat in range(repeats):
        if repeat % 2:
            others.append(second())
            ones.append(first())
        else:
            ones.append(first())
            others.append(second())
    return ones, others


def _stepper(parameters: list[torch.nn.Parameter], loss: Callable[[], torch.Tensor]) -> Callable[[], None]:
    optimizer = torch.optim.AdamW(parameters, lr=0.001, fused=True)

    def step() -> None:
        optimizer.zero_grad(set_to_none=True)
        loss().backward()
        optimizer.step()

    return step


def _timed(step: Callable[[], None], count: int) -> float:
    began = time.perf_counter()
    for _ in range(count):
        step()
    return (time.perf_counter() - began) / count


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
