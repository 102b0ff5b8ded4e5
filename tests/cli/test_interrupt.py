"""Ctrl+C in a training: saved, told, and gone on with to the same weights."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from app.cli.main import run
from app.training.folder.opening import load_weights
from app.training.folder.run_folder import RunFolder

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")


def _train(folder: Path, *more: str) -> subprocess.Popen[str]:
    command = [sys.executable, "main.py", "train", "digits-logistic", "--run", str(folder), *more]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_interrupted_and_resumed_gives_the_same_weights(tmp_path: Path) -> None:
    settings = ("--epochs", "12", "--device", "cpu", "--set", "training.threads=1")
    assert run(["train", "digits-logistic", "--run", str(tmp_path / "whole"), *settings]) == 0
    broken = _train(tmp_path / "broken", *settings)
    assert broken.stdout is not None
    for line in broken.stdout:
        if line.startswith("epoch 3/"):
            broken.send_signal(signal.SIGINT)
            break
    out, error = broken.communicate(timeout=60)
    assert broken.returncode == 130
    assert "stopped after epoch" in out and "Traceback" not in error
    resumed = _train(tmp_path / "broken", "--resume")
    assert resumed.wait(timeout=120) == 0
    first, second = (load_weights(RunFolder.open(tmp_path / name), "last") for name in ("whole", "broken"))
    assert all(bool((first[name] == second[name]).all()) for name in first)


def test_a_bar_on_a_terminal(tmp_path: Path) -> None:
    import pty

    controller, terminal = pty.openpty()
    command = [sys.executable, "main.py", "train", "digits-logistic", "--run", str(tmp_path / "run"), "--epochs", "40"]
    child = subprocess.Popen(command, cwd=ROOT, stdout=terminal, stderr=terminal)
    os.close(terminal)
    shown = b""
    with contextlib.suppress(OSError):  # how a closed terminal says so on Linux
        while piece := os.read(controller, 65536):
            shown += piece
    assert child.wait(timeout=60) == 0
    os.close(controller)
    assert "━".encode() in shown and b"val_accuracy" in shown and b"finished after epoch 40" in shown
