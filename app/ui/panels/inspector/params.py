"""Typed fields for the parameters of one node, or for those that several have in common."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from app.graph.changes import set_params
from app.graph.graph import Instance
from app.ui.panels.inspector.attempt import attempt
from app.ui.panels.inspector.fields import field_for, help_for
from app.ui.panels.inspector.form_row import FormRow
from app.ui.panels.inspector.formula_line import FormulaLine
from app.ui.panels.inspector.section import Fold, Section
from app.ui.panels.inspector.subject import Subject
from nodes.param import ParamInfo


class ParamsSection(Section):
    """One row per parameter; what is rarely needed stands in a fold."""

    def __init__(self, subject: Subject, parent: QWidget | None = None) -> None:
        super().__init__("Parameters", parent)
        infos = common_params(subject.instances)
        self.rows = {info.name: ParamRow(subject, info) for info in infos}
        self.fold = self._fill(infos)
        if not infos:
            self.hide()
        self.refresh()

    def refresh(self) -> None:
        """Show the document's values."""
        for row in self.rows.values():
            row.refresh()

    def _fill(self, infos: list[ParamInfo]) -> Fold | None:
        for info in infos:
            if not info.advanced:
                self.body.addWidget(self.rows[info.name])
        advanced = [info for info in infos if info.advanced]
        if not advanced:
            return None
        fold = Fold("Advanced")
        for info in advanced:
            fold.body.addWidget(self.rows[info.name])
        self.body.addWidget(fold)
        return fold


class ParamRow(FormRow):
    """Writes one parameter of all chosen nodes."""

    def __init__(self, subject: Subject, info: ParamInfo) -> None:
        super().__init__(info.name, field_for(info), help_for(info))
        self._subject, self.info = subject, info
        self.formula = FormulaLine(self, subject, info.name)
        self.changed.connect(self._write)
        self.reset.connect(self._reset)

    def refresh(self) -> None:
        values = self._values()
        self.show_value(values[0], any(value != values[0] for value in values), self.info.default)
        self.formula.refresh()

    def _values(self) -> list[Any]:
        return [getattr(instance.node, self.info.name) for instance in self._subject.instances]

    def _write(self, value: Any) -> None:
        name, ids = self.info.name, self._subject.ids
        merge = f"{','.join(ids)}.{name}"
        reason = attempt(
            self._subject.session, f"Change {name}", lambda project: set_params(project, ids, **{name: value}), merge
        )
        if reason:
            self.refuse(reason, self._values()[0])

    def _reset(self) -> None:
        self._write(self.info.default)


def common_params(instances: list[Instance]) -> list[ParamInfo]:
    """The parameters that all of them have, by name, type and limits; in the first one's order."""
    first, *others = list(dict.fromkeys(type(instance.node) for instance in instances))
    known = [{info.name: _nature(info) for info in other.params()} for other in others]
    return [info for info in first.params() if all(each.get(info.name) == _nature(info) for each in known)]


def _nature(info: ParamInfo) -> tuple[object, ...]:
    return (info.form, info.minimum, info.maximum, info.choices, info.optional, info.default, info.axes)
