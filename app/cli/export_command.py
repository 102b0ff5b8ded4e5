"""``export``: the trained network as files that need no Netloom."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from app.cli.arguments import File, Run, Weights, open_project
from app.cli.evaluate_command import note_changes

NAME = "export"

Format = Literal["python", "safetensors", "onnx"]


def command(
    file: File,
    run: Run,
    out: Annotated[Path, typer.Option("--out", metavar="PATH", help="The file to write.")],
    format: Annotated[Format, typer.Option("--format", help="What to write.")] = "python",
    weights: Weights = "best",
) -> int:
    """Write the network, read it back, and compare it with the live one at batches of 1, 2 and 7."""
    from app.export.export import export
    from app.export.trained import trained_run
    from app.training.run_folder import RunFolder

    project, _ = open_project(file)
    folder = RunFolder.open(run)
    note_changes(project, folder.project())
    found = export(trained_run(folder, weights), format, out)
    print(f"{', '.join(map(str, found.files))}: {found.sentence}")
    if found.judgement:
        print(found.judgement.strip())
    return 0
