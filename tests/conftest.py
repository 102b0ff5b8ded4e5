"""Shared fixtures: an own user folder, no screen, few threads."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.isolated import IsolatedPython

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("OMP_NUM_THREADS", "1")


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
