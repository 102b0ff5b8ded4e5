"""Shared fixtures: an own user folder, no screen, few threads."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("OMP_NUM_THREADS", "1")


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Nothing a test does may reach the person's settings, runs or recent files."""
    home = tmp_path / "netloom-home"
    monkeypatch.setenv("NETLOOM_HOME", str(home))
    return home
