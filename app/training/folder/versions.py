"""Versions of what computed a run, read without importing it."""

from __future__ import annotations

import platform
from importlib import metadata

_PACKAGES = ("torch", "numpy", "safetensors")


def versions() -> dict[str, str]:
    """Python, operating system and the packages that decide over bits."""
    found = {"python": platform.python_version(), "system": platform.platform()}
    return found | {package: metadata.version(package) for package in _PACKAGES}
