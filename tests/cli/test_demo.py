"""What ``make run`` leaves behind without a display, and pictures of the window."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

PICTURES = ("window.png", "curves.png", "gradients.png", "landscape.png", "confusion.png")
MODEL = ("model.py", "model.weights.safetensors", "model.onnx", "model.safetensors")


def _netloom(*argv: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "main.py", *argv]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, env=environment)


@pytest.mark.slow
def test_demo_twice_into_the_same_folder(tmp_path: Path) -> None:
    for _ in range(2):
        done = _netloom("demo", "--out", str(tmp_path / "out"), "--epochs", "1", "--grid", "5")
        assert done.returncode == 0, done.stderr
    for name in PICTURES:
        assert (tmp_path / "out" / name).read_bytes().startswith(b"\x89PNG"), name
        assert (tmp_path / "out" / name).stat().st_size > 8_000, name
    for name in MODEL:
        assert (tmp_path / "out" / name).stat().st_size > 1_000, name
    assert done.stdout.count("max difference") == 3
    assert "Traceback" not in done.stderr


def test_a_folder_that_is_no_run_is_never_deleted(tmp_path: Path) -> None:
    precious = tmp_path / "run" / "thesis.txt"
    precious.parent.mkdir()
    precious.write_text("years of work", encoding="utf-8")
    done = _netloom("demo", "--out", str(tmp_path), "--epochs", "1")
    assert done.returncode == 1
    assert "not empty" in done.stderr
    assert precious.read_text(encoding="utf-8") == "years of work"


@pytest.mark.slow
def test_screenshot(tmp_path: Path) -> None:
    from PIL import Image

    out = tmp_path / "pictures" / "window.png"
    done = _netloom("screenshot", "moons-mlp", "--out", str(out), "--theme", "light")
    assert done.returncode == 0, done.stderr
    with Image.open(out) as picture:
        assert picture.size == (1600, 1000)
        colors = picture.convert("RGB").resize((64, 40)).getcolors(64 * 40)
        assert colors is not None and len(colors) > 20


def test_screenshot_of_a_bad_file_opens_no_window(tmp_path: Path) -> None:
    done = _netloom("screenshot", "nothing", "--out", str(tmp_path / "x.png"))
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
