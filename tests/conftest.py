"""Shared fixtures: an own user folder, no screen, few threads."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.isolated import IsolatedPython

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("OMP_NUM_THREADS", "1")

_started: list[subprocess.Popen] = []
"""Processes that the test at hand has started."""


def _remember(process: subprocess.Popen, *args, _start=subprocess.Popen.__init__, **settings) -> None:
    _start(process, *args, **settings)
    _started.append(process)


subprocess.Popen.__init__ = _remember


@pytest.fixture(autouse=True)
def no_process_left() -> Iterator[None]:
    """Fails a test that leaves a process behind, and ends the process."""
    _started.clear()
    yield
    left = [process for process in _started if process.poll() is None]
    for process in left:
        process.kill()
        process.wait()
    assert not left, f"processes left running: {[process.args for process in left]}"


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Nothing a test does may reach the person's settings, runs or recent files."""
    home = tmp_path / "netloom-home"
    monkeypatch.setenv("NETLOOM_HOME", str(home))
    return home


@pytest.fixture(scope="session")
def isolated_python() -> Iterator[IsolatedPython]:
    python = IsolatedPython()
    yield python
    python.close()


@pytest.fixture
def one_isolated_python(isolated_python: IsolatedPython, monkeypatch: pytest.MonkeyPatch) -> None:
    """Exported files run in one isolated Python, for tests of many; `tests/export` gives each a Python of its own."""
    monkeypatch.setattr("app.export.python.run_alone", isolated_python.run)
