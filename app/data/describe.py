"""The facts a preview shows: labels per part, statistics per feature, and what looks like a leak."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from app.data.dataset import Array, Dataset
from app.data.split import PARTS, Split

MAX_FEATURES = 2000
BINS = 20


@dataclass(frozen=True, slots=True)
class FeatureFacts:
    """One feature, or one channel of pictures: moments of the training part, missing cells of all rows."""

    name: str
    mean: float
    std: float
    minimum: float
    maximum: float
    missing: int


@dataclass(frozen=True, eq=False, slots=True)
class Histogram:
    """Answers per part.

    Attributes:
        names: classes, or the ranges of a target of numbers.
        counts: part -> (len(names),) answers: one a sample, or as many as a text has places, a mask pixels.
        edges: limits of the ranges; empty for classes.
        unit: what is counted.
    """

    field: str
    names: tuple[str, ...]
    counts: dict[str, Array]
    edges: tuple[float, ...] = ()
    unit: str = "samples"


@dataclass(frozen=True, eq=False, slots=True)
class Description:
    """A data set at a glance.

    Attributes:
        sizes: part -> samples.
        sample_shape: sizes of one sample of the (first) input.
        features: at most `MAX_FEATURES` of them.
        feature_count: how many there are; none in a text.
        warnings: one sentence each, naming rows.
        samples: rows to show, the classes taking turns.
    """

    sizes: dict[str, int]
    sample_shape: tuple[int, ...]
    histogram: Histogram
    features: tuple[FeatureFacts, ...]
    feature_count: int
    warnings: tuple[str, ...]
    samples: Array


def describe(dataset: Dataset, split: Split, samples: int = 60) -> Description:
    """Look over a data set and its parts."""
    values = next(iter(dataset.inputs.values()))
    features = () if dataset.vocabulary else _features(dataset, values, split.train)
    return Description(
        split.sizes,
        values.shape[1:],
        _histogram(dataset, split),
        features[:MAX_FEATURES],
        0 if dataset.vocabulary else values.shape[1] if values.ndim > 1 else 1,
        (*_duplicates(dataset, split), *_giveaways(dataset)),
        _turns(dataset, samples),
    )


def _features(dataset: Dataset, values: Array, train: Array) -> tuple[FeatureFacts, ...]:
    """Feature by feature (channel by channel), so that no second copy of large data is made."""
    columns = values.shape[1] if values.ndim > 1 else 1
    names = dataset.feature_names or _default_names(values.ndim, columns)
    found = []
    for index in range(min(columns, MAX_FEATURES)):
        column = (values[:, index] if values.ndim > 1 else values).astype(np.float64)
        missing = int(np.isnan(column).sum())
        seen = column[train]
        seen = seen[~np.isnan(seen)]
        facts = (seen.mean(), seen.std(), seen.min(), seen.max()) if seen.size else (np.nan,) * 4
        mean, std, low, high = map(float, facts)
        found.append(FeatureFacts(names[index], mean, std, low, high, missing))
    return tuple(found)


def _default_names(axes: int, columns: int) -> tuple[str, ...]:
    if axes == 4:
        usual = {1: ("gray",), 3: ("red", "green", "blue")}
        return usual.get(columns, tuple(f"channel {index + 1}" for index in range(columns)))
    return tuple(f"feature {index + 1}" for index in range(columns))


def _histogram(dataset: Dataset, split: Split) -> Histogram:
    field, values = next(iter(dataset.targets.items()))
    if field in dataset.classes:
        names = dataset.classes[field]
        counts = {part: np.bincount(values[getattr(split, part)].ravel(), minlength=len(names)) for part in PARTS}
        return Histogram(field, names, counts, unit="samples" if values.ndim == 1 else "answers")
    first = values.reshape(len(values), -1)[:, 0]
    edges = np.histogram_bin_edges(first.astype(np.float64), bins=BINS)
    counts = {part: np.histogram(first[getattr(split, part)], bins=edges)[0] for part in PARTS}
    names = tuple(f"{low:.4g} to {high:.4g}" for low, high in pairwise(edges))
    return Histogram(field, names, counts, tuple(float(edge) for edge in edges))


def _duplicates(dataset: Dataset, split: Split) -> list[str]:
    """Equal samples that stand in training and in a held-out part: the held-out accuracy is then too good."""
    trained: dict[bytes, int] = {}
    for row in split.train:
        trained.setdefault(_key(dataset, row), int(row))
    warnings = []
    for part in ("validation", "test"):
        pairs = [(int(row), trained[key]) for row in getattr(split, part) if (key := _key(dataset, row)) in trained]
        if pairs:
            row, twin = pairs[0]
            many = f"{len(pairs):,} {part} samples also stand" if len(pairs) > 1 else f"1 {part} sample also stands"
            warnings.append(
                f"{many} in the training part (row {row + 1} equals row {twin + 1}): held-out figures flatter."
            )
    return warnings


def _key(dataset: Dataset, row: int) -> bytes:
    return b"|".join(array[row].tobytes() for array in dataset.inputs.values())


def _giveaways(dataset: Dataset) -> list[str]:
    """Features that determine the answer by themselves because they equal it."""
    if not dataset.is_table():
        return []
    values = dataset.input()
    warnings = []
    for field, answers in dataset.targets.items():
        truth = answers.reshape(len(answers), -1)[:, 0].astype(np.float32)
        if np.ptp(truth) == 0:
            continue
        for index in np.flatnonzero((values == truth[:, None]).all(axis=0)):
            name = dataset.feature_names[index] if dataset.feature_names else f"feature {index + 1}"
            warnings.append(f"The feature {name} equals the answer {field} in every row: leave it out.")
    return warnings


def _turns(dataset: Dataset, samples: int) -> Array:
    """The first rows, the classes taking turns; the first rows of all in a text and where answers are numbers."""
    field, values = next(iter(dataset.targets.items()))
    if field not in dataset.classes or dataset.vocabulary:
        return np.arange(min(samples, len(dataset)))
    by_class: dict[int, list[int]] = defaultdict(list)
    each = -(-samples // max(1, min(samples, len(dataset.classes[field]))))
    for row, label in enumerate(values.reshape(len(values), -1)[:, 0]):
        if len(by_class[int(label)]) < each:
            by_class[int(label)].append(row)
    ranked = [(turn, label, row) for label, rows in by_class.items() for turn, row in enumerate(rows)]
    return np.array([row for _, _, row in sorted(ranked)][:samples], dtype=np.int64)
