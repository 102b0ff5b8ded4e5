"""``check``: everything that can be said before training."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.arguments import File, Trust, open_project, with_option
from app.cli.console import columns, within
from app.errors import RunError

if TYPE_CHECKING:
    from app.compile.check import Report, Row

NAME = "check"
WIDTH = 120
HEADER = ("node", "kind", "settings", "shape", "parameters", "FLOPs", "memory", "rec. field")


def command(
    file: File,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the report as JSON, with the inside of blocks.")
    ] = False,
    batch: Annotated[
        int | None, typer.Option(min=1, help="Samples of the batch that memory is told for; else the recipe's.")
    ] = None,
    trust: Trust = False,
) -> int:
    """Shapes, parameters, FLOPs, memory, receptive fields and problems; exit code 1 where it cannot train."""
    from app.compile.check import check

    project, _ = open_project(file, trust)
    report = check(project, batch or project.training.batch_size)
    if as_json:
        print(json.dumps(report.to_json(), indent=2, ensure_ascii=False))
        return 0 if report.can_train else 1
    _print(report)
    errors = [problem for problem in report.problems if problem.severity == "error"]
    if errors:
        more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
        raise RunError(errors[0].message + more)
    return 0


def _print(report: Report) -> None:
    rows = [HEADER, *map(_cells, report.rows)]
    print(report.title)
    print(columns(within(rows, WIDTH, give=(0, 1, 2, 3)), right=(4, 5, 6, 7)))
    for line in _totals(report):
        print(line)
    for problem in report.problems:
        fix = f" [{problem.fix.label}]" if problem.fix else ""
        print(with_option(f"{problem.severity}: {problem.message}{fix}"))
    if not report.problems:
        print("no problems")


def _cells(row: Row) -> tuple[str, ...]:
    from app.compile.analysis.figures import FIGURES

    assert row.figures is not None
    numbers = (figure.text(figure.of(row.figures)) for figure in FIGURES.values())
    return row.name, row.figures.block or row.kind, row.settings, row.shape, *numbers, str(row.figures.sight or "")


def _totals(report: Report) -> list[str]:
    from app.compile.analysis.figures import brief
    from app.compile.analysis.memory import readable

    assert report.analysis is not None
    total, frozen = report.analysis.total, report.parameters - report.trainable
    weights = f"{report.parameters:,} parameters" + (f", {frozen:,} of them frozen" if frozen else "")
    return [
        weights + (f"; {total.buffers:,} numbers in buffers" if total.buffers else ""),
        f"{brief(total.flops) or 0} FLOPs forward for one sample: {brief(total.multiply_adds) or 0} multiply-adds",
        f"{readable(total.memory)} kept for the backward pass of a batch of {report.analysis.batch:,}",
    ]
