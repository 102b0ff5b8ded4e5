"""Running what was written in a Python of its own."""

from __future__ import annotations

import subprocess
import sys

from app.errors import RunError

SECONDS = 1800


def run_alone(*arguments: str) -> str:
    """What an isolated Python prints: neither this folder nor environment variables can help it.

    Raises:
        RunError: it failed, with the last line of what it said, or does not end.
    """
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-X", "utf8", *arguments],
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise RunError(f"the exported file did not end within {SECONDS // 60} minutes") from None
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no message"])[-1]
        raise RunError(f"the exported file does not run: {last}")
    return done.stdout
