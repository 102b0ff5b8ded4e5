"""Pictures of two digits."""

from __future__ import annotations

import numpy as np
import pytest

from app.data import load, split
from app.data.sources.digit_pairs import INK
from app.graph.data_choice import DataChoice

KINDS = ("side by side", "on a canvas")


def choice(arrangement: str = "side by side", **options: float) -> DataChoice:
    chosen = {"samples": 200, "arrangement": arrangement, **options}
    return DataChoice(source="digit-pairs", options=chosen, split="group", validation=0.2)


def halves(pictures: np.ndarray) -> list[bytes]:
    return [half.tobytes() for picture in pictures[:, 0] for half in np.split(picture, 2, axis=1)]


@pytest.mark.parametrize("arrangement", KINDS)
def test_the_mask_says_where_which_digit_is(arrangement: str) -> None:
    data = load(choice(arrangement))
    assert data.is_pictures() and data.input().shape[2:] == data.targets["mask"].shape[1:]
    assert np.array_equal(data.input()[:, 0] > INK, data.targets["mask"] > 0)
    digits = [set(np.unique(mask)) - {0} for mask in data.targets["mask"]]
    assert [len(found) == 1 for found in digits] == (data.targets["same"] == 1).tolist()
    assert data.targets["same"].mean() == 0.5


def test_by_group_no_held_out_scan_was_seen() -> None:
    chosen = choice()
    data = load(chosen)
    parts = split(data, chosen)
    seen = set(halves(data.input()[parts.train]))
    held = halves(data.input()[parts.validation])
    assert len(held) == 80 and not seen & set(held)


def test_a_pair_is_never_one_scan_twice() -> None:
    for left, right in (np.split(picture, 2, axis=1) for picture in load(choice()).input()[:, 0]):
        assert not np.array_equal(left, right)


def test_the_seed_fixes_all_and_noise_changes_the_picture_only() -> None:
    plain, again, noisy = (load(choice("on a canvas", noise=noise)) for noise in (0.0, 0.0, 0.3))
    assert np.array_equal(plain.input(), again.input())
    assert np.array_equal(plain.targets["mask"], noisy.targets["mask"])
    assert 0.25 < (noisy.input() - plain.input()).std() < 0.35
    assert not np.array_equal(plain.input(), load(choice("on a canvas", seed=1)).input())
