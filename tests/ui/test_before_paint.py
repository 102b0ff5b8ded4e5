"""What the window does without until it is painted."""

import subprocess
import sys

SLOW = ("nodes", "pydantic", "networkx", "torch", "numpy", "pyqtgraph")
"""Each of these takes longer to import than the first page takes to be drawn."""


def test_the_window_is_painted_before_anything_slow_is_imported() -> None:
    code = f"import sys, app.ui.app; print([name for name in {SLOW} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
