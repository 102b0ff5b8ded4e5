"""How the weights of the chosen nodes start and whether they learn."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.graph.changes import own_weights, set_instance
from app.graph.edits import Edit
from app.graph.project import Project
from app.ui.panels.inspector.attempt import attempt
from app.ui.panels.inspector.form_row import FormRow
from app.ui.panels.inspector.section import Section
from app.ui.panels.inspector.subject import Subject
from app.ui.widgets import ChoiceField, NumberField, SwitchField, button, label

STANDARD = ("", "PyTorch default")


class WeightsSection(Section):
    """Initialization, learning-rate factor and freezing: fields of the placed node, not of its kind.

    A block has no initialization of its own, its layers have; a node that uses another's weights has none of these.
    """

    def __init__(self, subject: Subject, parent: QWidget | None = None) -> None:
        super().__init__("Training", parent)
        self._subject = subject
        self.shared = Shared(subject)
        self.body.addWidget(self.shared)
        self.initialization = ChoiceField([STANDARD], mono=False)
        self.rows = [
            InstanceRow(
                subject, "initialization", "initialization", self.initialization, "",
                "How the weights are drawn before training. Kaiming suits ReLU, Xavier suits tanh and sigmoid.",
            ),
            InstanceRow(
                subject, "lr_factor", "learning-rate factor", NumberField(1.0, 0, 1000, unit="×"), 1.0,
                "Multiplies the learning rate for these weights: 0.1 learns ten times slower than the rest.",
            ),
            InstanceRow(
                subject, "frozen", "frozen", SwitchField(), False, "The weights keep their values while training."
            ),
        ]  # fmt: skip
        for row in self.rows:
            self.body.addWidget(row)
        self.refresh()

    def refresh(self) -> None:
        """Show the document's values."""
        self._offer()
        instances = self._subject.instances
        borrowed = all(each.shares for each in instances)
        blocks = any(each.node.role == "block" for each in instances)
        self.shared.refresh()
        for row in self.rows:
            row.refresh()
            row.setVisible(not borrowed and not (blocks and row is self.rows[0]))

    def _offer(self) -> None:
        """Names of the initialisations, once torch is there; until then those in use."""
        used = {value for value in self.rows[0].values() if value}
        titles = _titles() if self._subject.session.ready else {}
        choices = [STANDARD, *titles.items(), *((name, name) for name in sorted(used - titles.keys()))]
        present = [self.initialization.itemData(index) for index in range(self.initialization.count())]
        if present != [value for value, _ in choices]:
            shown = self.initialization.value()
            self.initialization.set_choices(choices)
            self.initialization.set(shown)


class Shared(QWidget):
    """Whose weights the chosen nodes use, and the way back to weights of their own."""

    def __init__(self, subject: Subject, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._subject = subject
        self.text = label("", "secondary", wrap=True)
        self.button = button("Own weights", "unlink", tooltip="Weights of its own again, drawn anew")
        self.button.clicked.connect(self._part)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 2, 0, 4)
        row.addWidget(self.text, 1)
        row.addWidget(self.button)

    def refresh(self) -> None:
        """Show whose weights they are; hidden where all have their own."""
        graph = self._subject.session.project.graph
        owners = {graph[each.shares].name for each in self._subject.instances if each.shares}
        self.setVisible(bool(owners))
        self.text.setText(f"Uses the weights of {', '.join(sorted(owners))}.")

    @Slot()
    def _part(self) -> None:
        subject = self._subject
        attempt(subject.session, "Own weights", lambda project: own_weights(project, subject.ids))


class InstanceRow(FormRow):
    """Writes one field of all chosen nodes."""

    def __init__(
        self,
        subject: Subject,
        attribute: str,
        name: str,
        field: QWidget,
        default: Any,
        help: str,
    ) -> None:
        super().__init__(name, field, help)
        self._subject, self._attribute, self._default = subject, attribute, default
        self.changed.connect(self._write)
        self.reset.connect(self._reset)

    def values(self) -> list[Any]:
        return [getattr(instance, self._attribute) for instance in self._subject.instances]

    def refresh(self) -> None:
        values = self.values()
        self.show_value(values[0], any(value != values[0] for value in values), self._default)

    def _write(self, value: Any) -> None:
        merge = f"{','.join(self._subject.ids)}.{self._attribute}"
        reason = attempt(self._subject.session, f"Change {self.name.text()}", lambda p: self._edits(p, value), merge)
        if reason:
            self.refuse(reason, self.values()[0])

    def _edits(self, project: Project, value: Any) -> list[Edit]:
        return [
            edit for node_id in self._subject.ids for edit in set_instance(project, node_id, **{self._attribute: value})
        ]

    def _reset(self) -> None:
        self._write(self._default)


def _titles() -> dict[str, str]:
    from app.compile.initialization import INITIALIZATIONS

    return {name: each.title for name, each in INITIALIZATIONS.items()}
