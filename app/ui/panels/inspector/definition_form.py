"""The block one looks into: its name, what it is for, and its arguments."""

from __future__ import annotations

from app.graph.blocks.block import Argument, ArgumentType, Definition
from app.graph.changes import set_block
from app.graph.rules import MAX_NAME
from app.ui.panels.inspector.argument_row import ArgumentRow
from app.ui.panels.inspector.attempt import attempt
from app.ui.panels.inspector.form import Form
from app.ui.panels.inspector.form_row import FormRow
from app.ui.panels.inspector.section import Section
from app.ui.panels.inspector.text_area import TextArea
from app.ui.session import Session
from app.ui.widgets import StatRow, TextField, button, label, toast

STATS = ("Nodes", "Parameters", "Inputs", "Outputs")


class DefinitionForm(Form):
    """Shown inside a block while no node is chosen."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.add_title("Block", ("Block",))
        self.column.addWidget(label("What is drawn here stands wherever the block is used.", "secondary"))
        self.name = FormRow("name", TextField(mono=True, longest=MAX_NAME), "The name of its class in the source.")
        self.name.give_width()
        self.name.changed.connect(self._rename)
        self.column.addSpacing(4)
        self.column.addWidget(self.name)
        self.note = TextArea("What it is for", "One line for the palette and the class", 3)
        self.note.changed.connect(self._write_note)
        self.column.addWidget(self.note)
        self.arguments = Section("Arguments")
        self.hint = label("Formulas of the nodes inside may use them: channels * 2.", "caption")
        self.arguments.body.addWidget(self.hint)
        self.rows: list[ArgumentRow] = []
        self.add = button("Add argument", icon="plus")
        self.add.clicked.connect(self._add)
        self.column.addWidget(self.arguments)
        self.column.addWidget(self.add)
        totals = Section("One copy")
        self.stats = {name: StatRow(name) for name in STATS}
        for row in self.stats.values():
            totals.body.addWidget(row)
        self.column.addWidget(totals)
        keep = button(
            "Keep in my library", icon="save", tooltip="Save it to a file that every document can take it from"
        )
        keep.clicked.connect(self._keep)
        self.column.addSpacing(6)
        self.column.addWidget(keep)
        self.column.addStretch(1)

    @property
    def definition(self) -> Definition | None:
        return self.session.whole.blocks.get(self.session.scope)

    def refresh(self) -> None:
        """Show the document's values."""
        definition = self.definition
        if definition is None:
            return
        self.name.show_value(definition.name, default=definition.name)
        if self.note.value() != definition.note:
            self.note.set(definition.note)
        if [row.argument for row in self.rows] != list(definition.arguments):
            self._list(definition)
        self.stats["Nodes"].set(f"{len(definition.graph):,}")
        self.stats["Inputs"].set(", ".join(definition.entries) or "none")
        self.stats["Outputs"].set(", ".join(definition.exits) or "none")
        self.refresh_facts()

    def refresh_facts(self) -> None:
        """Show what one copy costs."""
        inference = self.session.inference
        known = inference is not None and bool(inference.parameters)
        self.stats["Parameters"].set(f"{inference.total_parameters:,}" if inference and known else "–")

    def change(self, row: ArgumentRow, argument: Argument | None) -> None:
        """Put another argument in the place of a row's, or take it out."""
        definition = self.definition
        if definition is None:
            return
        place = self.rows.index(row)
        others = list(definition.arguments)
        others[place : place + 1] = [] if argument is None else [argument]
        reason = self._set("Change argument" if argument else "Delete argument", arguments=tuple(others))
        row.say(reason)

    def _list(self, definition: Definition) -> None:
        for row in self.rows:
            row.hide()
            row.deleteLater()
        self.rows = [ArgumentRow(argument, self.change) for argument in definition.arguments]
        for row in self.rows:
            self.arguments.body.addWidget(row)

    def _add(self) -> None:
        definition = self.definition
        if definition is None:
            return
        taken = {argument.name for argument in definition.arguments}
        name = next(name for name in ("channels", "width", *(f"size_{n}" for n in range(1, 100))) if name not in taken)
        kind: ArgumentType = "integer"
        self._set("Add argument", arguments=(*definition.arguments, Argument(name, kind, 16)))

    def _rename(self, name: object) -> None:
        reason = self._set("Rename block", name=str(name))
        if reason and self.definition:
            self.name.refuse(reason, self.definition.name)

    def _write_note(self, text: object) -> None:
        self._set("Describe block", note=" ".join(str(text).split()))

    def _set(self, title: str, **values: object) -> str:
        scope = self.session.scope
        return attempt(self.session, title, lambda project: set_block(project, scope, **values))  # type: ignore[arg-type]

    def _keep(self) -> None:
        from app.errors import NetloomError
        from app.graph.files.library import keep

        try:
            path = keep(self.session.whole, self.session.scope)
        except NetloomError as error:
            toast(self, str(error))
            return
        toast(self, f"Kept as {path.name}; File › Take from library brings it into another document")
