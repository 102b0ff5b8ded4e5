"""An export leaves nothing in the person's home and sends nothing from there."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path


def test_onnx_runtime_keeps_no_records_of_its_use(tmp_path: Path) -> None:
    homes = dict.fromkeys(("HOME", "USERPROFILE", "LOCALAPPDATA", "XDG_CACHE_HOME", "XDG_DATA_HOME"), str(tmp_path))
    surroundings = {name: value for name, value in os.environ.items() if name != "ORT_DISABLE_TELEMETRY"} | homes
    code = "import app, onnxruntime; onnxruntime.get_available_providers()"
    root = Path(__file__).resolve().parents[2]
    subprocess.run([sys.executable, "-c", code], cwd=root, env=surroundings, check=True)
    assert list(tmp_path.rglob("*")) == []
