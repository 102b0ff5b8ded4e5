"""``predict``: what a trained network says about new samples."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.arguments import File, Run, Trust, Weights, open_folder, open_project
from app.cli.console import columns, percent
from app.cli.evaluate_command import note_changes
from app.errors import DataError

if TYPE_CHECKING:
    from app.training.predict import Prediction, Predictor

NAME = "predict"
SHOWN = 3
"""Most likely classes that are printed; --json gives all."""


def command(
    file: File,
    run: Run,
    inputs: Annotated[
        list[str],
        typer.Argument(metavar="INPUT...", help="CSV, Parquet, NumPy or picture files, or numbers: 0.5,1.2,3"),
    ],
    weights: Weights = "best",
    as_json: Annotated[bool, typer.Option("--json", help="Print every probability as JSON.")] = False,
    trust: Trust = False,
) -> int:
    """Classes with their probabilities, or values in the data's own units, a line a sample."""
    from app.training.predict import Predictor

    project, base = open_project(file, trust)
    folder = open_folder(run, trust)
    note_changes(project, folder.project())
    predictor = Predictor.from_run(folder, weights, base)
    found = [each for text in inputs for each in _judged(predictor, text)]
    if as_json:
        print(json.dumps([_plain(label, said, row) for label, said, row in found], indent=2, ensure_ascii=False))
    else:
        print(columns(_filled([[label, *_words(said, row)] for label, said, row in found])))
    return 0


Judged = tuple[str, "tuple[Prediction, ...]", int]


def _judged(predictor: Predictor, text: str) -> Iterator[Judged]:
    """Label, predictions and row of every sample that an argument means."""
    path = Path(text)
    if _exists(path):
        said = predictor.file(path)
        name = path.name
    else:
        said, name = _typed(predictor, text), text if len(text) <= 24 else text[:21] + "..."
    count = len(said[0]) if said else 0
    for row in range(count):
        yield (f"{name}:{row + 1}" if count > 1 else name), said, row


def _exists(path: Path) -> bool:
    """Whether there is such a file; a long row of numbers is no name that a system could have."""
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def _typed(predictor: Predictor, text: str) -> tuple[Prediction, ...]:
    """Cells given on the command line, in the order of the data's columns."""
    if "," not in text and not _is_number(text):
        raise DataError(f"expected a file or values with commas between them, got {text[:60]!r}")
    return predictor.rows([[cell.strip() for cell in text.split(",")]])


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _plain(label: str, said: tuple[Prediction, ...], row: int) -> dict[str, object]:
    return {"input": label, "predictions": [each.to_json(row) for each in said]}


def _words(said: tuple[Prediction, ...], row: int) -> list[str]:
    words: list[str] = []
    for each in said:
        title = [f"{each.name}:"] if len(said) > 1 else []
        ranking = [f"{name} {percent(share)}" for name, share in each.ranking(row)[:SHOWN]]
        words += title + (ranking or [each.label(row)])
    return words


def _filled(rows: list[list[str]]) -> list[list[str]]:
    """Rows of equal length."""
    most = max(map(len, rows))
    return [row + [""] * (most - len(row)) for row in rows]
