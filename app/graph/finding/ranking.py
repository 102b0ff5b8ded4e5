"""Which kinds come first when a person looks for one: what was typed, what fits there, what is used most."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.graph.finding.match import LETTERS, Match, match
from app.graph.finding.surroundings import MISFIT, Surroundings
from app.graph.finding.words import asked, joined, words
from app.graph.offer import BlockKind, LayerKind, Offer
from nodes.common_use import COMMON

WELL_KNOWN, USED = 40.0, 30.0
BESIDE_PLACE = 0.3
"""What fame still counts where it is known what fits."""

SHORTEST_GUESS = 4


@dataclass(frozen=True, slots=True)
class Found:
    """What is offered, by what other name it was found, if it was, and whether it can stand there."""

    offer: Offer
    by: str = ""
    fits: bool = True

    @property
    def kind(self) -> str:
        return self.offer.kind


def ranked(
    offers: Sequence[Offer], query: str, place: Surroundings | None = None, used: Iterable[str] = ()
) -> list[Found]:
    """What fits the query, best first.

    Args:
        query: what was typed: a name, another library's name, words of what it does; letters may be left out.
        place: where the node would stand; what fits there comes first among equally good names.
        used: the kinds that this person placed lately, one entry for each time.
    """
    found = [(match(query, each), position) for position, each in enumerate(offers)]
    least = LETTERS if any(fit.score > LETTERS for fit, _ in found) else 0.0
    found = [(fit, position) for fit, position in found if fit.score > least]
    if not found:
        return _meant(offers, query)
    fits = place.judge(offers) if place is not None else {}
    fame = 1.0 if place is None else BESIDE_PLACE
    habits = _habits(used)

    def worth(fit: Match, position: int) -> float:
        offer = offers[position]
        return fit.score + fits.get(position, 0.0) + fame * _fame(offer) + habits.get(offer.kind, 0.0)

    found.sort(key=lambda one: (-worth(*one), one[1]))
    return [Found(offers[position], fit.by, fits.get(position, 0.0) > MISFIT) for fit, position in found]


def _fame(offer: Offer) -> float:
    """The first of the common kinds most; what the document defines is always near at hand."""
    if isinstance(offer, BlockKind | LayerKind):
        return WELL_KNOWN
    return WELL_KNOWN - COMMON.index(offer.kind) if offer.kind in COMMON else 0.0


def _habits(used: Iterable[str]) -> dict[str, float]:
    habits: dict[str, float] = {}
    for kind in used:
        habits[kind] = min(USED, habits.get(kind, 0.0) + USED / 5)
    return habits


def _meant(offers: Sequence[Offer], query: str) -> list[Found]:
    """What a misspelt word may have meant."""
    wanted = joined(asked(query))
    if len(wanted) < SHORTEST_GUESS:
        return []
    names: dict[str, list[Found]] = {}
    for each in offers:
        names.setdefault(joined(words(each.kind)), []).append(Found(each))
        for alias in each.keywords:
            names.setdefault(joined(words(alias)), []).append(Found(each, alias))
    near = difflib.get_close_matches(wanted, names, n=5, cutoff=0.75)
    once = {found.kind: found for name in reversed(near) for found in reversed(names[name])}
    return list(once.values())[::-1]
