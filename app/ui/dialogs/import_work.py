"""What the import dialog has done in the background, and how it tells what came of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.importing.importer import Imported, ImportRefusedError
    from app.importing.tracing.steps import Unmapped


@dataclass(frozen=True, slots=True)
class Wanted:
    """An import as the person asks for it.

    Attributes:
        place: ``file.py:factory``.
        inputs: sizes, one text per input; none where they are to be guessed.
        path: the project to write.
        keep: calls without a kind become layers in Python.
    """

    place: str
    inputs: tuple[str, ...]
    path: Path
    keep: bool = False


def run(wanted: Wanted) -> tuple[Path, Imported] | ImportRefusedError:
    """Import, off the GUI thread. A refusal is an answer, because it carries a list.

    Raises:
        NetloomError: nothing could be traced or written, in one sentence.
    """
    from app.importing.examples import made_up
    from app.importing.importer import ImportRefusedError, import_module
    from app.importing.keeping import keep
    from app.importing.loading import load_module

    model = load_module(wanted.place)
    try:
        imported = import_module(model, made_up(model, wanted.inputs), keep=wanted.keep)
    except ImportRefusedError as error:
        return error
    keep(imported, wanted.path)
    return wanted.path, imported


def listed(calls: Sequence[Unmapped]) -> list[str]:
    """Every line of the module's source once, with what is called there, and its text below."""
    by_line: dict[str, Counter[str]] = {}
    for call in calls:
        by_line.setdefault(call.where or "unknown line", Counter())[call.call or call.what] += 1
    lines = []
    for where, counts in by_line.items():
        place, _, code = where.partition(": ")
        names = (name if count == 1 else f"{name} ×{count}" for name, count in counts.items())
        lines += [f"{place}  {', '.join(names)}", *([f"    {code}"] if code else [])]
    return lines


def facts(imported: Imported) -> str:
    """What was drawn, and what is kept where."""
    from app.importing.keeping import NAME

    blocks = ", ".join(block.name for block in imported.project.blocks.values())
    numbers = sum(value.numel() for value in imported.weights.values())
    drawn = f"{len(imported.project.graph)} nodes" + (f", blocks {blocks}" if blocks else "")
    lines = [f"{drawn}; {numbers:,} numbers kept as the run {NAME}"]
    if imported.project.layers:
        lines.append(f"Layers in Python, trusted on this computer: {', '.join(imported.kept())}")
    if imported.fixed:
        lines.append("The module takes larger samples, too; the drawing has the sizes of this example")
    return "\n".join(lines)
