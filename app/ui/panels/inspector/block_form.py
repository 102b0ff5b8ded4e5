"""A use of a block: its arguments, how often it is repeated, and the way in."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget

from app.graph.block import Argument, Definition
from app.graph.changes import set_arguments
from app.ui.panels.inspector.attempt import attempt
from app.ui.panels.inspector.fields import field_for, help_for
from app.ui.panels.inspector.form_row import FormRow
from app.ui.panels.inspector.formula_line import FormulaLine
from app.ui.panels.inspector.node_form import NodeForm
from app.ui.panels.inspector.section import Section
from app.ui.session import Session
from app.ui.widgets import button
from nodes.blocks import Block
from nodes.param import ParamInfo


class BlockForm(NodeForm):
    """A node form with the block's own arguments on top. One form serves the uses of one block as it is now."""

    def __init__(self, session: Session, node_id: str) -> None:
        self.shown = head_of(session, node_id)
        super().__init__(session, node_id)
        definition = self.definition
        self.title_label.setText(definition.name)
        self.about.setText(definition.note or "A block of this document.")
        enter = button("Open block", icon="folder-open", tooltip="Look into it; Enter, or a double-click on the node")
        enter.clicked.connect(self._open)
        self.arguments = ArgumentsSection(self, definition.arguments)
        self.params.heading.setText("COPIES")
        self.params.rows["share"].name.setText("share weights")
        place = self.column.indexOf(self.params)
        self.column.insertWidget(place, self.arguments)
        self.column.insertWidget(place, enter)
        self.refresh()

    @property
    def definition(self) -> Definition:
        return self.session.whole.blocks[self._node.block]

    @property
    def _node(self) -> Block:
        node = self.instance.node
        assert isinstance(node, Block)
        return node

    def refresh(self) -> None:
        super().refresh()
        if hasattr(self, "arguments"):
            self.arguments.refresh(dict(self._node.arguments))
            self.params.rows["share"].setVisible(self._node.repeat > 1 or self._node.share)

    def write(self, name: str, value: Any) -> None:
        """Give an argument another value."""
        node_id = self.ids[0]
        label = f"Change {name}"
        reason = attempt(
            self.session, label, lambda p: set_arguments(p, node_id, **{name: value}), f"{node_id}.arguments.{name}"
        )
        if reason:
            self.arguments.rows[name].refuse(reason, dict(self._node.arguments).get(name))

    def _open(self) -> None:
        self.session.enter(self._node.block)


class ArgumentsSection(Section):
    """A row per argument of the block."""

    def __init__(self, form: BlockForm, arguments: Iterable[Argument], parent: QWidget | None = None) -> None:
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
        help=argument.help or f"argument {argument.name} of the block",
        choices=(),
        optional=False,
        advanced=False,
    )


def head_of(session: Session, node_id: str) -> tuple[Any, ...]:
    """What a form for a use of a block is built from."""
    node = session.project.graph[node_id].node
    assert isinstance(node, Block)
    definition = session.whole.blocks[node.block]
    return definition.id, definition.name, definition.arguments, definition.entries, definition.exits
