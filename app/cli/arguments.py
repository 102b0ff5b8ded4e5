"""Arguments that several commands share, and the project they mean."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from app.errors import ProjectError, UsageError
from app.graph.changes import set_arguments, set_data, set_params, set_training
from app.graph.edits import apply_all
from app.graph.files.storage import load, resolve
from app.graph.project import Project
from app.graph.python_layers.trust import trust_here
from nodes.trusted import NOT_TRUSTED
from nodes.use import Use

if TYPE_CHECKING:
    from app.training.folder.run_folder import RunFolder

File = Annotated[str, typer.Argument(metavar="FILE", help="A .netloom file, or the name of a bundled example.")]
Run = Annotated[Path, typer.Option("--run", metavar="DIR", help="Folder of the run.")]
Weights = Annotated[Literal["best", "last"], typer.Option("--weights", help="Which weights of the run.")]
Trust = Annotated[bool, typer.Option("--trust", help="Let the Python layers in the file run, this once.")]


def with_option(text: str) -> str:
    """A sentence about Python code that is not trusted, with the option that trusts it."""
    return text.replace(NOT_TRUSTED, f"{NOT_TRUSTED} (--trust)")


def open_project(file: str, trust: bool = False) -> tuple[Project, Path]:
    """The project that FILE means, and the folder its data paths start from.

    ``trust`` lets the Python layers that it holds run in this process.

    Raises:
        ProjectError: there is no such file or example, or it breaks the format.
    """
    path = resolve(file)
    project = load(path)
    if trust:
        trust_here(project)
    return project, path.resolve().parent


def open_folder(run: Path, trust: bool = False) -> RunFolder:
    """The folder of a run; ``trust`` lets the Python layers of its own snapshot run, too.

    Raises:
        RunError: it is no run.
    """
    from app.training.folder.run_folder import RunFolder

    folder = RunFolder.open(run)
    if trust:
        trust_here(folder.project())
    return folder


def apply_settings(project: Project, settings: list[str], base: Path) -> None:
    """Apply ``--set`` options: ``training.lr=0.01``, ``data.validation=0.2``, ``data.options.noise=0.1``,
    ``conv_1.out_channels=32``, and arguments of a block or Python layer. A data file named like this may be read,
    wherever it lies.

    Args:
        base: folder that relative data paths start from.

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
    _permit_named_files(project, settings, base)


def _permit_named_files(project: Project, settings: list[str], base: Path) -> None:
    """Files that the person named just now, not those that the project names."""
    names = {setting.partition("=")[0].strip() for setting in settings}
    if not any(name.startswith("data.options") for name in names):
        return
    from app.data.paths import permit_named
    from app.data.source import form_of
    from app.data.sources import sources

    chosen = next((each for each in sources() if each.name == project.data.source), None)
    for option, declared in chosen.Options.model_fields.items() if chosen else ():
        value = project.data.options.get(option)
        named = names & {"data.options", f"data.options.{option}"}
        if named and form_of(declared) in ("file", "folder") and isinstance(value, str):
            permit_named(value, base)


def _apply(project: Project, owner: str, field: str, value: Any) -> None:
    if owner == "training":
        edits = set_training(project, **{field: value})
    elif owner == "data" and field.startswith("options."):
        edits = set_data(project, options=project.data.options | {field.removeprefix("options."): value})
    elif owner == "data" and field == "source" and value != project.data.source:
        edits = set_data(project, source=value, options={})  # options belong to the source that declares them
    elif owner == "data":
        edits = set_data(project, **{field: value})
    else:
        instance = project.graph.named(owner)
        if instance is None:
            raise ProjectError(f"expected training, data or the name of a node, got {owner!r}")
        if isinstance(instance.node, Use) and field not in type(instance.node).model_fields:
            edits = set_arguments(project, instance.id, **{field: value})
        else:
            edits = set_params(project, [instance.id], **{field: value})
    apply_all(project, edits)


def _value(text: str) -> Any:
    """JSON where it is JSON, else the text itself: ``0.01``, ``true``, ``[3, 3]``, ``AdamW``."""
    try:
        return json.loads(text)
    except ValueError:
        return text
