"""Line 7: explained variance stands beside what a random walk of that length gives."""

from __future__ import annotations

import numpy as np
import pytest

from app.landscape.pca import random_walk_shares
from app.landscape.planes import pca_plane
from app.landscape.words import axis_labels


def test_long_walks_give_61_and_15_percent() -> None:
    shares = random_walk_shares(20_000)
    assert shares[0] == pytest.approx(6 / np.pi**2, abs=1e-3) and shares[1] == pytest.approx(0.152, abs=1e-3)
    assert shares.sum() == pytest.approx(1.0)


@pytest.mark.parametrize("moments", [5, 12, 40])
def test_the_formula_is_what_walks_do(moments: int) -> None:
    walk = np.cumsum(np.random.default_rng(0).standard_normal((moments, 40_000)), axis=0)
    plane = pca_plane(walk)
    assert plane.explained == pytest.approx(plane.random_walk, abs=0.02)


def test_both_figures_are_on_the_axes() -> None:
    walk = np.cumsum(np.random.default_rng(0).standard_normal((12, 500)), axis=0)
    across, along = axis_labels(pca_plane(walk))
    assert across.startswith("PC 1 · ") and "random walk gives 62 %" in across
    assert along.startswith("PC 2 · ") and "random walk gives 16 %" in along
