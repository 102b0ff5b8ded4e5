"""A formula in the place of a value: inside a block, a parameter may follow the block's arguments."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QToolButton

from app.graph.blocks.formula import LONGEST
from app.graph.changes import set_formula
from app.ui.panels.inspector.attempt import attempt
from app.ui.panels.inspector.form_row import FormRow
from app.ui.panels.inspector.subject import Subject
from app.ui.widgets import TextField, tool_button


class FormulaLine:
    """Adds a switch to a row and, while it is on, a line for the formula below. Shown inside blocks, for one node."""

    def __init__(self, row: FormRow, subject: Subject, name: str) -> None:
        self._row, self._subject, self._name = row, subject, name
        self.switch: QToolButton = tool_button(
            "square-function", "Let a formula of the block's arguments give the value", True
        )
        self.switch.setFixedSize(24, 24)
        self.line = TextField("", mono=True, longest=LONGEST)
        self.line.setPlaceholderText(f"a formula, like {self._example()}")
        self.line.setAccessibleName(f"formula for {name}")
        row.put_before_field(self.switch)
        row.put_below(self.line)
        self.switch.clicked.connect(self._turned)
        self.line.changed.connect(self._write)

    def refresh(self) -> None:
        """Show the document's formula."""
        scope = self._subject.session.scope
        usable = bool(scope) and len(self._subject.ids) == 1
        text = dict(self._subject.instances[0].formulas).get(self._name, "") if usable else ""
        self.switch.setVisible(usable)
        if self.line.value() != text:
            self.line.set(text)
            self._row.say_below("")
        if text or not self.switch.isChecked():
            self.switch.setChecked(bool(text))
        self.line.setVisible(usable and self.switch.isChecked())
        self._row.field.setEnabled(not text)

    def _example(self) -> str:
        session = self._subject.session
        definition = session.whole.blocks.get(session.scope)
        names = [each.name for each in definition.arguments] if definition else []
        return f"{names[0]} * 2" if names else "channels * 2"

    @Slot(bool)
    def _turned(self, on: bool) -> None:
        self.line.setPlaceholderText(f"a formula, like {self._example()}")
        self.line.setVisible(on)
        if on:
            self.line.setFocus()
        elif self.line.value():
            self._write("")

    def _write(self, text: object) -> None:
        node_id = self._subject.ids[0]
        label = f"Formula for {self._name.removeprefix('arguments.')}"
        formula = str(text).strip()
        reason = attempt(self._subject.session, label, lambda p: set_formula(p, node_id, self._name, formula))
        self._row.say_below(reason)
        if not reason:
            self.refresh()
