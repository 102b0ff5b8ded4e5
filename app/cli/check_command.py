"""``check``: everything that can be said before training."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.arguments import File, open_project
from app.cli.console import columns
from app.errors import RunError

if TYPE_CHECKING:
    from app.compile.check import Report

NAME = "check"


def command(
    file: File,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
) -> int:
    """Shapes, parameters and problems of a project; exit code 1 where it cannot train."""
    from app.compile.check import check

    project, _ = open_project(file)
    report = check(project)
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
    rows = [("node", "kind", "settings", "shape", "parameters")]
    rows += [(row.name, row.kind, row.settings, row.shape, f"{row.parameters:,}") for row in report.rows]
    print(report.title)
    print(columns(rows, right=(4,)))
    frozen = report.parameters - report.trainable
    print(f"{report.parameters:,} parameters" + (f", {frozen:,} of them frozen" if frozen else ""))
    for problem in report.problems:
        fix = f" [{problem.fix.label}]" if problem.fix else ""
        print(f"{problem.severity}: {problem.message}{fix}")
    if not report.problems:
        print("no problems")
