"""Made-up sets of two features, to see what a network does with them."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from app.data.dataset import Array, Dataset, as_float
from app.data.source import Source, option
from app.graph.section import Section


class NoisyOptions(Section):
    """How many points, how scattered."""

    samples: int = option(1000, "Samples", "number of points", ge=10, le=100_000)
    noise: float = option(0.15, "Noise", "standard deviation of the scatter", ge=0, le=10)
    seed: int = option(0, "Seed", "fixes the points", ge=0, lt=2**31)


class CirclesOptions(NoisyOptions):
    """Two rings."""

    noise: float = option(0.08, "Noise", "standard deviation of the scatter", ge=0, le=10)
    factor: float = option(0.5, "Inner ring", "its radius as a share of the outer one", gt=0, lt=1)


class SpiralsOptions(NoisyOptions):
    """Arms around one centre."""

    noise: float = option(0.05, "Noise", "standard deviation of the scatter", ge=0, le=10)
    arms: int = option(2, "Arms", "number of classes", ge=2, le=10)
    turns: float = option(1.5, "Turns", "how often an arm goes round", gt=0, le=10)


class BlobsOptions(NoisyOptions):
    """Clouds."""

    noise: float = option(1.0, "Spread", "standard deviation of a cloud", ge=0, le=10)
    centers: int = option(3, "Clouds", "number of classes", ge=2, le=50)


def load_moons(options: NoisyOptions, _base: Path | None = None) -> Dataset:
    """Two half circles that reach into each other (scikit-learn's make_moons)."""
    from sklearn.datasets import make_moons

    points, labels = make_moons(options.samples, noise=options.noise, random_state=options.seed)
    return _flat("moons", "Two moons", points, labels)


def load_circles(options: CirclesOptions, _base: Path | None = None) -> Dataset:
    """A ring inside a ring (scikit-learn's make_circles)."""
    from sklearn.datasets import make_circles

    points, labels = make_circles(
        options.samples, noise=options.noise, factor=options.factor, random_state=options.seed
    )
    return _flat("circles", "Circles", points, labels)


def load_blobs(options: BlobsOptions, _base: Path | None = None) -> Dataset:
    """Gaussian clouds (scikit-learn's make_blobs)."""
    from sklearn.datasets import make_blobs

    points, labels = make_blobs(
        options.samples, centers=options.centers, cluster_std=options.noise, random_state=options.seed
    )
    return _flat("blobs", "Blobs", points, labels)


def load_spirals(options: SpiralsOptions, _base: Path | None = None) -> Dataset:
    """Archimedean spirals, radius 0 to 1, evenly spaced arms; points are even along the angle's square root."""
    random = np.random.RandomState(options.seed)
    labels = np.arange(options.samples) % options.arms
    reach = np.sqrt(random.rand(options.samples))
    angle = reach * options.turns * 2 * np.pi + labels * 2 * np.pi / options.arms
    points = reach[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    return _flat("spirals", "Spirals", points + options.noise * random.randn(options.samples, 2), labels)


def load_xor(options: NoisyOptions, _base: Path | None = None) -> Dataset:
    """The square (-1..1)², class 1 where the signs of both features differ; noise moves points after labelling."""
    random = np.random.RandomState(options.seed)
    points = random.uniform(-1, 1, (options.samples, 2))
    labels = (points[:, 0] * points[:, 1] < 0).astype(np.int64)
    return _flat("xor", "XOR", points + options.noise * random.randn(options.samples, 2), labels)


def _flat(name: str, title: str, points: Array, labels: Array) -> Dataset:
    count = int(labels.max()) + 1
    return Dataset(
        name,
        title,
        {"point": as_float(points)},
        {"class": labels.astype(np.int64)},
        {"class": tuple(chr(ord("A") + rank) if count <= 26 else str(rank) for rank in range(count))},
        ("x", "y"),
    )


SOURCES = (
    Source(
        "moons",
        "Two moons",
        "two interlocking half circles",
        "Made up, two features",
        load_moons,
        NoisyOptions,
    ),
    Source("circles", "Circles", "a ring inside a ring", "Made up, two features", load_circles, CirclesOptions),
    Source("spirals", "Spirals", "arms around one centre", "Made up, two features", load_spirals, SpiralsOptions),
    Source("blobs", "Blobs", "round clouds", "Made up, two features", load_blobs, BlobsOptions),
    Source("xor", "XOR", "class by whether the signs differ", "Made up, two features", load_xor, NoisyOptions),
)
