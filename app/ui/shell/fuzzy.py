"""Ranking texts by a few typed letters."""

from __future__ import annotations


def score(wanted: str, text: str) -> int:
    """How well a text answers; 0 for not at all. Beginnings of words count most, then letters in a row."""
    wanted, text = wanted.casefold().strip(), text.casefold()
    if not wanted:
        return 1
    if text.startswith(wanted):
        return 1000 - len(text)
    if (place := text.find(wanted)) >= 0:
        return (800 if text[place - 1] in " -._" else 600) - len(text) - place
    return _scattered(wanted, text)


def _scattered(wanted: str, text: str) -> int:
    """Letters in order, with gaps."""
    place, points = -1, 0
    for letter in wanted.replace(" ", ""):
        found = text.find(letter, place + 1)
        if found < 0:
            return 0
        fresh = found == 0 or text[found - 1] in " -._"
        points += 12 if fresh else 6 if found == place + 1 else 1
        place = found
    return points
