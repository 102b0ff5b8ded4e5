"""Moments of a running training, thinned by a doubling stride, with their inner products kept up to date."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from app.landscape.path import RunPath, path_of
from app.landscape.pca import Gram
from app.landscape.planes import Plane, plane_of
from app.landscape.trajectory import Trajectory


class Keeper:
    """At most ``limit`` moments, evenly spread over the run; the first one is never dropped."""

    @classmethod
    def within(cls, weights: int, memory: int = 256 * 2**20) -> Keeper:
        """As many moments of a network with that many weights as fit into ``memory`` bytes, 8 to 48."""
        return cls(min(48, max(8, memory // max(4 * weights, 1))))

    def __init__(self, limit: int = 48) -> None:
        self.limit = limit
        self.stride = 1
        self.vectors: list[NDArray[np.floating]] = []
        self.steps: list[int] = []
        self.losses: list[float] = []
        self._gram = Gram()

    def __len__(self) -> int:
        return len(self.steps)

    def wants(self, step: int) -> bool:
        """Whether a moment at this step is due."""
        return not self.steps or step >= self.steps[-1] + self.stride

    def add(self, step: int, vector: NDArray[np.float32], loss: float) -> None:
        """Take in a moment; where there is no room, every second older one goes."""
        if len(self) >= self.limit:
            places = list(range(0, len(self), 2))
            self.vectors = [self.vectors[place] for place in places]
            self.steps = [self.steps[place] for place in places]
            self.losses = [self.losses[place] for place in places]
            self._gram.keep(places)
            self.stride *= 2
        self._gram.add(self.vectors, vector)
        self.vectors.append(vector)
        self.steps.append(step)
        self.losses.append(loss)

    def plane(self) -> Plane:
        """The PCA plane through the newest moment.

        Raises:
            RunError: too few moments for a plane.
        """
        return plane_of(self.vectors, *self._gram.spectrum())

    def path(self, plane: Plane) -> RunPath:
        """The moments on a plane."""
        return path_of(plane, self.vectors, self.steps, self.losses)

    def trajectory(self) -> Trajectory:
        """A copy of what is kept."""
        vectors = np.stack(self.vectors).astype(np.float32) if self.vectors else np.zeros((0, 0), np.float32)
        return Trajectory(vectors, np.asarray(self.steps, dtype=np.int64), np.asarray(self.losses, dtype=np.float64))
