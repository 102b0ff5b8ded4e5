"""Taking a trained model away: written, checked against the live one, and only then put in its place."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import torch

from app.errors import RunError
from app.export.formats import Format, format_named
from app.export.trained import Trained, trained_run
from app.export.verify import TOLERANCE, Difference
from app.graph.files.storage import write_together
from app.training.folder.run_folder import RunFolder


@dataclass(frozen=True, slots=True)
class ExportReport:
    """A finished export.

    Attributes:
        path: the main file.
        files: all files, the record of the check included.
        difference: largest relative difference to the live model.
        batches: sizes that were tried.
        any_picture_size: whether the export takes pictures of other sizes than the drawn one.
        sentence: the check in words.
        judgement: what the file itself says about its validation samples, "" where it cannot.
    """

    path: Path
    files: tuple[Path, ...]
    difference: float
    batches: tuple[int, ...]
    any_picture_size: bool
    sentence: str
    judgement: str = ""


def export(
    source: Trained | RunFolder, format: str, path: Path, which: Literal["best", "last"] = "best"
) -> ExportReport:
    """Write a trained model, run what was written, and put it in place if it gives the live model's numbers.

    Args:
        source: a trained model, or a run, whose own snapshot of the project counts.
        format: public name, see `app.export.formats`.
        path: main file; the format's suffix is added where it has none. Files of these names are replaced.
        which: weights of the run.

    Raises:
        UsageError: unknown format.
        DataError: the data of the run is gone.
        RunError: the run has no weights, the model cannot be written so, or the written file gives other numbers.
            What stood there before still does, and nothing else is left.
    """
    chosen = format_named(format)
    trained = source if isinstance(source, Trained) else trained_run(source, which)
    target = _with_suffix(Path(path), chosen)
    write, check, judge = _parts(chosen.name)
    with tempfile.TemporaryDirectory(prefix="netloom-export-") as folder:
        draft = Path(folder) / target.name
        written = write(trained, draft)
        difference = check(trained, draft)
        if not difference.passed:
            raise RunError(
                f"the {chosen.title} file was not kept: {difference.sentence}, at most {TOLERANCE:g} was expected"
            )
        judgement = judge(draft) if trained.samples else ""
        record = draft.with_name(f"{target.name}.check.json")
        record.write_text(_record(trained, chosen, target, difference, judgement), encoding="utf-8", newline="\n")
        files = put(target.parent, [*written, record])
    return ExportReport(
        target,
        files,
        difference.largest,
        difference.batches,
        difference.any_picture_size,
        difference.sentence,
        judgement,
    )


def _with_suffix(path: Path, chosen: Format) -> Path:
    return path if path.suffix == chosen.suffix else path.with_name(path.name + chosen.suffix)


def _parts(
    name: str,
) -> tuple[Callable[[Trained, Path], list[Path]], Callable[[Trained, Path], Difference], Callable[[Path], str]]:
    if name == "python":
        from app.export import python

        return python.write, python.check, python.self_report
    if name == "onnx":
        from app.export import onnx

        return onnx.write, onnx.check, _says_nothing
    if name == "pt2":
        from app.export import pt2

        return pt2.write, pt2.check, _says_nothing
    from app.export import safetensors

    return safetensors.write, safetensors.check, _says_nothing


def _says_nothing(_: Path) -> str:
    return ""


def _record(trained: Trained, chosen: Format, target: Path, difference: Difference, judgement: str) -> str:
    values = {
        "file": target.name,
        "format": chosen.name,
        "weights": trained.note,
        "max_difference": difference.largest,
        "tolerance": TOLERANCE,
        "batches": list(difference.batches),
        "seeds": list(difference.seeds),
        "picture_sizes": list(difference.picture_sizes),
        "any_picture_size": difference.any_picture_size,
        "validation": judgement,
        "torch": str(torch.__version__),
    }
    return json.dumps(values, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def put(folder: Path, drafts: list[Path]) -> tuple[Path, ...]:
    """Put checked files in their place, all or none.

    Raises:
        RunError: the folder cannot be written; what stood there before still does.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_together({folder / draft.name: draft for draft in drafts})
    except OSError as error:
        raise RunError(f"{folder} cannot be written: {error.strerror or error}") from None
    return tuple(folder / draft.name for draft in drafts)
