"""The short list of kinds that a person has at hand: the common ones, and what they place often themselves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from nodes.common_use import COMMON

OFTEN, JOINING = 3, 6
"""Placed this often, a kind joins the list; this many at most."""


def at_hand(used: Sequence[str]) -> frozenset[str]:
    """Kinds of the short list, as many as there are common ones.

    Args:
        used: kinds that were placed lately, one entry for each time.

    Who joins takes the place of the least common kind that was not used.
    """
    counts = Counter(used)
    joining = [kind for kind, times in counts.most_common() if times >= OFTEN and kind not in COMMON][:JOINING]
    leaving = [kind for kind in reversed(COMMON) if not counts[kind]][: len(joining)]
    return frozenset(COMMON) - frozenset(leaving) | frozenset(joining[: len(leaving)])
