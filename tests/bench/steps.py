"""Step time of the compiled digits CNN over a hand-written PyTorch loop, alternating in one process."""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable

import torch
import torch.nn.functional as F

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
from tests.bench.by_hand import DigitsCNN, Loop
from tests.bench.rows import Row, tell

CHUNK = 24


def main(quick: bool) -> None:
    """Print two rows."""
    project = load(resolve("digits-cnn"))
    project.training = project.training.changed(device="cpu")
    part = prepare(project.data, bindings_of(project)).train
    torch.set_num_threads(project.training.threads or default_threads())
    repeats = 6 if quick else 24
    _warm_up(project)
    tell(_model_only(project, part, repeats))
    tell(_whole_loop(project, part, 16 if quick else 60))


def _warm_up(project: Project) -> None:
    train(Job(_epochs(project, 1)), Control(), Telemetry())


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
    return Row("Step time / by hand", what, ratio, "", 1.03, detail=detail)


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
