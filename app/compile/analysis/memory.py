"""Whether the weights of a drawing could fit in this machine's memory."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Mapping
from functools import cache

from app.graph.graph import Graph
from app.graph.problem import Problem

BYTES_PER_NUMBER = 4


@cache
def physical_memory() -> int:
    """Bytes of main memory in this machine; 0 where the system does not tell."""
    if sys.platform == "win32":
        return _windows_memory()
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError):
        return 0


def too_large(graph: Graph, parameters: Mapping[str, int], buffers: Mapping[str, int]) -> list[Problem]:
    """A warning where the weights alone need more than the whole memory; it names the largest node."""
    needed = (sum(parameters.values()) + sum(buffers.values())) * BYTES_PER_NUMBER
    available = physical_memory()
    if not available or needed <= available:
        return []
    largest = max(parameters, key=parameters.__getitem__)
    text = (
        f"weights that could not fit in memory: {readable(needed)} are needed, {readable(available)} are here; "
        f"{graph[largest].name} alone takes {readable(parameters[largest] * BYTES_PER_NUMBER)}"
    )
    return [Problem("warning", text, largest)]


def readable(count: float) -> str:
    """A number of bytes in words: ``1.5 GiB``."""
    for unit in ("bytes", "KiB", "MiB", "GiB", "TiB"):
        if count < 1024:
            return f"{count:.0f} {unit}" if unit == "bytes" else f"{count:.1f} {unit}"
        count /= 1024
    return f"{count:,.1f} PiB"


def _windows_memory() -> int:
    class Status(ctypes.Structure):
        _fields_ = [
            ("length", ctypes.c_ulong),
            ("load", ctypes.c_ulong),
            *((name, ctypes.c_ulonglong) for name in ("total", "free", "a", "b", "c", "d", "e")),
        ]

    status = Status()
    status.length = ctypes.sizeof(status)
    known = ctypes.windll.kernel32.GlobalMemoryStatusEx(ctypes.byref(status))  # type: ignore[attr-defined,unused-ignore]
    return int(status.total) if known else 0
