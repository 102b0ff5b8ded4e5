"""Moments of a running training, thinned by a doubling stride, with their inner products kept up to date."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.landscape.path import RunPath
from app.landscape.pca import spectrum
from app.landscape.planes import Plane, plane_from, project
from app.landscape.trajectory import Trajectory

Floats = NDArray[np.float64]

SPREAD, WIDEST = 6, 64  # the next moment comes after a sixth of the steps so far, at most 64 of them


@dataclass(frozen=True, eq=False)
class Track:
    """The kept moments on one plane: x, y and distance of each, (K, 3)."""

    plane: Plane
    places: Floats

    def extended(self, vector: NDArray[np.float32]) -> Track:
        """With one more moment."""
        coordinates, residual = project(self.plane, vector[None])
        return Track(self.plane, np.vstack([self.places, [*coordinates[0], residual[0]]]))


class Keeper:
    """At most ``limit`` moments, evenly spread over the run; the first one is never dropped.

    Everything here is meant for the training thread: a new moment costs one product of a (K, P) float32 matrix with a
    vector, a plane another, and coordinates on a fresh plane come from the K x K products alone.
    """

    def __init__(self, weights: int, limit: int = 32) -> None:
        self.limit = limit
        self.stride = 1
        self.steps: list[int] = []
        self.losses: list[float] = []
        self._vectors = np.zeros((limit, weights), dtype=np.float32)
        self._apart = np.zeros((limit, weights), dtype=np.float32)  # from the first moment: small numbers keep digits
        self._products: Floats = np.zeros((0, 0))
        self._tracks: list[Track] = []  # on the plane that is shown and on the one that is being measured

    @classmethod
    def within(cls, weights: int, memory: int = 256 * 2**20) -> Keeper:
        """As many moments of a network with that many weights as fit into ``memory`` bytes, 8 to 32."""
        return cls(weights, min(32, max(8, memory // max(8 * weights, 1))))

    def __len__(self) -> int:
        return len(self.steps)

    @property
    def newest(self) -> NDArray[np.float32]:
        """The weights (P,) of the last moment."""
        vector: NDArray[np.float32] = self._vectors[len(self) - 1]
        return vector

    def wants(self, step: int) -> bool:
        """Whether a moment at this step is due: early on they spread with the age of the run."""
        return not self.steps or step >= self.steps[-1] + max(self.stride, min(self.steps[-1] // SPREAD, WIDEST))

    def add(self, step: int, vector: NDArray[np.float32], loss: float) -> None:
        """Take in a moment; where there is no room, every second older one goes."""
        if len(self) >= self.limit:
            self._thin()
        count = len(self)
        self._vectors[count] = vector
        with np.errstate(over="ignore", invalid="ignore"):  # of weights that explode: such moments give no plane
            np.subtract(vector, self._vectors[0], out=self._apart[count])
            row = self._apart[: count + 1] @ self._apart[count]
        grown = np.zeros((count + 1, count + 1))
        grown[:-1, :-1] = self._products
        grown[-1, :] = grown[:, -1] = row
        self._products = grown
        self.steps.append(step)
        self.losses.append(loss)
        self._tracks = [track.extended(self.newest) for track in self._tracks]

    def plane(self, beside: Plane | None = None) -> Plane:
        """A PCA plane through the newest moment; from now on the path is known on it, and on none but one other.

        Args:
            beside: the other one, if any: an earlier answer that is still shown.

        Raises:
            RunError: too few moments for a plane.
        """
        count = len(self)
        values, columns = spectrum(self._products)
        plane = plane_from(self._apart[:count], self.newest.astype(np.float64), values, columns)
        places = (columns[:, :2] - columns[-1, :2]) * np.sqrt(values[:2])
        places *= np.where(places[0] < 0, -1.0, 1.0)
        norms = np.diagonal(self._products)
        squares = norms + norms[-1] - 2 * self._products[-1] - (places**2).sum(axis=1)
        track = Track(plane, np.column_stack([places, np.sqrt(np.maximum(squares, 0.0))]))
        self._tracks = [*(each for each in self._tracks if each.plane is beside), track]
        return plane

    def place(self, plane: Plane) -> Floats:
        """Where the newest moment lies on one of the two planes: x and y."""
        place: Floats = self._places(plane)[-1, :2]
        return place

    def path(self, plane: Plane) -> RunPath:
        """The moments on one of the two planes."""
        unknown = np.full(len(self), np.nan)
        places = self._places(plane)
        x_y, residual = places[:, :2].copy(), places[:, 2].copy()
        steps, losses = np.asarray(self.steps, dtype=np.int64), np.asarray(self.losses, dtype=np.float64)
        return RunPath(steps, x_y, residual, losses, unknown, unknown.copy())

    def path_to(self, plane: Plane, step: int, vector: NDArray[np.float32], loss: float) -> RunPath:
        """The moments on one of the two planes, and where the run is now, which is not kept."""
        path = self.path(plane)
        if step <= self.steps[-1]:
            return path
        coordinates, residual = project(plane, vector[None])
        unknown = np.full(len(self) + 1, np.nan)
        return RunPath(
            np.append(path.steps, step),
            np.vstack([path.coordinates, coordinates]),
            np.append(path.residual, residual),
            np.append(path.recorded, loss),
            unknown,
            unknown.copy(),
        )

    def trajectory(self) -> Trajectory:
        """A copy of what is kept."""
        steps, losses = np.asarray(self.steps, dtype=np.int64), np.asarray(self.losses, dtype=np.float64)
        return Trajectory(self._vectors[: len(self)].copy(), steps, losses)

    def _places(self, plane: Plane) -> Floats:
        return next(track.places for track in self._tracks if track.plane is plane)

    def _thin(self) -> None:
        places = np.arange(0, len(self), 2)
        for table in (self._vectors, self._apart):
            table[: len(places)] = table[places]
        self._products = self._products[np.ix_(places, places)]
        self._tracks = [Track(track.plane, track.places[places]) for track in self._tracks]
        self.steps = [self.steps[place] for place in places]
        self.losses = [self.losses[place] for place in places]
        self.stride *= 2
