"""A start on disk: a safetensors file beside a project, ``NAME.start.safetensors``.

Its header says where the tensors come from. A run folder, or any other safetensors file with the names of the drawing,
serves as well. Importing this imports no torch.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.errors import RunError
from app.graph.files.storage import write_atomic
from app.training.folder.opening import LARGEST_FILE, Weights, load_weights
from app.training.folder.run_folder import RunFolder

if TYPE_CHECKING:
    from torch import Tensor

    from app.training.starts.warm_start import WarmStart

SUFFIX = ".start.safetensors"
LONGEST = 200  # letters of a name in a header


def start_beside(project: Path) -> Path:
    """Where the start of a project file lies."""
    return project.with_name(project.stem + SUFFIX)


def began_with(run: RunFolder) -> Path:
    """Where a run keeps the start that it began with, so that another can begin there again."""
    return run.checkpoint("start.safetensors")


def start_of_run(run: RunFolder, which: Weights = "best") -> WarmStart:
    """The weights of a run.

    Raises:
        RunError: it kept none.
    """
    from app.training.starts.warm_start import WarmStart

    return WarmStart(f"{run.name}, {which} weights", load_weights(run, which))


def read_start(path: Path, which: Weights = "best", own: Mapping[str, Tensor] | None = None) -> WarmStart:
    """What a run can begin with: a run folder, or a file of weights.

    Args:
        own: a network's tensors, on any device; others of a file are not read, so that it costs no more memory than
            the network itself.

    Raises:
        RunError: there is none, or the file is not safetensors.
    """
    if path.is_dir():
        return start_of_run(RunFolder.open(path), which)
    from safetensors import SafetensorError, safe_open

    from app.training.starts.warm_start import WarmStart

    try:
        if path.stat().st_size > LARGEST_FILE:
            raise RunError(f"{path}: larger than {LARGEST_FILE} bytes")
        with safe_open(path, framework="pt") as file:
            names = [name for name in file.keys() if own is None or _has_shape(file, name, own)]  # noqa: SIM118
            weights = {name: file.get_tensor(name) for name in names}
            told = (file.metadata() or {}).get("start", "{}")
        origin, grown, new, key = _told(json.loads(told))
    except FileNotFoundError:
        raise RunError(f"{path} does not exist; expected a run folder or a safetensors file") from None
    except (SafetensorError, OSError, ValueError) as error:
        raise RunError(f"{path}: expected a run folder or a safetensors file, {error}") from None
    start = WarmStart(origin or path.name, weights, grown & weights.keys(), new & weights.keys())
    return start.known_as(key) if key else start


def packed(start: WarmStart) -> bytes:
    """A start as the content of its file."""
    from safetensors.torch import save

    told = {"origin": start.origin, "grown": sorted(start.grown), "new": sorted(start.new), "key": start.key}
    weights = {name: value.detach().cpu().contiguous().clone() for name, value in start.weights.items()}
    return save(weights, {"start": json.dumps(told)})


def write_start(path: Path, start: WarmStart) -> None:
    """Write a start.

    Raises:
        RunError: the disk did not take it; what was there before still is.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomic(path, packed(start))
    except OSError as error:
        raise RunError(f"{path} could not be written: {error.strerror or error}") from None


def _has_shape(file: Any, name: str, own: Mapping[str, Tensor]) -> bool:
    return name in own and tuple(file.get_slice(name).get_shape()) == tuple(own[name].shape)


def _told(values: Any) -> tuple[str, frozenset[str], frozenset[str], str]:
    """The header of a start; a stranger's may hold anything."""
    if not isinstance(values, dict):
        raise ValueError("its header is none of ours")
    names = [values.get(key, []) for key in ("grown", "new")]
    if not all(isinstance(each, list) and all(isinstance(name, str) for name in each) for each in names):
        raise ValueError("its header is none of ours")
    origin, key = (str(values.get(name, ""))[:LONGEST] for name in ("origin", "key"))
    return origin, frozenset(names[0]), frozenset(names[1]), key
