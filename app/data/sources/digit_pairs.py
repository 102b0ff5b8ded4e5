"""Two scanned digits in one picture: are they the same digit, and which digit is each pixel part of?"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import numpy as np

from app.data.dataset import Array, Dataset, as_float
from app.data.source import NoOptions, Source, option
from app.data.sources.bundled import load_digits
from app.graph.section import Section

POOLS = 10
"""Scans are dealt into pools, and pairs made within a pool: with a split by group, no held-out scan was ever seen."""
SIDE = 8
CANVAS = 20
INK = 0.25
"""How dark a pixel has to be to count as part of the digit; 1 is black."""


class PairOptions(Section):
    """How many pairs, and how they stand in the picture."""

    samples: int = option(2000, "Samples", "number of pictures", ge=20, le=100_000)
    arrangement: Literal["side by side", "on a canvas"] = option(
        "side by side", "Arrangement", f"side by side: 8 × 16 pixels; on a canvas: anywhere in {CANVAS} × {CANVAS}"
    )
    noise: float = option(0.0, "Noise", "standard deviation of what is added to every pixel; ink is 1", ge=0, le=2)
    seed: int = option(0, "Seed", "fixes the pairs, their places and the noise", ge=0, lt=2**31)


def load_pairs(options: PairOptions, _base: Path | None = None) -> Dataset:
    """Pictures (n, 1, H, W) of two digits, half of them twice the same digit in different scans.

    Targets: ``same`` (n,) and ``mask`` (n, H, W), 0 for background and digit + 1 where there is ink.
    """
    random = np.random.RandomState(options.seed)
    digits = load_digits(NoOptions())
    scans, labels = digits.inputs["image"][:, 0], digits.targets["digit"]
    pool = np.empty(len(labels), np.int64)
    pool[random.permutation(len(labels))] = np.arange(len(labels)) % POOLS
    groups = np.arange(options.samples) % POOLS
    same = (np.arange(options.samples) // POOLS) % 2
    pairs = np.array(
        [
            _pair(random, np.flatnonzero(pool == group), labels, bool(alike))
            for group, alike in zip(groups, same, strict=True)
        ]
    )
    if options.arrangement == "side by side":
        pictures, mask = _side_by_side(scans[pairs], labels[pairs])
    else:
        pictures, mask = _on_canvas(random, scans[pairs], labels[pairs])
    pictures = pictures + options.noise * random.standard_normal(pictures.shape)
    return Dataset(
        "digit-pairs",
        "Pairs of digits",
        {"picture": as_float(pictures[:, None])},
        {"same": same, "mask": mask},
        {"same": ("different", "same"), "mask": ("background", *(str(digit) for digit in range(10)))},
        groups=groups,
    )


def _pair(random: np.random.RandomState, members: Array, labels: Array, alike: bool) -> tuple[int, int]:
    """Two different scans of a pool, of one digit or of two."""
    first = random.choice(members)
    fits = (labels[members] == labels[first]) == alike
    return first, random.choice(members[fits & (members != first)])


def _side_by_side(scans: Array, labels: Array) -> tuple[Array, Array]:
    """Of (n, 2, 8, 8) scans and their digits (n, 2)."""
    mask = np.where(scans > INK, labels[:, :, None, None] + 1, 0)
    return np.concatenate([scans[:, 0], scans[:, 1]], axis=2), np.concatenate([mask[:, 0], mask[:, 1]], axis=2)


def _on_canvas(random: np.random.RandomState, scans: Array, labels: Array) -> tuple[Array, Array]:
    """Anywhere, but at least seven pixels apart in height or width, so that they touch at most."""
    pictures = np.zeros((len(scans), CANVAS, CANVAS))
    mask = np.zeros((len(scans), CANVAS, CANVAS), np.int64)
    for picture, marked, pair, digits in zip(pictures, mask, scans, labels, strict=True):
        corners = random.randint(0, CANVAS - SIDE + 1, (2, 2))
        while np.abs(corners[0] - corners[1]).max() < SIDE - 1:
            corners = random.randint(0, CANVAS - SIDE + 1, (2, 2))
        for (top, left), scan, digit in zip(corners, pair, digits, strict=True):
            place = slice(top, top + SIDE), slice(left, left + SIDE)
            picture[place] = np.maximum(picture[place], scan)
            marked[place][scan > INK] = digit + 1
    return pictures, mask


SOURCES = (
    Source(
        "digit-pairs",
        "Pairs of digits",
        "two scans in a picture, alike or not",
        "Real, bundled",
        load_pairs,
        PairOptions,
    ),
)
