"""How well a query names a kind: by its name, by another name for it, by its family, by what it does."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from app.graph.finding.words import asked, joined, words
from app.graph.offer import Offer

EXACT, SAME_WORDS, PREFIX, WHOLE_WORD, WHOLE_FAMILY, ALIAS = 1000.0, 980.0, 900.0, 880.0, 870.0, 860.0
WORD, ALIAS_WORD, INITIALS, ALIAS_PREFIX, FAMILY, INSIDE, TOLD = 780.0, 760.0, 720.0, 700.0, 560.0, 500.0, 400.0
LETTERS = 300.0
"""Where a query is found, best first. What fits the place or is used often moves a kind by less than two steps."""


@dataclass(frozen=True, slots=True)
class Match:
    """``score`` is 0 where the kind is not meant, 1000 where it is named exactly; ``by`` the other name that fits."""

    score: float
    by: str = ""


NOT = Match(0.0)


@dataclass(frozen=True, slots=True)
class _Name:
    """A name in words, and what is read from each of them on: ``batchnorm2d``, ``norm2d``, ``2d``."""

    parts: frozenset[str]
    tails: tuple[str, ...]

    @property
    def joined(self) -> str:
        return self.tails[0]

    def begins(self, word: str) -> bool:
        return any(tail.startswith(word) for tail in self.tails)


@dataclass(frozen=True, slots=True)
class _Index:
    """What is known about a kind, ready to be compared."""

    name: _Name
    sorted: tuple[str, ...]
    family: _Name
    aliases: tuple[tuple[str, _Name], ...]
    told: str
    initials: str


def match(query: str, offer: Offer) -> Match:
    """How well a query names what is offered."""
    wanted = asked(query)
    if not wanted:
        return Match(1.0)
    index = _index(offer.kind, offer.family, tuple(offer.keywords), offer.describe())
    ways = (_whole(wanted, index), _each(wanted, index), _letters(wanted, index))
    return max(ways, key=lambda one: one.score)


def _whole(wanted: tuple[str, ...], index: _Index) -> Match:
    """The query as one name."""
    name = joined(wanted)
    if name == index.name.joined:
        return Match(EXACT)
    if tuple(sorted(wanted)) == index.sorted:
        return Match(SAME_WORDS)
    if index.name.joined.startswith(name):
        return Match(PREFIX - 0.1 * (len(index.name.joined) - len(name)))
    if name == index.family.joined:
        return Match(WHOLE_FAMILY)
    named = next((alias for alias, known in index.aliases if known.joined == name), "")
    return Match(ALIAS, named) if named else NOT


def _each(wanted: tuple[str, ...], index: _Index) -> Match:
    """Every word of the query somewhere; the weakest counts."""
    found = [_word(word, index) for word in wanted]
    weakest = min(found, key=lambda one: one.score)
    if not weakest.score:
        return NOT
    return Match(weakest.score + sum(one.score for one in found) / (100 * len(found)), _alias_of(found))


def _alias_of(found: list[Match]) -> str:
    return next((one.by for one in found if one.by), "")


def _word(word: str, index: _Index) -> Match:
    if word in index.name.parts:
        return Match(WHOLE_WORD)
    if index.name.begins(word):
        return Match(WORD)
    for alias, known in index.aliases:
        if word in known.parts or word == known.joined:
            return Match(ALIAS_WORD, alias)
    for alias, known in index.aliases:
        if known.begins(word):
            return Match(ALIAS_PREFIX, alias)
    if index.family.begins(word):
        return Match(FAMILY)
    if len(word) > 2 and word in index.name.joined:
        return Match(INSIDE - index.name.joined.index(word))
    return Match(TOLD) if len(word) > 2 and f" {word}" in index.told else NOT


def _letters(wanted: tuple[str, ...], index: _Index) -> Match:
    """The query as a shorthand: initials, or letters of the name with some left out."""
    typed = joined(wanted)
    if len(typed) > 1 and typed in index.initials:
        return Match(INITIALS - len(index.name.joined))
    name = index.name.joined
    spread = _spread(typed, name) if len(typed) > 2 and typed[0] == name[0] else LETTERS
    return Match(max(0.0, LETTERS - spread))


def _spread(wanted: str, name: str) -> float:
    """How far apart the letters lie in the name; as much as `LETTERS` where they are not there in this order."""
    place, first = -1, -1
    for letter in wanted:
        place = name.find(letter, place + 1)
        if place < 0:
            return LETTERS
        first = place if first < 0 else first
    return 20.0 * (place - first - len(wanted) + 1)


@lru_cache(maxsize=1024)
def _index(kind: str, family: str, keywords: tuple[str, ...], told: str) -> _Index:
    initials = "".join(letter.lower() for letter in kind if letter.isupper() or letter.isdigit())
    aliases = tuple((alias, _name(alias)) for alias in keywords if words(alias))
    parts = tuple(sorted(words(kind)))
    return _Index(_name(kind), parts, _name(family), aliases, " " + " ".join(words(told)), initials)


def _name(text: str) -> _Name:
    parts = words(text)
    return _Name(frozenset(parts), tuple(joined(parts[start:]) for start in range(len(parts))) or ("",))
