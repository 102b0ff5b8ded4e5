"""Merge, recurrent, attention, embedding and loss kinds: what fits, and what is refused."""

from __future__ import annotations

from case import BadValue, Case, Misfit

CASES: list[Case] = []

MISFITS: list[Misfit] = []

BAD_VALUES: list[BadValue] = []
