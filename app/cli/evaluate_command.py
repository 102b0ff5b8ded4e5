"""``evaluate``: a full pass of a trained run over one part of its data."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from app.cli.arguments import File, Run, Trust, Weights, open_folder, open_project
from app.cli.console import columns, interval, percent
from app.graph.project import Project

if TYPE_CHECKING:
    from app.data.prepare import Part, Prepared
    from app.training.evaluate import Evaluation, HeadResult
    from app.training.folder.run_folder import RunFolder

NAME = "evaluate"

SplitName = Literal["val", "test", "train"]


def command(
    file: File,
    run: Run,
    split: Annotated[SplitName, typer.Option("--split", help="Which part of the data.")] = "val",
    weights: Weights = "best",
    trust: Trust = False,
) -> int:
    """Loss, accuracy with its interval and confusion matrix (or R² and error) of a trained run."""
    from app.training.evaluate import evaluate
    from app.training.folder.run_folder import open_run

    project, base = open_project(file, trust)
    folder = open_folder(run, trust)
    snapshot, compiled, prepared = open_run(None, folder, weights, base)
    note_changes(project, snapshot)
    part = part_named(prepared, split)
    if split == "test" and len(part):
        _count_opening(folder)
    found = evaluate(compiled, part)
    print(f"{split} part, {found.count:,} samples, {weights} weights")
    _print(found, prepared)
    return 0


def part_named(prepared: Prepared, split: SplitName) -> Part:
    """The part of the data that an option means."""
    return {"train": prepared.train, "val": prepared.validation, "test": prepared.test}[split]


def note_changes(project: Project, snapshot: Project) -> None:
    """Say so where the file is no longer what was trained."""
    if project.graph != snapshot.graph or project.data != snapshot.data:
        print("note: the drawing or its data changed since the run; the run's own snapshot is used", file=sys.stderr)


def _count_opening(folder: RunFolder) -> None:
    """The test part is for the very end: each look at it is counted in run.json and shown."""
    opened = int(folder.info.get("test_openings", 0)) + 1
    folder.update(test_openings=opened)
    print(f"the test part of this run was opened {opened} time{'s' * (opened != 1)}")


def _print(found: Evaluation, prepared: Prepared) -> None:
    print(f"loss {found.loss:.6g}")
    for name, value in found.losses.items() if len(found.losses) > 1 else ():
        print(f"  {name} {value:.6g}")
    for result in found.heads:
        title = f"{result.head.loss}: " if len(found.heads) > 1 else ""
        if result.accuracy is not None:
            print(f"{title}accuracy {percent(result.accuracy)}{interval(result.interval)}")
            if result.places > 1:
                print(f"  {_rests_on(result, prepared)}")
        if result.r2 is not None:
            print(f"{title}R² {result.r2:.4f}, mean absolute error {result.mae:.4g}")
        if result.confusion is not None and len(result.confusion) <= 30:
            names = class_names(prepared, result.head.target)
            _print_confusion(result.confusion.tolist(), names)


def _rests_on(result: HeadResult, prepared: Prepared) -> str:
    """What the accuracy counts, and what its interval takes for independent."""
    assert result.head.target is not None
    answers, samples = prepared.dataset.units(prepared.bindings.targets[result.head.target].field)
    return (
        f"of {result.truth.size:,} {answers}; the interval takes the {len(result.truth):,} {samples} for independent, "
        f"not their {answers}"
    )


def class_names(prepared: Prepared, target: int | None) -> tuple[str, ...]:
    """Names of a Target's classes as the data set has them; empty for numbers."""
    if target is None:
        return ()
    return prepared.dataset.class_names(prepared.bindings.targets[target].field)


def _print_confusion(counts: list[list[int]], names: tuple[str, ...]) -> None:
    shown = names or tuple(str(number) for number in range(len(counts)))
    print("confusion (rows: true class, columns: predicted)")
    rows: list[list[str | int]] = [["", *shown]]
    rows += [[name, *row] for name, row in zip(shown, counts, strict=True)]
    print(columns(rows, right=range(1, len(shown) + 1)))
