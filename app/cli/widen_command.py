"""``widen``: more units for a layer of a trained network, which says the same until it is trained on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.arguments import File, Trust, Weights
from app.cli.growing import From, Inside, Out, grow
from app.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from torch import Tensor

    from app.graph.project import Project
    from app.training.starts.growing import Grown
    from app.training.starts.warm_start import WarmStart

NAME = "widen"


def command(
    file: File,
    run: From,
    at: Annotated[str, typer.Option("--at", metavar="NODE", help="A Linear layer or a convolution.")],
    out: Out,
    to: Annotated[int | None, typer.Option("--to", min=1, help="Units afterwards; twice as many if left out.")] = None,
    seed: Annotated[int, typer.Option(help="Picks the units to copy and how their readers share.")] = 0,
    inside: Inside = "",
    weights: Weights = "best",
    trust: Trust = False,
) -> int:
    """Give a layer of a trained network more units by copying those it has (Net2Net), with the weights kept."""
    from app.compile.drawing import infer
    from app.compile.widening.tensors import units_of
    from app.training.starts.growing import widened

    def change(project: Project, start: WarmStart, samples: Sequence[Tensor], scope: str) -> Grown:
        instance = project.inside(scope).graph.named(at)
        if instance is None:
            raise UsageError(f"--at expects the name of a node, got {at!r}")
        width = to or 2 * units_of(infer(project), scope, instance.id)
        return widened(project, start, instance.id, width, samples, scope, seed)

    return grow(file, run, out, inside, weights, change, trust)
