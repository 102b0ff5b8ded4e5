"""Colours of the three parts and of classes."""

from __future__ import annotations

from PySide6.QtGui import QColor

from app.ui.theme import color, run_color

PART_TITLES = {"train": "Training", "validation": "Validation", "test": "Test"}


def part_color(part: str) -> QColor:
    """Training blue, validation amber, test violet, as on the curves."""
    return run_color(1) if part == "test" else color("accent" if part == "train" else "attention")


def class_color(index: int) -> QColor:
    """Colour of a class in scatter pictures: blue and amber first, which everyone tells apart."""
    return run_color({1: 4, 4: 1}.get(index % 8, index))
