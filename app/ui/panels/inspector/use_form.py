"""A use of what the document defines, block or Python layer: its arguments, and the way to the definition."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget

from app.graph.blocks.block import Argument
from app.graph.changes import set_arguments
from app.graph.using import Defined, defined
from app.ui.panels.inspector.attempt import attempt
from app.ui.panels.inspector.fields import field_for, help_for
from app.ui.panels.inspector.form_row import FormRow
from app.ui.panels.inspector.formula_line import FormulaLine
from app.ui.panels.inspector.node_form import NodeForm
from app.ui.panels.inspector.section import Section
from app.ui.session import Session
from nodes.param import ParamInfo
from nodes.use import Use


class UseForm(NodeForm):
    """A node form with the definition's own arguments on top. One form serves its uses as it is now."""

    def __init__(self, session: Session, node_id: str) -> None:
        self.shown = head_of(session, node_id)
        super().__init__(session, node_id)
        self.title_label.setText(self.definition.name)
        self.arguments = ArgumentsSection(self, self.definition.arguments)
        self.column.insertWidget(self.column.indexOf(self.params), self.arguments)
        self.arguments.refresh(dict(self.use.arguments))

    @property
    def definition(self) -> Defined:
        return definition_of(self.session, self.ids[0])

    @property
    def use(self) -> Use:
        node = self.instance.node
        assert isinstance(node, Use)
        return node

    def put_on_top(self, part: QWidget) -> None:
        """Put something above the arguments."""
        self.column.insertWidget(self.column.indexOf(self.arguments), part)

    def refresh(self) -> None:
        super().refresh()
        if hasattr(self, "arguments"):
            self.arguments.refresh(dict(self.use.arguments))

    def write(self, name: str, value: Any) -> None:
        """Give an argument another value."""
        node_id = self.ids[0]
        label = f"Change {name}"
        reason = attempt(
            self.session, label, lambda p: set_arguments(p, node_id, **{name: value}), f"{node_id}.arguments.{name}"
        )
        if reason:
            self.arguments.rows[name].refuse(reason, dict(self.use.arguments).get(name))


class ArgumentsSection(Section):
    """A row per argument of the definition."""

    def __init__(self, form: UseForm, arguments: Iterable[Argument], parent: QWidget | None = None) -> None:
        super().__init__("Arguments", parent)
        self._arguments = {argument.name: argument for argument in arguments}
        self.rows: dict[str, FormRow] = {}
        self._formulas: list[FormulaLine] = []
        for argument in self._arguments.values():
            info = info_of_argument(argument)
            row = FormRow(argument.name, field_for(info), help_for(info))
            row.changed.connect(partial(form.write, argument.name))
            row.reset.connect(partial(form.write, argument.name, argument.default))
            self.rows[argument.name] = row
            self._formulas.append(FormulaLine(row, form.subject, f"arguments.{argument.name}"))
            self.body.addWidget(row)
        if not self.rows:
            self.hide()

    def refresh(self, given: dict[str, Any]) -> None:
        """Show the values of a use; what is not given stands at its default."""
        for name, row in self.rows.items():
            default = self._arguments[name].default
            row.show_value(given.get(name, default), default=default)
        for formula in self._formulas:
            formula.refresh()


def info_of_argument(argument: Argument) -> ParamInfo:
    """An argument as a form knows parameters."""
    return ParamInfo(
        name=argument.name,
        form=argument.type,
        default=argument.default,
        minimum=None,
        maximum=None,
        unit="",
        help=argument.help or f"argument {argument.name}",
        choices=(),
        optional=False,
        advanced=False,
    )


def definition_of(session: Session, node_id: str) -> Defined:
    """What a node is a use of."""
    node = session.project.graph[node_id].node
    assert isinstance(node, Use)
    found = defined(session.whole, node)
    assert found is not None
    return found


def head_of(session: Session, node_id: str) -> tuple[Any, ...]:
    """What a form for a use is built from."""
    found = definition_of(session, node_id)
    return found.id, found.name, found.arguments, found.entries, found.exits
