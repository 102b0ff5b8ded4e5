"""``make zoo``: every reference network at full size as Python, safetensors and ONNX, and how far each is from it.

The table goes into resources/zoo/README.md. Takes about half an hour, 10 GB of memory and of disk; with names behind
it, only their rows are measured again: ``python -m tests.bench.zoo resnet-18 u-net``.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from app.compile.check import check
from app.export.export import ExportReport, export
from app.export.formats import FORMATS
from app.export.trained import Trained
from app.graph.examples import ZOO
from app.zoo.catalogue import ENTRIES, Entry
from tests.zoo.rousing import roused

TABLE = ZOO / "README.md"
HEAD = """# The zoo

Reference networks at full size, drawn with blocks. Open one on the welcome page, or by its name:
`python main.py resnet-50`. Its figures: `python main.py check resnet-50`. Small builders in `app/zoo` write the files:
`python -m app.zoo`.

`make zoo` wrote this table. Weights are random, every running statistic is moved from its start, and every export
ran beside the live model on batches of 1, 2 and 7 samples. The last three columns are the largest difference between
the two, in units of the largest number that the live model gave, or of 1 where that is smaller. "Any size" exports
leave height and width open and were also measured on larger pictures than the drawn ones.

"""
MEASURED = tuple(each for each in FORMATS if each.name != "pt2")
"""At full size. (torch.export traces as the ONNX export does; the tests measure its file at small width.)"""

COLUMNS = ("network", "name", "year", "parameters", "of the exported model", *(each.title for each in MEASURED))


def main() -> None:
    """Measure all networks, or those named on the command line, and write their rows."""
    chosen = [entry for entry in ENTRIES if len(sys.argv) < 2 or entry.name in sys.argv[1:]]
    rows = _rows_of_before()
    for entry in chosen:
        rows[entry.name] = _line(_row(entry))
        _write(rows)
    sys.stdout.write(TABLE.read_text(encoding="utf-8"))


def _rows_of_before() -> dict[str, str]:
    lines = TABLE.read_text(encoding="utf-8").splitlines() if TABLE.exists() else []
    return {entry.name: line for entry in ENTRIES for line in lines if f"| `{entry.name}` |" in line}


def _write(rows: dict[str, str]) -> None:
    measured = [rows[each.name] for each in ENTRIES if each.name in rows]
    missing = ", ".join(each.title for each in ENTRIES if each.name not in rows)
    end = f"\nNot measured yet: {missing}.\n" if missing else ""
    table = "\n".join([_line(COLUMNS), _line(("---",) * len(COLUMNS)), *measured])
    TABLE.write_text(f"{HEAD}{table}\n{end}", encoding="utf-8", newline="\n")


def _line(cells: tuple[str, ...]) -> str:
    return f"| {' | '.join(cells)} |"


def _row(entry: Entry) -> tuple[str, ...]:
    project = entry.build()
    parameters = check(project).parameters
    trained = roused(project)
    count = sum(parameter.numel() for parameter in trained.compiled.model.parameters())
    assert (parameters, count) == (entry.parameters, entry.exported)
    found = [_told(_exported(trained, each.name)) for each in MEASURED]
    return (entry.title, f"`{entry.name}`", str(entry.year), f"{parameters:,}", f"{count:,}", *found)


def _told(report: ExportReport) -> str:
    size = ", any size" if report.any_picture_size else ""
    return f"{report.difference:.0e}{size}" if report.difference else f"0{size}"


def _exported(trained: Trained, name: str) -> ExportReport:
    start = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="netloom-zoo-") as folder:
        found = export(trained, name, Path(folder) / "model")
    sys.stderr.write(f"{trained.project.title}, {name}: {found.sentence} in {time.perf_counter() - start:.0f} s\n")
    return found


if __name__ == "__main__":
    main()
