"""What a landscape says about itself."""

from __future__ import annotations

import numpy as np
import pytest

from app.landscape.path import RunPath
from app.landscape.planes import Plane
from app.landscape.timeline import Timeline
from app.landscape.words import loss_text, moment_words, off_plane_text

PLANE = Plane("pca", np.array([3.0, 4.0]), np.array([1.0, 0.0]), np.array([0.0, 1.0]), ("PC 1", "PC 2"), "")


def path(true: float, foot: float) -> RunPath:
    return RunPath(*(np.array([each]) for each in (30, (0.0, 0.0), 0.5, 2.5, true, foot)))


def test_a_moment_has_both_losses_its_time_and_its_distance() -> None:
    timeline = Timeline(np.arange(1, 41), np.full(40, 0.003), np.array([20, 40]))
    assert moment_words(path(0.25, 0.5), 0, PLANE, timeline) == (
        "epoch 1.5 · step 30 · lr 0.003 · loss 0.25",
        "on the plane 0.5 · off-plane 0.5 (10 % of |w|)",
    )


def test_what_is_not_known_is_left_out() -> None:
    nothing = float("nan")
    assert moment_words(path(nothing, nothing), 0, PLANE) == ("step 30 · batch loss 2.5", "off-plane 0.5 (10 % of |w|)")
    assert off_plane_text(0.0, PLANE) == "off-plane 0"


@pytest.mark.parametrize("loss,text", [(2.48312, "2.483"), (1.0614e-5, "1.061e-5"), (0.0, "0"), (1e10, "1e10")])
def test_losses_have_sensible_digits(loss: float, text: str) -> None:
    assert loss_text(loss) == text
