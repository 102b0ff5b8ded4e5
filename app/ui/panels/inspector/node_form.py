"""Everything about one chosen node."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout

from app.graph.blocks.block import has_weights
from app.graph.changes import rename, set_instance
from app.graph.graph import Instance
from app.graph.problem import Problem
from app.graph.rules import MAX_NAME
from app.ui.panels.inspector.attempt import attempt
from app.ui.panels.inspector.cost import CostSection
from app.ui.panels.inspector.form import Form
from app.ui.panels.inspector.form_row import FormRow
from app.ui.panels.inspector.params import ParamsSection
from app.ui.panels.inspector.section import Section
from app.ui.panels.inspector.text_area import TextArea
from app.ui.panels.inspector.trouble import Trouble
from app.ui.panels.inspector.weights import WeightsSection
from app.ui.session import Session
from app.ui.widgets import TextField, label
from nodes.shape import Shape


class NodeForm(Form):
    """Title, name, what it does, parameters, weights, cost and note."""

    def __init__(self, session: Session, node_id: str) -> None:
        super().__init__(session, (node_id,))
        self.kind = kind = type(self.instance.node)
        self.add_title(kind.kind, (kind.family,))
        self.about = label(kind.describe(), "secondary")
        self.column.addWidget(self.about)
        self.shapes = label("", "mono", wrap=True)
        self.column.addWidget(self.shapes)
        self.formula = label(kind.formula, "mono-secondary", wrap=True)
        self.column.addWidget(self.formula)
        self.formula.setVisible(bool(kind.formula))
        self.trouble = Trouble(session)
        self.column.addWidget(self.trouble)
        self.name = FormRow(
            "name", TextField(mono=True, longest=MAX_NAME), "Its name in the source code and in saved weights."
        )
        self.name.give_width()
        self.name.changed.connect(self._rename)
        self.column.addSpacing(4)
        self.column.addWidget(self.name)
        self.params = ParamsSection(self.subject)
        self.column.addWidget(self.params)
        self.weights = WeightsSection(self.subject) if kind.weighted or kind.role == "block" else None
        if self.weights:
            self.column.addWidget(self.weights)
        self.cost = CostSection(session, self.instance.node)
        self.column.addWidget(self.cost)
        self._add_note()
        self.column.addStretch(1)
        self.refresh()
        self.refresh_facts()

    def turn_to(self, node_id: str) -> None:
        """Show another node of the same kind; a text half typed is dropped."""
        self.subject.ids = (node_id,)
        self.drop()
        self.refresh()
        self.refresh_facts()

    @property
    def instance(self) -> Instance:
        return self.session.project.graph[self.ids[0]]

    def refresh(self) -> None:
        """Show the document's values."""
        self.name.show_value(self.instance.name, default=self.instance.name)
        self.params.refresh()
        if self.weights:
            self.weights.refresh()
            self.weights.setVisible(has_weights(self.session.whole.blocks, self.instance))
        if self.note.value() != self.instance.note:
            self.note.set(self.instance.note)

    def refresh_facts(self) -> None:
        """Show shapes, cost and what is wrong."""
        outputs = self._outputs()
        self._show_shapes(outputs)
        inference = self.session.inference
        self.cost.show_parameters(inference.parameters.get(self.ids[0], 0) if inference and outputs else None)
        self.cost.show_row(self.session.analyser.level(self.session.scope).get(self.ids[0]))
        self.cost.show_shapes(outputs)
        self.trouble.show_problems(self._problems())

    def _add_note(self) -> None:
        section = Section("Note")
        self.note = TextArea("Note", "Why it is here, what you tried …", 3)
        self.note.changed.connect(self._write_note)
        self.note_error = label("", "error")
        self.note_error.hide()
        inset = QVBoxLayout()
        inset.setContentsMargins(0, 4, 0, 0)
        inset.addWidget(self.note)
        inset.addWidget(self.note_error)
        section.body.addLayout(inset)
        self.column.addWidget(section)

    def _outputs(self) -> dict[str, Shape]:
        inference, node_id = self.session.inference, self.ids[0]
        if inference is None:
            return {}
        found = {name: inference.shapes.get((node_id, name)) for name in self.instance.node.outputs}
        return {name: shape for name, shape in found.items() if shape is not None}

    def _show_shapes(self, outputs: dict[str, Shape]) -> None:
        inference = self.session.inference
        links = self.session.project.graph.links_into(self.ids[0])
        arriving = [shape for link in links if inference and (shape := inference.link_shape(link))]
        before = ", ".join(map(str, arriving))
        after = ", ".join(map(str, outputs.values())) or ("?" if self.instance.node.outputs else "")
        self.shapes.setText(" → ".join(filter(None, (before, after))))
        self.shapes.setVisible(bool(before))

    def _problems(self) -> list[Problem]:
        node_id = self.ids[0]
        return [
            problem
            for problem in self.session.problems
            if problem.node == node_id or (problem.link and problem.link.target == node_id)
        ]

    def _rename(self, name: object) -> None:
        node_id = self.ids[0]
        reason = attempt(self.session, "Rename", lambda project: rename(project, node_id, str(name)))
        if reason:
            self.name.refuse(reason, self.instance.name)

    def _write_note(self, text: object) -> None:
        node_id = self.ids[0]
        reason = attempt(self.session, "Write a note", lambda project: set_instance(project, node_id, note=str(text)))
        self.note_error.setText(reason)
        self.note_error.setVisible(bool(reason))
