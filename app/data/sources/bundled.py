"""Real data sets that come with scikit-learn; nothing is downloaded."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from app.data.dataset import Dataset, as_float
from app.data.source import NoOptions, Source


def load_digits(_options: NoOptions, _base: Path | None = None) -> Dataset:
    """1,797 scanned digits, (n, 1, 8, 8) float32 in 0..1 (UCI Optical Recognition of Handwritten Digits)."""
    from sklearn import datasets

    bunch: Any = datasets.load_digits()
    images = as_float(bunch.images[:, None] / 16)
    return Dataset(
        "digits",
        "Handwritten digits",
        {"image": images},
        {"digit": bunch.target.astype(np.int64)},
        {"digit": tuple(str(name) for name in bunch.target_names)},
    )


def _table(name: str, title: str, loader: str, target: str) -> Any:
    def load(_options: NoOptions, _base: Path | None = None) -> Dataset:
        from sklearn import datasets

        bunch: Any = getattr(datasets, loader)()
        features = tuple(str(feature) for feature in bunch.feature_names)
        names = tuple(str(entry) for entry in getattr(bunch, "target_names", ()))
        if not names:
            numbers = {target: as_float(bunch.target)[:, None]}
            return Dataset(name, title, {"features": as_float(bunch.data)}, numbers, feature_names=features)
        targets = {target: bunch.target.astype(np.int64)}
        return Dataset(name, title, {"features": as_float(bunch.data)}, targets, {target: names}, features)

    return load


_TABLES = (
    ("iris", "Iris flowers", "150 flowers, 4 features, 3 species", "load_iris", "species"),
    ("wine", "Wine", "178 wines, 13 features, 3 growers", "load_wine", "grower"),
    ("breast-cancer", "Breast cancer", "569 biopsies, 30 features, 2 findings", "load_breast_cancer", "finding"),
    ("diabetes", "Diabetes", "442 patients, 10 features, a number", "load_diabetes", "progression"),
)

SOURCES = (
    Source("digits", "Handwritten digits", "1,797 pictures, 8 × 8, 10 classes", "Real, bundled", load_digits),
    *(
        Source(name, title, description, "Real, bundled", _table(name, title, loader, target))
        for name, title, description, loader, target in _TABLES
    ),
)
