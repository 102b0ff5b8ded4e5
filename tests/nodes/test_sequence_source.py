"""The source of drawings with modules of our own is as a linter and a formatter want it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from drawn import drawing
from sequence_cases import CASES

from app.compile.drawing import infer
from app.compile.source.writer import source_of


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file for every case whose class is our own."""
    folder = tmp_path_factory.mktemp("source")
    for number, case in enumerate(CASES):
        if case.node.build(*case.shapes).target.travels:
            text = source_of(infer(drawing([case]))).text
            (folder / f"{case.kind}_{number}.py").write_text(text, encoding="utf-8", newline="\n")
    return folder


CHECK, FORMAT = ("check", "--select", "E,F,W,I,UP,B"), ("format", "--diff")


@pytest.mark.parametrize("command", [CHECK, FORMAT], ids=lambda each: each[0])
def test_source_needs_no_mending(written: Path, command: tuple[str, ...]) -> None:
    assert len(list(written.iterdir())) > 40
    options = ("--isolated", "--no-cache")
    done = subprocess.run(
        [sys.executable, "-m", "ruff", *command, *options, str(written)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
