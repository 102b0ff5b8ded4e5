"""`make bench`: every figure in one table, each measured in processes of its own.

    python -m tests.bench.bench [--quick] [--only steps,window,start,drawing]

``--quick`` measures the window for 10 s instead of 60 s.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.bench.rows import Row, heard

ROOT = Path(__file__).parents[2]
PARTS = ("steps", "window", "start", "drawing")
TURNS = 4
"""Window and headless are measured by turns, each first as often as the other, so that a machine that slows down is no
window's fault."""

PAGES = "train,build,landscape"
STARTS = 5


def main() -> int:
    """Measure and print; the exit code is 0 whether goals are met or not."""
    parser = argparse.ArgumentParser(description="Measure Netloom.")
    parser.add_argument("--quick", action="store_true", help="10 s of window and headless instead of 60 s")
    parser.add_argument("--only", default=",".join(PARTS), help="parts: " + ", ".join(PARTS))
    parser.add_argument("--pages", default=PAGES, help="pages of the window that are shown in turn")
    chosen = parser.parse_args()
    seconds = 10.0 if chosen.quick else 60.0
    parts: dict[str, Callable[[], list[Row]]] = {
        "steps": lambda: heard(_run("tests.bench.steps", *(["--quick"] if chosen.quick else []))),
        "window": lambda: _window(seconds, chosen.pages),
        "start": _start,
        "drawing": lambda: heard(_run("tests.bench.drawing")),
    }
    rows: list[Row] = []
    console = Console()
    console = console if console.is_terminal else Console(width=160)
    for name in chosen.only.split(","):
        with console.status(f"Measuring {name}"):
            rows += _part(name, parts[name])
    console.print(_table(rows))
    console.print(
        f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    )
    return 0


def _part(name: str, measure: Callable[[], list[Row]]) -> list[Row]:
    try:
        return measure()
    except subprocess.CalledProcessError as error:
        last = (error.stderr or error.output or "no message").strip().splitlines()[-1:]
        return [Row(name, "could not be measured", float("nan"), detail=" ".join(last)[:160])]


def _window(seconds: float, pages: str) -> list[Row]:
    headless, windowed, late = [], [], []
    by_page: dict[str, list[float]] = {}
    for turn in range(TURNS):
        for measured in ("headless", "window")[:: 1 if turn % 2 == 0 else -1]:
            if measured == "headless":
                headless.append(_read("RATE ", _run("tests.bench.headless", str(seconds / TURNS))))
                continue
            found = _read("WINDOW ", _run("tests.bench.window", str(seconds / TURNS), pages))
            windowed.append(found["rate"])
            late += found["late"]
            for page, rate in found["pages"].items():
                by_page.setdefault(page, []).append(rate)
    rate = statistics.mean(headless)
    turns = [beside / alone for beside, alone in zip(windowed, headless, strict=True)]
    detail = f"{min(turns):.2f} to {max(turns):.2f} by turn; " + ", ".join(
        f"{page} {statistics.mean(rates) / rate:.2f}" for page, rates in by_page.items()
    )
    late.sort()
    group = f"Window while it trains, {seconds:.0f} s"
    return [
        Row(group, "throughput / headless", statistics.mean(windowed) / rate, "", 0.90, True, detail),
        Row(group, "timer lag, median", late[len(late) // 2], "ms"),
        Row(group, "timer lag, 99th percentile", late[int(len(late) * 0.99)], "ms", 16),
        Row(group, "timer lag, largest", late[-1], "ms", 100, detail=f"{len(late):,} timeouts"),
    ]


def _start() -> list[Row]:
    found: dict[str, list[float]] = {"painted": [], "editable": [], "shapes": []}
    for turn in range(STARTS + 1):
        marks = _read("MARKS ", _run("tests.bench.startup", stamped=True))
        if turn:  # the first one fills the file cache
            for name, value in marks.items():
                found[name].append(value)
    words = {"painted": ("window painted", 0.5), "editable": ("canvas editable", 2.0), "shapes": ("shapes shown", 4.0)}
    return [
        Row(
            "Start, warm file cache",
            words[name][0],
            statistics.median(values),
            "s",
            words[name][1],
            detail=f"{min(values):.2f} to {max(values):.2f} s over {len(values)} starts",
        )
        for name, values in found.items()
    ]


def _run(module: str, *arguments: str, stamped: bool = False) -> str:
    """Run a module in a fresh Python with a user folder of its own."""
    with tempfile.TemporaryDirectory(prefix="netloom-bench-") as home:
        environment = os.environ | {"NETLOOM_HOME": home}
        if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY") or sys.platform in ("win32", "darwin")):
            environment.setdefault("QT_QPA_PLATFORM", "offscreen")
        stamp = [str(time.time())] if stamped else []
        done = subprocess.run(
            [sys.executable, "-m", module, *stamp, *arguments],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=600,
            check=True,
        )
    return done.stdout


def _read(mark: str, output: str):
    line = next(line for line in output.splitlines() if line.startswith(mark))
    return json.loads(line.removeprefix(mark))


def _table(rows: list[Row]) -> Table:
    table = Table(title="Netloom, measured")
    for heading, side in (
        ("", "left"),
        ("what", "left"),
        ("measured", "right"),
        ("goal", "right"),
        ("", "left"),
        ("", "left"),
    ):
        table.add_column(heading, justify=side)  # type: ignore[arg-type]
    group = ""
    for row in rows:
        if group and row.group != group:
            table.add_section()
        goal = "" if row.goal is None else f"{'≥' if row.at_least else '≤'} {row.goal:g} {row.unit}".strip()
        verdict = {None: "", True: "[green]met[/]", False: "[red]missed[/]"}[row.met]
        shown = row.group if row.group != group else ""
        table.add_row(shown, row.what, f"{_figure(row.value)} {row.unit}".strip(), goal, verdict, row.detail)
        group = row.group
    return table


def _figure(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


if __name__ == "__main__":
    sys.exit(main())
