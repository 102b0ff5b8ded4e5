"""``predict``: what a trained network says about new samples, or how it goes on writing a text."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.arguments import File, Run, Trust, Weights, open_folder, open_project
from app.cli.console import columns, percent
from app.cli.evaluate_command import note_changes
from app.cli.writing import write
from app.errors import DataError, UsageError

if TYPE_CHECKING:
    from app.training.answers.predict import Predictor
    from app.training.answers.prediction import Prediction

NAME = "predict"
SHOWN = 3
"""Most likely classes or labels that are printed; --json gives all."""


def command(
    file: File,
    run: Run,
    inputs: Annotated[
        list[str],
        typer.Argument(
            metavar="INPUT...", help="CSV, Parquet, NumPy or picture files, or numbers: 0.5,1.2,3; or a text"
        ),
    ],
    weights: Weights = "best",
    as_json: Annotated[bool, typer.Option("--json", help="Print every probability as JSON.")] = False,
    length: Annotated[
        int | None, typer.Option("--length", min=1, help="Characters to write; 300 if not given.")
    ] = None,
    temperature: Annotated[
        float | None, typer.Option("--temperature", min=0, help="0: always the likeliest; 0.8 if not given.")
    ] = None,
    top_k: Annotated[int | None, typer.Option("--top-k", min=1, help="Draw from the likeliest K only.")] = None,
    seed: Annotated[int | None, typer.Option("--seed", min=0, help="Write the same text every time.")] = None,
    trust: Trust = False,
) -> int:
    """Classes with their probabilities, or values in the data's own units, a line a sample; or the INPUT and how a
    network that was trained on a text goes on.
    """
    from app.training.answers.predict import Predictor
    from app.training.answers.sampling import LENGTH, Sampling, writes
    from app.training.answers.writing import Writer

    project, base = open_project(file, trust)
    folder = open_folder(run, trust)
    note_changes(project, folder.project())
    predictor = Predictor.from_run(folder, weights, base)
    asked: dict[str, Any] = {"temperature": temperature, "top_k": top_k, "seed": seed}
    asked = {name: value for name, value in asked.items() if value is not None}
    if writes(predictor.prepared.dataset):
        write(Writer(predictor), inputs, length or LENGTH, Sampling(**asked), as_json)
        return 0
    if asked or length is not None:
        options = "--length, --temperature, --top-k and --seed"
        raise UsageError(f"{options} are for networks that write; this one knows {predictor.prepared.dataset.title}")
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
        if each.dense or each.several or not ranking:  # else the first of the ranking is the answer
            title.append(each.label(row))
        words += title + ranking
    return words


def _filled(rows: list[list[str]]) -> list[list[str]]:
    """Rows of equal length."""
    most = max(map(len, rows))
    return [row + [""] * (most - len(row)) for row in rows]
