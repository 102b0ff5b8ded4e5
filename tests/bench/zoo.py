"""``make zoo``: every reference network at full size out in every format, and how far it is from the live model.

The table goes into resources/zoo/README.md. Takes about half an hour, 10 GB of memory and of disk.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from app.compile.check import check
from app.export.export import export
from app.export.formats import FORMATS
from app.export.trained import Trained
from app.graph.examples import ZOO
from app.zoo.catalogue import ENTRIES, Entry
from tests.zoo.rousing import roused

HEAD = """# The zoo

Reference networks at full size, drawn with blocks. Open one by its name: `python main.py resnet-50`, or look at it
with `python main.py check resnet-50`. Small builders in `app/zoo` write the files: `python -m app.zoo`.

`make zoo` wrote this table. Weights are random, every running statistic is moved from its start, and every export
ran beside the live model on batches of 1, 2 and 7 samples. The last three columns are the largest difference between
the two, in units of the largest number that the live model gave.

"""

COLUMNS = ("network", "name", "parameters", "of the exported model", "check", *(each.title for each in FORMATS))


def main() -> None:
    """Measure all networks, or those named on the command line, and write the table."""
    chosen = [entry for entry in ENTRIES if len(sys.argv) < 2 or entry.name in sys.argv[1:]]
    rows = [_row(entry) for entry in chosen]
    text = "\n".join(["| " + " | ".join(row) + " |" for row in (COLUMNS, ("---",) * len(COLUMNS), *rows)]) + "\n"
    if len(chosen) == len(ENTRIES):
        (ZOO / "README.md").write_text(HEAD + text, encoding="utf-8", newline="\n")
    sys.stdout.write(text)


def _row(entry: Entry) -> tuple[str, ...]:
    project = entry.build()
    start = time.perf_counter()
    report = check(project)
    seconds = time.perf_counter() - start
    trained = roused(project)
    count = sum(parameter.numel() for parameter in trained.compiled.model.parameters())
    assert (report.parameters, count) == (entry.parameters, entry.exported)
    differences = [f"{_difference(trained, each.name):.0e}" for each in FORMATS]
    return (
        project.title,
        f"`{entry.name}`",
        f"{report.parameters:,}",
        f"{count:,}",
        f"{seconds:.1f} s",
        *differences,
    )


def _difference(trained: Trained, name: str) -> float:
    start = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="netloom-zoo-") as folder:
        found = export(trained, name, Path(folder) / "model").difference
    sys.stderr.write(f"{trained.project.title}, {name}: {found:.1e} in {time.perf_counter() - start:.0f} s\n")
    return found


if __name__ == "__main__":
    main()
