"""Fields for numbers, sizes and texts."""

from __future__ import annotations

import math
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.ui.theme import mono_font, text_font
from app.ui.widgets.entry import EntryField
from app.ui.widgets.numbers import number_text, parse_number, parse_size, parse_sizes, size_text, sizes_text


class NumberField(EntryField):
    """An integer or a number within limits; empty stands for None where ``optional``."""

    def __init__(
        self,
        value: float | None = None,
        minimum: float | None = None,
        maximum: float | None = None,
        integer: bool = False,
        unit: str = "",
        optional: bool = False,
        empty: str = "off",
        parent: QWidget | None = None,
    ) -> None:
        self._minimum, self._maximum, self._integer, self._optional = minimum, maximum, integer, optional
        super().__init__(value, unit, parent)
        if optional:
            self.setPlaceholderText(empty)

    def parse(self, text: str) -> float | None:
        if not text and self._optional:
            return None
        return parse_number(text, self._minimum, self._maximum, self._integer)

    def format(self, value: float | None) -> str:
        return "" if value is None else number_text(value)

    def stepped(self, value: float | None, steps: int) -> float | None:
        if value is None:
            return self._minimum if self._minimum is not None else 0
        after = value + steps if self._integer else _decimal_step(value, steps)
        if self._minimum is not None:
            after = max(after, self._minimum)
        if self._maximum is not None:
            after = min(after, self._maximum)
        return int(after) if self._integer else after


def _decimal_step(value: float, steps: int) -> float:
    """One step changes the first digit: 0.001 -> 0.002, 0.01 -> 0.009."""
    if value == 0:
        return steps * 0.1
    power = math.floor(math.log10(abs(value)))
    if (value > 0) == (steps < 0) and math.isclose(abs(value), 10.0**power):
        power -= 1
    return float(f"{value + steps * 10.0**power:.10g}")


class SizeField(EntryField):
    """One integer, or one per axis written ``3 × 5``."""

    def __init__(
        self,
        value: int | tuple[int, ...] = 1,
        minimum: float | None = None,
        maximum: float | None = None,
        unit: str = "",
        optional: bool = False,
        empty: str = "auto",
        axes: int = 2,
        parent: QWidget | None = None,
    ) -> None:
        self._minimum, self._maximum, self._optional, self._axes = minimum, maximum, optional, axes
        super().__init__(value, unit, parent)
        if optional:
            self.setPlaceholderText(empty)

    def parse(self, text: str) -> int | tuple[int, ...] | None:
        if not text and self._optional:
            return None
        return parse_size(text, self._minimum, self._maximum, self._axes)

    def format(self, value: int | tuple[int, ...] | None) -> str:
        return "" if value is None else size_text(value)

    def stepped(self, value: Any, steps: int) -> Any:
        return tuple(entry + steps for entry in value) if isinstance(value, tuple) else (value or 0) + steps


class SizesField(EntryField):
    """A list of integers written ``1, 8, 8``, at most ``longest`` of them."""

    wide = 128

    def __init__(
        self,
        value: tuple[int, ...] = (),
        minimum: float | None = None,
        maximum: float | None = None,
        unit: str = "",
        longest: int | None = None,
        parent: QWidget | None = None,
    ) -> None:
        self._minimum, self._maximum, self._longest = minimum, maximum, longest
        super().__init__(value, unit, parent)

    def parse(self, text: str) -> tuple[int, ...]:
        return parse_sizes(text, self._minimum, self._maximum, self._longest)

    def format(self, value: tuple[int, ...]) -> str:
        return sizes_text(value)


class TextField(EntryField):
    """Any text, aligned left."""

    wide = 160

    def __init__(
        self,
        value: str = "",
        placeholder: str = "",
        mono: bool = False,
        longest: int | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(value, "", parent)
        if longest is not None:
            self.setMaxLength(longest)
        self.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.setPlaceholderText(placeholder)
        self.setProperty("mono", mono)
        self.setFont(mono_font() if mono else text_font())

    def parse(self, text: str) -> str:
        return text

    def format(self, value: str) -> str:
        return value
