"""Weights along the way, for the run's path on the loss surface."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from app.training.job import Live, Watcher

LARGEST = 256 * 2**20


class SnapshotWatcher(Watcher):
    """Keeps at most ``most`` copies of the trainable weights, evenly spread over the steps.

    Starts with every step; when full, every second copy is dropped and the distance doubles. The loss beside a
    copy is the training loss of the batch that led there. Large nets keep fewer, so that all stay under 256 MB.
    """

    def __init__(self, most: int = 128) -> None:
        self._most = most
        self._stride = 1
        self._kept: tuple[tuple[int, torch.Tensor, torch.Tensor | None], ...] = ()
        self._saved_at = -1

    # reading, from any thread

    @property
    def count(self) -> int:
        return len(self._kept)

    @property
    def steps(self) -> NDArray[np.int64]:
        """(K,) updates done at each copy."""
        return np.array([step for step, _, _ in self._kept], np.int64)

    @property
    def vectors(self) -> NDArray[np.float32]:
        """(K, P) trainable weights in document order."""
        return stacked(self._kept)

    @property
    def losses(self) -> NDArray[np.float64]:
        """(K,) training loss of the step before; NaN for the first."""
        return np.array([np.nan if loss is None else float(loss) for _, _, loss in self._kept], np.float64)

    def view(self) -> tuple[NDArray[np.int64], NDArray[np.float32], NDArray[np.float64]]:
        """Steps, vectors and losses that belong together."""
        twin = SnapshotWatcher(self._most)
        twin._kept = self._kept
        return twin.steps, twin.vectors, twin.losses

    # watching, in the training thread

    def started(self, live: Live) -> None:
        size = 4 * sum(parameter.numel() for parameter in live.compiled.parameters())
        self._most = max(4, min(self._most, LARGEST // max(1, size)))
        if live.run and live.step and live.run.trajectory.is_file():
            self._take_over(live.run.trajectory, live.step)
        if not self._kept:
            self._keep(live)

    def after_step(self, live: Live) -> None:
        if live.step % self._stride == 0:
            self._keep(live)

    def paused(self, live: Live) -> None:
        self._save(live)

    def finished(self, live: Live) -> None:
        if not self._kept or self._kept[-1][0] != live.step:
            self._keep(live)
        self._save(live)

    def _keep(self, live: Live) -> None:
        self._kept = (*self._kept, (live.step, live.flat(), live.loss))
        if len(self._kept) >= self._most:
            self._stride *= 2
            self._kept = tuple(each for each in self._kept if each[0] % self._stride == 0)

    def _take_over(self, path: Path, step: int) -> None:
        steps, vectors, losses = read_trajectory(path)
        rows = [place for place, at in enumerate(steps) if at <= step]
        self._kept = tuple((int(steps[n]), torch.from_numpy(vectors[n]), torch.tensor(losses[n])) for n in rows)
        gaps = np.diff(steps[rows]) if len(rows) > 1 else np.array([1])
        self._stride = int(max(1, gaps.max()))

    def _save(self, live: Live) -> None:
        if live.run is None or self._saved_at == live.step:
            return
        self._saved_at = live.step
        write_trajectory(live.run.trajectory, *self.view())


def stacked(kept: tuple[tuple[int, torch.Tensor, torch.Tensor | None], ...]) -> NDArray[np.float32]:
    """The kept weights as one array (K, P)."""
    return torch.stack([vector for _, vector, _ in kept]).numpy() if kept else np.zeros((0, 0), np.float32)


def write_trajectory(
    path: Path, steps: NDArray[np.int64], vectors: NDArray[np.float32], losses: NDArray[np.float64]
) -> None:
    """Keep the path of a run as safetensors: ``steps`` (K,), ``vectors`` (K, P), ``losses`` (K,)."""
    from safetensors.numpy import save

    from app.graph.files.storage import write_atomic

    write_atomic(path, save({"steps": steps, "vectors": vectors, "losses": losses}))


def read_trajectory(path: Path) -> tuple[NDArray[np.int64], NDArray[np.float32], NDArray[np.float64]]:
    """Steps, vectors and losses of a run's path.

    Raises:
        OSError, safetensors.SafetensorError: missing or damaged.
    """
    from safetensors.numpy import load_file

    stored = load_file(path)
    return stored["steps"], stored["vectors"], stored["losses"]
