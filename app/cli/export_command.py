"""``export``: the trained network as files that need no Netloom, or the project as a script that trains it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from app.cli.arguments import File, Trust, Weights, apply_settings, open_folder, open_project
from app.cli.evaluate_command import note_changes
from app.errors import UsageError

NAME = "export"

Format = Literal["python", "safetensors", "onnx", "pt2", "script"]


def command(
    file: File,
    out: Annotated[Path, typer.Option("--out", metavar="PATH", help="The file to write; for script also a folder.")],
    run: Annotated[
        Path | None, typer.Option("--run", metavar="DIR", help="Folder of the run; script needs none.")
    ] = None,
    format: Annotated[Format, typer.Option("--format", help="What to write.")] = "python",
    weights: Weights = "best",
    settings: Annotated[
        list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help="script: as in train, training.epochs=3")
    ] = None,
    trust: Trust = False,
) -> int:
    """Write the network, read it back, and compare it with the live one at batches of 1, 2 and 7.

    The format script writes the whole project, data, recipe and all, as one file that trains the network by itself.
    """
    if format == "script":
        return _script(file, run, out, settings or [], trust)
    if run is None:
        raise UsageError(f"--format {format} writes a trained network: name its run with --run DIR")
    if settings:
        raise UsageError("--set changes the project of a script; a trained network is exported as it was trained")
    from app.export.export import export
    from app.export.trained import trained_run

    project, _ = open_project(file, trust)
    folder = open_folder(run, trust)
    note_changes(project, folder.project())
    found = export(trained_run(folder, weights), format, out)
    print(f"{', '.join(map(str, found.files))}: {found.sentence}")
    if found.judgement:
        print(found.judgement.strip())
    return 0


def _script(file: str, run: Path | None, out: Path, settings: list[str], trust: bool) -> int:
    """The training script, of the project or of what a run was started with."""
    from app.export.script.exporting import export_script

    project, base = open_project(file, trust)
    if run is not None:
        folder = open_folder(run, trust)
        project, base = folder.project(), folder.base or base
    apply_settings(project, settings, base)
    found = export_script(project, base, out)
    print(f"{', '.join(map(str, found.files))}: {found.sentence}")
    return 0
