"""Lines of metrics.jsonl: one JSON object a step, an epoch, an event.

NaN and infinity are not JSON: they are written as null beside ``"nonfinite": true``.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from app.errors import RunError
from app.graph.files.storage import write_atomic
from app.training.records.telemetry import COLUMNS, EpochRecord, Event

LONGEST_LINE = 1_000_000


def _form(names: Iterable[str]) -> str:
    return '{"kind": "step", ' + ", ".join(f'"{name}": %r' for name in names) + "}\n"


NORM = list(COLUMNS).index("grad_norm")
FULL, BARE = _form(COLUMNS), _form(name for name in COLUMNS if name != "grad_norm")


def step_lines(rows: dict[str, Any]) -> list[str]:
    """One line a step from columns of equal length; a gradient norm that was not measured is left out."""
    return [_step_line(row) for row in zip(*(rows[name].tolist() for name in COLUMNS), strict=True)]


def _step_line(row: tuple[float, ...]) -> str:
    """By a form where all is finite: a third of json.dumps' cost, a thousand times a second for a small net."""
    if math.isfinite(sum(row)):
        return FULL % row
    others = row[:NORM] + row[NORM + 1 :]
    if math.isnan(row[NORM]) and math.isfinite(sum(others)):
        return BARE % others
    return _line("step", dict(zip(COLUMNS, row, strict=True)))


def epoch_line(record: EpochRecord) -> str:
    """One line for an epoch; the further metrics stand beside the fixed ones."""
    fixed = {name: getattr(record, name) for name in EpochRecord.__slots__ if name != "metrics"}
    return _line("epoch", fixed | {"metrics": dict(record.metrics)})


def event_line(event: Event) -> str:
    return _line("event", {"step": event.step, "text": event.text})


def _line(kind: str, values: dict[str, Any]) -> str:
    plain: dict[str, Any] = {"kind": kind} | {name: _plain(value) for name, value in values.items()}
    if plain != {"kind": kind} | values:
        plain["nonfinite"] = True
    return json.dumps(plain, ensure_ascii=False, allow_nan=False) + "\n"


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    return None if isinstance(value, float) and not math.isfinite(value) else value


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a metrics file; a line that a kill cut short at the end is left out.

    Raises:
        RunError: a broken line in the middle.
    """
    if not path.is_file():
        return
    with path.open("r", encoding="utf-8", errors="replace") as file:
        for number, line in enumerate(file, 1):
            if not line.endswith("\n"):
                return
            try:
                values = json.loads(line[:LONGEST_LINE])
            except ValueError:
                raise RunError(f"{path}, line {number}: expected a JSON object") from None
            if isinstance(values, dict):
                yield values


def parse_epoch(values: dict[str, Any]) -> EpochRecord:
    """The record of an epoch line; a null train loss comes back as NaN."""
    loss = values.get("train_loss")
    return EpochRecord(
        epoch=int(values["epoch"]),
        step=int(values["step"]),
        train_loss=math.nan if loss is None else float(loss),
        val_loss=values.get("val_loss"),
        train_accuracy=values.get("train_accuracy"),
        val_accuracy=values.get("val_accuracy"),
        seconds=float(values.get("seconds") or 0.0),
        metrics={name: math.nan if value is None else value for name, value in values.get("metrics", {}).items()},
    )


def parse_step(values: dict[str, Any]) -> list[float]:
    """The numbers of a step line in the order of `COLUMNS`; null is NaN."""
    row = (values.get(name) for name in COLUMNS)
    return [math.nan if value is None else float(value) for value in row]


def truncate(path: Path, step: int) -> None:
    """Drop every line after a step, atomically: what comes later is trained again."""
    kept = [json.dumps(values, ensure_ascii=False) for values in read_lines(path) if values.get("step", 0) <= step]
    write_atomic(path, "".join(line + "\n" for line in kept).encode("utf-8"))
