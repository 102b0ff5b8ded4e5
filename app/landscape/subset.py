"""The fixed samples a landscape is measured on: chosen once, stratified by class, named by size and seed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from app.data.prepare import Part

Indices = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Sample:
    """A fixed subset of a part: ``part`` holds its tensors, ``positions`` its places in the original part, sorted."""

    part: Part
    positions: Indices
    seed: int
    stratified: bool

    def __len__(self) -> int:
        return len(self.positions)

    @property
    def label(self) -> str:
        """In words, for a picture: ``512 fixed, stratified samples (seed 0)``."""
        return f"{len(self)} fixed{', stratified' if self.stratified else ''} samples (seed {self.seed})"


def subset(part: Part, size: int = 512, seed: int = 0) -> Sample:
    """Choose samples so that every class keeps its share; the same seed always gives the same ones.

    Args:
        part: where from, usually the training part.
        size: how many; a smaller part is taken whole.
        seed: of a private generator.
    """
    classes = _classes(part)
    count = min(size, len(part))
    rng = np.random.default_rng(seed)
    chosen = rng.permutation(len(part))[:count] if classes is None else _stratified(classes, count, rng)
    positions = np.sort(chosen).astype(np.int64)
    return Sample(part.subset(positions), positions, seed, classes is not None)


def _classes(part: Part) -> Indices | None:
    for target in part.targets:
        if target.dtype == torch.int64 and target.dim() == 1:
            return np.asarray(target.cpu().numpy(), dtype=np.int64)
    return None


def _stratified(classes: Indices, count: int, rng: np.random.Generator) -> Indices:
    names, sizes = np.unique(classes, return_counts=True)
    exact = sizes * count / len(classes)
    shares = np.floor(exact).astype(np.int64)
    by_remainder = np.argsort(shares - exact, kind="stable")
    shares[by_remainder[: count - shares.sum()]] += 1
    picked = [
        rng.permutation(np.flatnonzero(classes == name))[:share] for name, share in zip(names, shares, strict=True)
    ]
    return np.concatenate(picked)
