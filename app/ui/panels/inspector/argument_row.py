"""One argument of a block: name, type, default, and away with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.graph.blocks.block import TYPES, Argument
from app.ui.widgets import ChoiceField, NumberField, SwitchField, TextField, label, tool_button

Change = Callable[["ArgumentRow", Argument | None], None]
_FIRST: dict[str, Any] = {"integer": 1, "number": 0.5, "switch": False, "text": ""}


class ArgumentRow(QWidget):
    """Hands an `Argument` with other values to ``change``, or None to delete it."""

    def __init__(self, argument: Argument, change: Change, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.argument = argument
        self._change = change
        self.name = TextField(argument.name, mono=True, longest=60)
        self.name.setAccessibleName("argument name")
        self.type = ChoiceField(tuple(TYPES), argument.type)
        self.default = _default_field(argument)
        self.default.setToolTip("Its value where a use gives none")
        away = tool_button("trash-2", f"Delete {argument.name}", token="faint")
        self.error = label("", "error")
        self.error.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 6)
        column.setSpacing(4)
        for parts in (((self.name, 1), (away, 0)), ((self.type, 1), (self.default, 1))):
            row = QHBoxLayout()
            row.setSpacing(4)
            for part, stretch in parts:
                if stretch:
                    part.setSizePolicy(QSizePolicy.Policy.Expanding, part.sizePolicy().verticalPolicy())
                row.addWidget(part, stretch)
            column.addLayout(row)
        column.addWidget(self.error)
        self.name.changed.connect(lambda name: self._give(name=str(name)))
        self.type.changed.connect(lambda kind: self._give(type=kind, default=_FIRST[str(kind)]))
        self.default.changed.connect(lambda value: self._give(default=value))
        away.clicked.connect(lambda: self._change(self, None))

    def say(self, reason: str) -> None:
        """Why a change was not taken; "" where it was."""
        self.error.setText(reason)
        self.error.setVisible(bool(reason))

    def _give(self, **values: Any) -> None:
        self._change(self, replace(self.argument, **values))


def _default_field(argument: Argument) -> QWidget:
    if argument.type == "switch":
        return SwitchField(bool(argument.default))
    if argument.type == "text":
        return TextField(str(argument.default), mono=True)
    return NumberField(argument.default, integer=argument.type == "integer")
