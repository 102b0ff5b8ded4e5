"""Quick checks before a long training."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import torch

from app.compile.bindings import bindings_of
from app.compile.module import Compiled, compile_project
from app.data.prepare import Part, prepare
from app.graph.project import Project
from app.training import optimizers
from app.training.device import choose_device, default_threads, settings
from app.training.evaluate import evaluate

PASSED_SHARE = 0.1


@dataclass(frozen=True, slots=True)
class ProbeResult:
    """What a probe found.

    Attributes:
        losses: training loss of each step.
        passed: the network can do it.
        sentence: the finding in words.
        accuracy: on the batch at the end, evaluation mode; None for regression.
    """

    losses: tuple[float, ...]
    passed: bool
    sentence: str
    accuracy: float | None = None


def overfit_one_batch(project: Project, base: Path | None = None, steps: int = 200) -> ProbeResult:
    """Whether the network can learn one batch by heart: a network that cannot will not learn anything else.

    Uses the recipe's optimiser and learning rate, without schedule and weight decay. Passed where the loss falls
    below a tenth of the first one, or every sample of the batch is right. Not while a training runs: the global
    random state is used and put back.

    Raises:
        RunError, DataError: the project cannot run.
    """
    recipe = project.training.changed(weight_decay=0.0)
    device = choose_device(recipe.device)
    with settings(recipe, recipe.threads or default_threads()), torch.random.fork_rng():
        prepared = prepare(project.data, bindings_of(project), base)
        batch = prepared.train.subset(torch.arange(min(recipe.batch_size, 32, len(prepared.train)))).to(device)
        compiled = compile_project(project, seed=recipe.seed).to(device)
        optimizer = optimizers.make(recipe, optimizers.groups_of(compiled))
        losses = _train_on(compiled, optimizer, batch, steps)
        after = evaluate(compiled, batch, device)
    return _judge(losses, after.accuracy, len(batch))


def _train_on(compiled: Compiled, optimizer: torch.optim.Optimizer, batch: Part, steps: int) -> list[float]:
    compiled.train()
    losses: list[torch.Tensor] = []
    for _ in range(steps):
        loss = compiled.loss(batch.inputs, batch.targets)
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        losses.append(loss.detach())
    return [float(value) for value in torch.stack(losses).cpu()]


def _judge(losses: list[float], accuracy: float | None, count: int) -> ProbeResult:
    first, steps = losses[0], len(losses)
    broken = next((number for number, loss in enumerate(losses, 1) if not math.isfinite(loss)), None)
    if broken:
        text = f"The loss broke at step {broken}: lower the learning rate."
        return ProbeResult(tuple(losses), False, text, accuracy)
    passed = losses[-1] <= PASSED_SHARE * first or accuracy == 1.0
    right = "" if accuracy is None else f", {accuracy * count:.0f} of {count} right"
    fall = f"loss {first:.3g} → {losses[-1]:.3g} in {steps} steps{right}"
    if passed:
        return ProbeResult(tuple(losses), True, f"Learns one batch of {count} by heart: {fall}.", accuracy)
    text = f"Does not learn one batch of {count}: {fall}. Try a higher learning rate, or a larger network."
    return ProbeResult(tuple(losses), False, text, accuracy)
