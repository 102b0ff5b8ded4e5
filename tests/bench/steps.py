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
from app.training.telemetry import Telemetry
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
    tell(_whole_loop(project, part, 4 if quick else 10))


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


def _whole_loop(project: Project, part: Part, repeats: int) -> Row:
    """The real loop with telemetry, gradient norms and snapshots against a loop that records nothing."""
    loop = Loop(DigitsCNN(), part.inputs[0], part.targets[0], project.training.batch_size, 100_000)
    loop.epoch()
    drawn, written = _alternate(
        lambda: _trained(project), lambda: statistics.mean(loop.epoch() + loop.epoch()), repeats
    )
    return _row("training loop with all records / bare loop", drawn, written)


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
    """Seconds of every step within an epoch; passes over the data at its end are left out, as by hand."""

    def __init__(self) -> None:
        self.seconds: list[float] = []
        self._epoch, self._before = -1, 0.0

    def after_step(self, live: Live) -> None:
        now = time.perf_counter()
        if live.epoch == self._epoch:
            self.seconds.append(now - self._before)
        self._epoch, self._before = live.epoch, now


def _trained(project: Project) -> float:
    from app.training.watchers import default_watchers

    clock = _Clock()
    train(Job(_epochs(project, 2)), Control(), Telemetry(), [*default_watchers(), clock])
    return statistics.mean(clock.seconds)


def _epochs(project: Project, epochs: int) -> Project:
    copy = project.copy()
    copy.training = copy.training.changed(epochs=epochs)
    return copy


if __name__ == "__main__":
    main("--quick" in sys.argv)
