"""``demo``: what ``make run`` does where there is no display."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.cli import export_command
from app.cli.arguments import open_project
from app.cli.evaluate_command import class_names
from app.cli.export_command import Format
from app.cli.landscape_command import measure
from app.cli.screenshot_command import take_screenshot
from app.cli.training import train_run

NAME = "demo"
EXAMPLE = "digits-cnn"
FILES: dict[Format, str] = {"python": "model.py", "safetensors": "model.safetensors", "onnx": "model.onnx"}


def command(
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Where everything goes.")] = Path("out"),
    epochs: Annotated[int | None, typer.Option(min=1, help="Fewer or more epochs than the recipe has.")] = None,
    grid: Annotated[int, typer.Option(min=3, max=401, help="Points of the loss surface along each direction.")] = 25,
) -> int:
    """Train the bundled digits CNN, then write five pictures and the exported model."""
    from app.graph.changes import set_training
    from app.graph.edits import apply_all

    project, base = open_project(EXAMPLE)
    if epochs is not None:
        apply_all(project, set_training(project, epochs=epochs))
    run = out / "run"
    _make_room(run)
    code = train_run(project, run, base, resume=False)
    if code:
        return code
    _pictures(run, base, out, grid)
    for format, name in FILES.items():
        export_command.command(EXAMPLE, out=out / name, run=run, format=format)
    take_screenshot(EXAMPLE, out / "window.png", run=run)
    print(f"pictures and model are in {out}")
    return 0


def _make_room(run: Path) -> None:
    """The run of the last demo goes; any other folder of that name is refused by the training."""
    from app.errors import RunError
    from app.training.folder.run_folder import RunFolder

    try:
        RunFolder.open(run).delete()
    except RunError:
        return


def _pictures(run: Path, base: Path, out: Path, grid: int) -> None:
    from app.landscape.full import Wish
    from app.training.evaluate import evaluate
    from app.training.folder import pictures
    from app.training.folder.run_folder import RunFolder, open_run
    from app.training.records.history import RunHistory

    history = RunHistory.read(run)
    pictures.curves(history, out / "curves.png")
    pictures.gradient_norms(history, out / "gradients.png")
    _, compiled, prepared = open_run(None, RunFolder.open(run), "best", base)
    found = evaluate(compiled, prepared.validation)
    pictures.confusion(found, class_names(prepared, found.heads[0].head.target), out / "confusion.png")
    measure(run, base, Wish(columns=grid, rows=grid), out, name="landscape")
