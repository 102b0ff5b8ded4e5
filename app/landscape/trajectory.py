"""The kept moments of a run, and how they lie to a plane."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.errors import RunError

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Trajectory:
    """Kept moments of a run, oldest first.

    Attributes:
        vectors: (K, P) float32, the trained weights in document order.
        steps: (K,) updates done at each moment.
        losses: (K,) training loss as recorded then (of one batch), NaN where none was.
    """

    vectors: NDArray[np.float32]
    steps: NDArray[np.int64]
    losses: Floats

    def __len__(self) -> int:
        return len(self.steps)

    def extended(self, step: int, vector: NDArray[np.floating], loss: float) -> Trajectory:
        """With one more moment at the end."""
        return trajectory_of([*self.vectors, vector], [*self.steps, step], [*self.losses, loss])


def read_trajectory(folder: Path) -> Trajectory:
    """The kept moments of a run folder.

    Raises:
        RunError: there are none, or the file is damaged.
    """
    from safetensors import SafetensorError
    from safetensors.numpy import load_file

    path = Path(folder) / "trajectory.safetensors"
    if not path.is_file():
        raise RunError(f"{folder} holds no trajectory; run the training for a few steps first")
    try:
        tensors = load_file(path)
        return trajectory_of(tensors["vectors"], tensors["steps"], tensors["losses"])
    except (SafetensorError, KeyError, ValueError) as error:
        raise RunError(f"{path}: expected vectors, steps and losses of the same length ({error})") from None


def trajectory_of(vectors: Any, steps: Any, losses: Any) -> Trajectory:
    """A trajectory from anything array-like.

    Raises:
        ValueError: the lengths differ.
    """
    table = np.atleast_2d(np.asarray(vectors, dtype=np.float32))
    made = Trajectory(table, np.asarray(steps, dtype=np.int64), np.asarray(losses, dtype=np.float64))
    if not len(made.vectors) == len(made.steps) == len(made.losses):
        raise ValueError(f"{len(made.vectors)} vectors, {len(made.steps)} steps, {len(made.losses)} losses")
    return made
