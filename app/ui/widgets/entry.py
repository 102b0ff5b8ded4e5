"""Text fields that commit a whole, valid value: on Enter, focus out, arrows or wheel."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from app.ui.theme import FIELD, color, restyle, text_font

MIXED = "mixed"


class EntryField(QLineEdit):
    """A line of text with a typed value.

    ``changed`` carries the new value once it is committed and valid; a text that is not stays in the field, marked,
    with the reason in ``errored`` and the tool tip. Esc takes the last good value back.
    """

    changed = Signal(object)
    errored = Signal(str)
    wide = 96

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
        self._show(value)
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
        self._show(value)
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

    def setToolTip(self, text: str) -> None:
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

    def _show(self, value: Any) -> None:
        """A text longer than the field shows its beginning, unless somebody is typing in it."""
        self.setText(self.format(value))
        if not self.hasFocus():
            self.setCursorPosition(0)

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

    def keyPressEvent(self, event: QKeyEvent) -> None:
        many = 10 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
        if event.key() == Qt.Key.Key_Up:
            self._step(many)
        elif event.key() == Qt.Key.Key_Down:
            self._step(-many)
        elif event.key() == Qt.Key.Key_Escape and (self.isModified() or self.property("error")):
            self.set(self._value)
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if not self.hasFocus():  # else scrolling a form would change it
            event.ignore()
            return
        self._step(1 if event.angleDelta().y() > 0 else -1)
        event.accept()

    def sizeHint(self) -> QSize:
        return QSize(self.wide, FIELD)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._unit:
            painter = QPainter(self)
            painter.setFont(text_font(11))
            painter.setPen(color("secondary"))
            area = self.rect().adjusted(0, 0, -9, 0)
            painter.drawText(area, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, self._unit)

    def _unit_width(self) -> int:
        return QFontMetrics(text_font(11)).horizontalAdvance(self._unit) + 4
