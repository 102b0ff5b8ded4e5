"""Which samples train, which validate, which are locked away for the last test.

All kinds draw from numpy's legacy RandomState, whose stream is frozen: the same seed gives the same parts with any
later numpy.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from app.data.dataset import Array, Dataset
from app.errors import DataError
from app.graph.data_choice import DataChoice

PARTS = ("train", "validation", "test")
_BINS = 10


@dataclass(frozen=True, eq=False, slots=True)
class Split:
    """Row indices of the three parts: ascending, disjoint, together every row. By time: in order of time."""

    train: Array
    validation: Array
    test: Array

    @property
    def sizes(self) -> dict[str, int]:
        return {name: len(getattr(self, name)) for name in PARTS}


def split(dataset: Dataset, choice: DataChoice) -> Split:
    """Draw the parts.

    The held-out parts have round(share * n) samples, at least one where the share is above zero; by group, as near
    to that as whole groups allow.

    Raises:
        DataError: too few samples, groups or members of a class for these shares.
    """
    held = counts(len(dataset), choice.validation, choice.test)
    random = np.random.RandomState(choice.split_seed)
    if choice.split == "random":
        return _cut(random.permutation(len(dataset)), held)
    if choice.split == "time":
        order = np.arange(len(dataset)) if dataset.order is None else np.argsort(dataset.order, kind="stable")
        return _cut(order, held, keep_order=True)
    if choice.split == "group":
        return _by_group(dataset, held, random)
    return _stratified(dataset, held, random)


def counts(total: int, validation: float, test: float) -> tuple[int, int]:
    """Numbers of validation and test samples.

    Raises:
        DataError: nothing would be left to train on.
    """
    wanted = [max(1, round(share * total)) if share > 0 else 0 for share in (validation, test)]
    if sum(wanted) >= total:
        shares = f"validation {100 * validation:.4g} % and test {100 * test:.4g} %"
        raise DataError(f"{shares} of {total:,} samples leave nothing to train on")
    return wanted[0], wanted[1]


def _cut(order: Array, held: tuple[int, int], keep_order: bool = False) -> Split:
    """Training first, then validation, then test, along this order."""
    train_end = len(order) - sum(held)
    parts = (order[:train_end], order[train_end : train_end + held[0]], order[train_end + held[0] :])
    return Split(*(part if keep_order else np.sort(part) for part in parts))


def _stratified(dataset: Dataset, held: tuple[int, int], random: np.random.RandomState) -> Split:
    strata, names = _strata(dataset)
    members = [random.permutation(np.flatnonzero(strata == stratum)) for stratum in range(len(names))]
    sizes = np.array([len(rows) for rows in members])
    needed = 1 + sum(count > 0 for count in held)
    for name, size in zip(names, sizes, strict=True):
        if size < needed:
            raise DataError(
                f"class {name} has {size} sample{'s' if size != 1 else ''}, a stratified split into {needed} parts "
                f"needs {needed}: join classes or split at random"
            )
    test = _shares(sizes, held[1], sizes - 1)
    validation = _shares(sizes, held[0], sizes - test - 1)
    pieces: list[list[Array]] = [[], [], []]
    for rows, out, check in zip(members, test, validation, strict=True):
        for piece, part in zip(pieces, (rows[out + check :], rows[out : out + check], rows[:out]), strict=True):
            piece.append(part)
    return Split(*(np.sort(np.concatenate(piece)) for piece in pieces))


def _strata(dataset: Dataset) -> tuple[Array, tuple[str, ...]]:
    """Class of each sample by the first target; numbers fall into ten bins of equal count.

    Samples with a class at every place (texts, masks) are of no class themselves: all of them are one stratum.
    """
    field, values = next(iter(dataset.targets.items()))
    if field in dataset.classes and values.ndim > 1:
        return np.zeros(len(values), np.int64), ("any",)
    if field in dataset.classes:
        found, strata = np.unique(values.reshape(len(values), -1)[:, 0], return_inverse=True)
        return strata, tuple(dataset.classes[field][index] for index in found)
    bins = max(1, min(_BINS, len(dataset) // _BINS))
    ranks = np.argsort(np.argsort(values.reshape(len(values), -1)[:, 0], kind="stable"), kind="stable")
    return ranks * bins // len(dataset), tuple(f"number {index + 1}" for index in range(bins))


def _shares(sizes: Array, total: int, room: Array) -> Array:
    """``total`` distributed in proportion to ``sizes`` by largest remainder, never above ``room``.

    Raises:
        DataError: there is not room enough.
    """
    if room.sum() < total:
        raise DataError(f"{len(sizes)} classes need a training sample each: hold out fewer samples")
    quota = sizes * total / sizes.sum()
    given: Array = np.minimum(np.floor(quota).astype(np.int64), room)
    while given.sum() < total:
        short = np.where(given < room, quota - given, -np.inf)
        given[int(np.argmax(short))] += 1
    return given


def _by_group(dataset: Dataset, held: tuple[int, int], random: np.random.RandomState) -> Split:
    if dataset.groups is None:
        raise DataError(f"{dataset.title} has no groups: choose a group column, or another kind of split")
    names, codes = np.unique(dataset.groups, return_inverse=True)
    needed = 1 + sum(count > 0 for count in held)
    if len(names) < needed:
        raise DataError(f"{len(names)} group(s) cannot fill {needed} parts: hold out fewer parts")
    waiting = list(random.permutation(len(names)))
    sizes = np.bincount(codes)
    parts = [np.zeros(0, dtype=np.int64)] * 2
    for rank, count in enumerate(held):
        later = 1 + sum(other > 0 for other in held[rank + 1 :])
        chosen = _fill(waiting, sizes, count, len(waiting) - later)
        parts[rank] = np.flatnonzero(np.isin(codes, chosen))
    return Split(np.flatnonzero(np.isin(codes, waiting)), *parts)


def _fill(waiting: list[int], sizes: Array, count: int, most: int) -> list[int]:
    """Take groups from ``waiting`` until they hold about ``count`` samples; at least one, at most ``most`` groups."""
    chosen: list[int] = []
    taken = 0
    while count and len(chosen) < most and (not chosen or taken + sizes[waiting[0]] / 2 <= count):
        chosen.append(waiting.pop(0))
        taken += int(sizes[chosen[-1]])
    return chosen
