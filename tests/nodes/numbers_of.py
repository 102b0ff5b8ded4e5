"""Numbers that drawings give: inputs and targets made up, the compiled module and the executed source compared."""

from __future__ import annotations

import inspect
from collections.abc import Iterable

import torch
from torch import Tensor

from app.compile.module import Compiled
from app.compile.source.writer import Source
from app.export.verify import Case, listed
from app.graph.project import Project

SEED = 11


def answers(project: Project, compiled: Compiled, training: bool = False) -> list[Tensor]:
    compiled.train(training)
    torch.manual_seed(SEED)
    return listed(compiled.model(*inputs_of(project, 3)))


def inputs_of(project: Project, batch: int) -> list[Tensor]:
    generator = torch.Generator().manual_seed(SEED)
    return [
        torch.randint(2, (batch, *each.node.shape), generator=generator)
        if each.node.dtype == "int64"
        else torch.randn(batch, *each.node.shape, generator=generator)
        for each in project.graph
        if each.kind == "Input"
    ]


def targets_of(project: Project, batch: int) -> list[Tensor]:
    generator = torch.Generator().manual_seed(SEED + 1)
    return [
        torch.randint(each.node.classes, (batch, *each.node.shape), generator=generator)
        if each.node.classes
        else torch.rand(batch, *each.node.shape, generator=generator)
        for each in project.graph
        if each.kind == "Target"
    ]


def executed(source: Source) -> dict[str, object]:
    space: dict[str, object] = {"__name__": "exported"}
    exec(compile(source.text, "exported.py", "exec"), space)  # noqa: S102  (our own text, under test)
    return space


def objective_of(
    space: dict[str, object], compiled: Compiled, given: Tensor | tuple[Tensor, ...], inputs: Case, targets: Case
) -> Tensor:
    """What the source minimises, of the model's answers; its objective names the tensors that it takes."""
    known = [*compiled.outputs, *compiled.inputs, *compiled.targets]
    values = dict(zip(known, [*listed(given), *inputs, *targets], strict=True))
    function = space["objective"]
    return function(**{name: values[name] for name in inspect.signature(function).parameters})  # type: ignore


def assert_same(first: Iterable[Tensor], second: Iterable[Tensor]) -> None:
    for one, other in zip(first, second, strict=True):
        assert one.dtype == other.dtype and one.shape == other.shape
        torch.testing.assert_close(one, other, rtol=0, atol=0, equal_nan=True)
