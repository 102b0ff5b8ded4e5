"""``train``: a run without a window."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from app.cli.arguments import File, Run, Trust, Weights, apply_settings, open_folder, open_project
from app.cli.training import train_run
from app.errors import ProjectError, UsageError
from app.graph.changes import set_training
from app.graph.edits import apply_all
from app.graph.project import Project

if TYPE_CHECKING:
    from app.training.starts.warm_start import WarmStart

NAME = "train"

Device = Literal["auto", "cpu", "cuda", "mps"]


def command(
    file: File,
    run: Run,
    epochs: Annotated[int | None, typer.Option(help="Passes over the training part.")] = None,
    seed: Annotated[int | None, typer.Option(help="Fixes weights, order of the data and dropout.")] = None,
    device: Annotated[Device | None, typer.Option(help="Where to train.")] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with the run in DIR from its last save.")] = False,
    begin: Annotated[
        Path | None,
        typer.Option("--from", metavar="DIR", help="Begin with the weights of this run, or of a start file."),
    ] = None,
    weights: Weights = "best",
    settings: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="NAME=VALUE", help="training.lr=0.01, data.validation=0.2, conv_1.bias=false"),
    ] = None,
    trust: Trust = False,
) -> int:
    """Train a project and keep the run in DIR. Ctrl+C saves and stops; --resume goes on, to the same weights."""
    project, base = open_project(file, trust)
    chosen = {"epochs": epochs, "seed": seed, "device": device}
    given = {name: value for name, value in chosen.items() if value is not None}
    if resume and (given or settings):
        raise UsageError("--resume goes on with the run's own project; it takes no --epochs, --seed, --device or --set")
    if resume and begin:
        raise UsageError("--resume goes on with the run's own weights; it takes no --from")
    if resume:
        open_folder(run, trust)
    _change(project, given, settings or [], base)
    return train_run(project, Path(run), base, resume, _start(begin, weights))


def _start(begin: Path | None, weights: Weights) -> WarmStart | None:
    if begin is None:
        return None
    from app.training.starts.start_file import read_start

    return read_start(begin, weights)


def _change(project: Project, values: Mapping[str, int | str], settings: list[str], base: Path) -> None:
    try:
        apply_all(project, set_training(project, **values))
    except ProjectError as error:
        raise UsageError(str(error)) from None
    apply_settings(project, settings, base)
