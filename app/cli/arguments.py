"""Arguments that several commands share, and the project they mean."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from app.errors import ProjectError, UsageError
from app.graph.changes import set_data, set_params, set_training
from app.graph.edits import apply_all
from app.graph.project import Project
from app.graph.storage import load, resolve

File = Annotated[str, typer.Argument(metavar="FILE", help="A .netloom file, or the name of a bundled example.")]
Run = Annotated[Path, typer.Option("--run", metavar="DIR", help="Folder of the run.")]
Weights = Annotated[Literal["best", "last"], typer.Option("--weights", help="Which weights of the run.")]


def open_project(file: str) -> tuple[Project, Path]:
    """The project that FILE means, and the folder its data paths start from.

    Raises:
        ProjectError: there is no such file or example, or it breaks the format.
    """
    path = resolve(file)
    return load(path), path.resolve().parent


def apply_settings(project: Project, settings: list[str]) -> None:
    """Apply ``--set`` options: ``training.lr=0.01``, ``data.validation=0.2``, ``data.options.noise=0.1``,
    ``conv_1.out_channels=32``.

    Raises:
        UsageError: it is no setting, or the value cannot be taken.
    """
    for setting in settings:
        name, equals, text = setting.partition("=")
        owner, dot, field = name.strip().partition(".")
        if not equals or not dot or not field:
            raise UsageError(f"--set expects SECTION.FIELD=VALUE, for example training.lr=0.01, got {setting!r}")
        try:
            _apply(project, owner, field, _value(text.strip()))
        except ProjectError as error:
            raise UsageError(f"--set {setting}: {error}") from None


def _apply(project: Project, owner: str, field: str, value: Any) -> None:
    if owner == "training":
        edits = set_training(project, **{field: value})
    elif owner == "data" and field.startswith("options."):
        edits = set_data(project, options=project.data.options | {field.removeprefix("options."): value})
    elif owner == "data":
        edits = set_data(project, **{field: value})
    else:
        instance = project.graph.named(owner)
        if instance is None:
            raise ProjectError(f"expected training, data or the name of a node, got {owner!r}")
        edits = set_params(project, [instance.id], **{field: value})
    apply_all(project, edits)


def _value(text: str) -> Any:
    """JSON where it is JSON, else the text itself: ``0.01``, ``true``, ``[3, 3]``, ``AdamW``."""
    try:
        return json.loads(text)
    except ValueError:
        return text
