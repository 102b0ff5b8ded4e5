"""Text fields that commit a whole, valid value: on Enter, focus out, arrows or wheel."""

from __future__ import annotations

import math
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from app.ui.theme import FIELD, color, mono_font, restyle, text_font
from app.ui.widgets.numbers import number_text, parse_number, parse_size, parse_sizes, size_text, sizes_text

MIXED = "mixed"


class EntryField(QLineEdit):
    """A line of text with a typed value.

    ``changed`` carries the new value once it is committed and valid; a text that is not stays in the field, marked,
    with the reason in ``errored`` and the tool tip. Esc takes the last good value back.
    """

    changed = Signal(object)
    errored = Signal(str)

    def __init__(self, value: Any, unit: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._value = value
        self._mixed = False
        self._unit = unit
        self._tip = ""
        self.setProperty("mono", True)
        self.setFixedHeight(FIELD)
        self.setMinimumWidth(88)
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if unit:
            self.setTextMargins(0, 0, self._unit_width(), 0)
        self.setText(self.format(value))
        self.editingFinished.connect(self.commit)

    # to be given by each field

    def parse(self, text: str) -> Any:
        """The value of a text; ValueError with what was expected."""
        raise NotImplementedError

    def format(self, value: Any) -> str:
        """The text of a value."""
        raise NotImplementedError

    def stepped(self, value: Any, steps: int) -> Any:
        """The value some arrow presses away; the same value where that makes no sense."""
        return value

    # for everyone

    def value(self) -> Any:
        """The last good value."""
        return self._value

    def set(self, value: Any) -> None:
        """Show another value; emits nothing."""
        self._value, self._mixed = value, False
        self.setText(self.format(value))
        self.set_error("")

    def set_mixed(self) -> None:
        """Show that several things with different values stand behind this field."""
        self._mixed = True
        self.clear()
        self.setPlaceholderText(MIXED)

    def set_error(self, text: str) -> None:
        """Mark the field with a reason, or clear the mark."""
        if bool(text) != bool(self.property("error")):
            self.setProperty("error", bool(text))
            restyle(self)
        super().setToolTip(text or self._tip)
        self.errored.emit(text)

    def setToolTip(self, text: str) -> None:  # noqa: N802
        self._tip = text
        super().setToolTip(text)

    @Slot()
    def commit(self) -> None:
        """Take the text as the value if it is one."""
        if self._mixed and not self.text().strip():
            return
        try:
            value = self.parse(self.text().strip())
        except ValueError as error:
            self.set_error(str(error))
            return
        self._accept(value)

    def _accept(self, value: Any) -> None:
        differs = self._mixed or value != self._value
        self.set(value)
        if differs:
            self.changed.emit(value)

    def _step(self, steps: int) -> None:
        try:
            before = self.parse(self.text().strip())
            after = self.stepped(before, steps)
            self.parse(self.format(after))
        except ValueError:
            return
        if after != before or self._mixed:
            self._accept(after)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        many = 10 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
        if event.key() == Qt.Key.Key_Up:
            self._step(many)
        elif event.key() == Qt.Key.Key_Down:
            self._step(-many)
        elif event.key() == Qt.Key.Key_Escape and (self.isModified() or self.property("error")):
            self.set(self._value)
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        if not self.hasFocus():  # else scrolling a form would change it
            event.ignore()
            return
        self._step(1 if event.angleDelta().y() > 0 else -1)
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        super().paintEvent(event)
        if self._unit:
            painter = QPainter(self)
            painter.setFont(text_font(11))
            painter.setPen(color("secondary"))
            area = self.rect().adjusted(0, 0, -9, 0)
            painter.drawText(area, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, self._unit)

    def _unit_width(self) -> int:
        from PySide6.QtGui import QFontMetrics

        return QFontMetrics(text_font(11)).horizontalAdvance(self._unit) + 4


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
    """One integer, or a pair written ``3 × 5``."""

    def __init__(
        self,
        value: int | tuple[int, int] = 1,
        minimum: float | None = None,
        maximum: float | None = None,
        unit: str = "",
        optional: bool = False,
        empty: str = "auto",
        parent: QWidget | None = None,
    ) -> None:
        self._minimum, self._maximum, self._optional = minimum, maximum, optional
        super().__init__(value, unit, parent)
        if optional:
            self.setPlaceholderText(empty)

    def parse(self, text: str) -> int | tuple[int, int] | None:
        if not text and self._optional:
            return None
        return parse_size(text, self._minimum, self._maximum)

    def format(self, value: int | tuple[int, int] | None) -> str:
        return "" if value is None else size_text(value)

    def stepped(self, value: Any, steps: int) -> Any:
        return tuple(entry + steps for entry in value) if isinstance(value, tuple) else (value or 0) + steps


class SizesField(EntryField):
    """A list of integers written ``1, 8, 8``."""

    def __init__(
        self,
        value: tuple[int, ...] = (),
        minimum: float | None = None,
        maximum: float | None = None,
        unit: str = "",
        parent: QWidget | None = None,
    ) -> None:
        self._minimum, self._maximum = minimum, maximum
        super().__init__(value, unit, parent)

    def parse(self, text: str) -> tuple[int, ...]:
        return parse_sizes(text, self._minimum, self._maximum)

    def format(self, value: tuple[int, ...]) -> str:
        return sizes_text(value)


class TextField(EntryField):
    """Any text, aligned left."""

    def __init__(self, value: str = "", placeholder: str = "", mono: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(value, "", parent)
        self.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.setPlaceholderText(placeholder)
        self.setProperty("mono", mono)
        self.setFont(mono_font() if mono else text_font())

    def parse(self, text: str) -> str:
        return text

    def format(self, value: str) -> str:
        return value
