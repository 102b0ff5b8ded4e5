"""A run's path on a plane: where each kept moment lies, how far beside it, and its losses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.landscape.planes import Plane, project
from app.landscape.trajectory import Trajectory

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class RunPath:
    """Kept moments of a run on a plane, oldest first.

    Attributes:
        steps: (K,) updates done.
        coordinates: (K, 2) in units of u and v.
        residual: (K,) Euclidean distance from the plane.
        recorded: (K,) training loss of one batch, as the run noted it.
        true: (K,) loss of the moment's own weights on the surface's subset; NaN until measured.
        on_plane: (K,) loss at the moment's foot on the plane; where it differs from ``true`` the picture misleads.
    """

    steps: NDArray[np.int64]
    coordinates: Floats
    residual: Floats
    recorded: Floats
    true: Floats
    on_plane: Floats

    def __len__(self) -> int:
        return len(self.steps)

    @property
    def losses(self) -> Floats:
        """The best known loss of each moment: measured where it is, else recorded."""
        return np.where(np.isnan(self.true), self.recorded, self.true)


def path_of(
    plane: Plane, vectors: Sequence[NDArray[np.floating]], steps: Sequence[int], losses: Sequence[float]
) -> RunPath:
    """Project moments; their losses on the subset are not measured yet."""
    coordinates, residual = project(plane, vectors)
    unknown = np.full(len(steps), np.nan)
    recorded = np.asarray(losses, dtype=np.float64)
    return RunPath(np.asarray(steps, dtype=np.int64), coordinates, residual, recorded, unknown, unknown.copy())


def path_on(plane: Plane, trajectory: Trajectory) -> RunPath:
    """Project a run (`path_of`)."""
    return path_of(plane, list(trajectory.vectors), trajectory.steps.tolist(), trajectory.losses.tolist())
