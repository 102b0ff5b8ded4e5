"""Where a run computes, with how many threads, and what makes it repeatable."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch.utils import deterministic

from app.compile.dynamo import load_dynamo
from app.errors import RunError
from app.graph.recipe import Recipe

FILL = "fill_uninitialized_memory"  # a property of torch's module object, which type checkers do not see


def choose_device(wanted: str) -> torch.device:
    """The device of a recipe; ``auto`` takes CUDA, then MPS, then the CPU.

    Raises:
        RunError: the machine does not have it.
    """
    present = {"cpu": True, "cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available()}
    if wanted == "auto":
        wanted = next(name for name in ("cuda", "mps", "cpu") if present[name])
    if not present[wanted]:
        raise RunError(f"this machine offers no {wanted} to torch; set the device to auto or cpu")
    return torch.device(wanted)


def describe(device: torch.device) -> str:
    """The device in words."""
    if device.type == "cuda":
        return torch.cuda.get_device_name(device)
    return "Apple GPU" if device.type == "mps" else f"CPU · {platform.machine()}"


def default_threads() -> int:
    """All cores but one, so that the window stays quick; the same headless, as another count gives other bits."""
    return max(1, (os.cpu_count() or 2) - 1)


@contextmanager
def settings(recipe: Recipe, threads: int) -> Iterator[None]:
    """Threads and determinism of a run; what was set before comes back afterwards.

    torch keeps its OpenMP thread count per calling thread, so this has to run in the thread that trains.
    """
    load_dynamo()  # use_deterministic_algorithms imports a part of it
    before = torch.get_num_threads(), torch.are_deterministic_algorithms_enabled()
    warn_only = torch.is_deterministic_algorithms_warn_only_enabled()
    benchmark, filling = torch.backends.cudnn.benchmark, getattr(deterministic, FILL)
    if recipe.deterministic:
        os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")  # cuBLAS is not repeatable without it
        torch.use_deterministic_algorithms(True, warn_only=True)
        torch.backends.cudnn.benchmark = False
        setattr(deterministic, FILL, False)  # 2 % of a small net's step, and changes no result
    torch.set_num_threads(threads)
    try:
        yield
    finally:
        torch.set_num_threads(before[0])
        torch.use_deterministic_algorithms(before[1], warn_only=warn_only)
        torch.backends.cudnn.benchmark = benchmark
        setattr(deterministic, FILL, filling)
