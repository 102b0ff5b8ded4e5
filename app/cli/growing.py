"""What `deepen` and `widen` have in common: a project, weights that fit it, samples to measure with, and a new file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.arguments import Weights, open_project
from app.cli.console import tell_names
from app.data.paths import portable
from app.errors import UsageError
from app.graph.files.storage import resolve, save
from app.graph.project import Project

if TYPE_CHECKING:
    from torch import Tensor

    from app.training.starts.growing import Grown
    from app.training.starts.warm_start import WarmStart

From = Annotated[
    Path,
    typer.Option("--run", "--from", metavar="DIR", help="The run whose weights are kept, or a start file."),
]
Out = Annotated[Path, typer.Option("--out", metavar="FILE", help="The new project; its weights are written beside it.")]
Inside = Annotated[str, typer.Option("--in", metavar="BLOCK", help="The block that it stands in; every use grows.")]

Change = Callable[[Project, "WarmStart", "Sequence[Tensor]", str], "Grown"]
"""(project, weights, samples, id of the block or "") -> the grown network."""


def grow(file: str, run: Path, out: Path, inside: str, weights: Weights, change: Change, trust: bool) -> int:
    """Change a trained network, tell the measured difference, and write project and weights.

    Raises:
        UsageError: there is no such block, or the file to write is the one that is read.
        ProjectError, RunError, DataError: it cannot be made; nothing is written.
    """
    from app.compile.bindings import bindings_of
    from app.data.prepare import prepare
    from app.training.starts.start_file import packed, read_start, start_beside

    project, base = open_project(file, trust)
    if out.suffix != ".netloom":
        raise UsageError(f"--out expects a file that ends with .netloom, got {out.name}")
    beside = start_beside(out)
    if out.resolve() == resolve(file).resolve() or beside.resolve() == run.resolve():
        raise UsageError(f"--out {out.name} would replace what is read; choose another name")
    start = read_start(run, weights)
    samples = prepare(project.data, bindings_of(project), base).train.inputs
    grown = change(project, start, samples, _block(project, inside))
    out.parent.mkdir(parents=True, exist_ok=True)
    _keep_data(grown.project, base, out.parent)
    save(grown.project, out, {beside: packed(grown.start)})
    _tell(grown, out, beside)
    return 0


def _keep_data(project: Project, base: Path | None, folder: Path) -> None:
    """A data file that was named from the old project's folder is found from the new one's too."""
    path = project.data.options.get("path")
    if isinstance(path, str) and path and base is not None and not Path(path).is_absolute():
        options = dict(project.data.options) | {"path": portable(base / path, folder)}
        project.data = project.data.changed(options=options)


def _block(project: Project, name: str) -> str:
    if not name:
        return ""
    found = next((block.id for block in project.blocks.values() if block.name == name), None)
    if found is None:
        names = ", ".join(block.name for block in project.blocks.values())
        raise UsageError(f"--in expects the name of a block, got {name!r}; the project has {names or 'none'}")
    return found


def _tell(grown: Grown, out: Path, beside: Path) -> None:
    carried = grown.start.carried
    print(f"{grown.label}: {grown.difference.sentence}")
    print(carried.counts)
    tell_names(carried.facts)
    print(f"{out} and {beside.name} written; go on with: python main.py train {out} --run DIR --from {beside}")
