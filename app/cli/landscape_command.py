"""``landscape``: the loss surface of a trained run as numbers and as a picture."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from app.cli.arguments import File, Run, Trust, open_folder, open_project
from app.cli.console import percent
from app.cli.evaluate_command import note_changes

if TYPE_CHECKING:
    from app.landscape.full import Landscape, Wish

NAME = "landscape"

PlaneKind = Literal["pca", "random"]


def command(
    file: File,
    run: Run,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Where the files go.")],
    plane: Annotated[PlaneKind, typer.Option(help="PCA of the run's path, or random directions.")] = "pca",
    grid: Annotated[int, typer.Option(min=3, max=401, help="Points along each direction.")] = 25,
    seed: Annotated[int, typer.Option(min=0, help="Of the random directions.")] = 0,
    samples: Annotated[int, typer.Option(min=1, help="Training samples the loss is measured on.")] = 512,
    trust: Trust = False,
) -> int:
    """Measure the loss on a plane through weight space; writes landscape-PLANE.npz and .png."""
    from app.landscape.full import Wish

    project, base = open_project(file, trust)
    note_changes(project, open_folder(run, trust).project())
    wish = Wish(plane=plane, columns=grid, rows=grid, seed=seed, sample_size=samples)
    found = measure(run, base, wish, out)
    _print(found)
    return 0


def measure(run: Path, base: Path, wish: Wish, out: Path, name: str = "") -> Landscape:
    """Measure a landscape with a bar, and write its archive and picture as ``NAME.npz`` and ``NAME.png``."""
    from app.cli.progress import work_progress
    from app.landscape.full import full_surface
    from app.landscape.landscape_file import save_landscape
    from app.landscape.opening import source_of_run
    from app.landscape.pictures import save_picture
    from app.landscape.timeline import read_timeline

    source = source_of_run(run, base)
    with work_progress(f"loss surface, {wish.columns} × {wish.rows} points") as bar:
        found = full_surface(source, wish, lambda _, share: bar.update(bar.task_ids[0], completed=share))
    out.mkdir(parents=True, exist_ok=True)
    stem = name or f"landscape-{wish.plane}"
    save_landscape(found, out / f"{stem}.npz")
    save_picture(found, out / f"{stem}.png", timeline=read_timeline(run))
    return found


def _print(found: Landscape) -> None:
    surface = found.surface
    plane = surface.plane
    print(plane.note)
    print(f"{surface.facts.objective}; {surface.facts.sample}; batch norm {surface.facts.batchnorm}")
    if plane.explained is not None:
        total = percent(sum(plane.explained))
        print(f"explained variance {percent(plane.explained[0])} + {percent(plane.explained[1])} = {total}")
    if plane.random_walk is not None:
        print(f"a random walk of this length: {percent(plane.random_walk[0])} + {percent(plane.random_walk[1])}")
    print(f"cosine of the directions {plane.cosine:+.2e} (before orthogonalisation {plane.cosine_before:+.4f})")
    print(f"loss at the anchor {surface.centre.loss:.6g}; {surface.done:.0%} of the grid in {surface.seconds:.1f} s")
    if surface.facts.warning:
        print(f"warning: {surface.facts.warning}")
