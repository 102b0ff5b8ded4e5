"""A form made from a source's declared options."""

from __future__ import annotations

import typing
from collections.abc import Mapping
from typing import Any

from annotated_types import Ge, Gt, Le, Lt
from pydantic.fields import FieldInfo
from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.data.source import Source, form_of
from app.errors import DataError
from app.ui.pages.data.pick_fields import WIDTH, ColumnsField, PathField
from app.ui.widgets import ChoiceField, NumberField, Row, SwitchField, TextField

Field = Any


class OptionsForm(QWidget):
    """Fields for one source; ``changed`` carries the options that differ from their defaults."""

    changed = Signal(object)
    path_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._source: Source | None = None
        self._names: tuple[str, ...] = ()
        self.rows: dict[str, Row] = {}

    def show_source(self, source: Source, options: Mapping[str, Any]) -> None:
        """Show a source's options with these values; emits nothing."""
        if source is not self._source:
            self._build(source)
        for name, row in self.rows.items():
            declared = source.Options.model_fields[name]
            _set(row.field, options.get(name, declared.get_default(call_default_factory=True)))

    def show_nothing(self) -> None:
        """No source is chosen."""
        self._clear()
        self._source = None

    def set_names(self, names: tuple[str, ...], target: str = "") -> None:
        """Offer these columns or keys wherever one is to be chosen."""
        if self._source is None:
            return
        self._names = names
        for name, row in self.rows.items():
            form = form_of(self._source.Options.model_fields[name])
            if form in ("column", "key"):
                value = row.field.value()
                empty = f"auto ({target})" if name == "target" and target and not value else _EMPTY.get(name, "none")
                row.field.set_choices([("", empty), *((each, each) for each in names)])
                row.field.set(value if value in names else "")
            elif form == "columns":
                row.field.set_choices(names)

    @property
    def has_path(self) -> bool:
        """Whether the source reads a file or folder."""
        return any(isinstance(row.field, PathField) for row in self.rows.values())

    @Slot()
    def choose_path(self) -> None:
        """Open the chooser of the file or folder this source reads."""
        for row in self.rows.values():
            if isinstance(row.field, PathField):
                row.field.choose()

    def _clear(self) -> None:
        for row in self.rows.values():
            row.hide()
            row.deleteLater()
        self.rows = {}

    def _build(self, source: Source) -> None:
        self._clear()
        self._source = source
        for name, declared in source.Options.model_fields.items():
            field = make_field(source, declared)
            field.setObjectName(name)
            field.changed.connect(self._edited)
            row = Row(declared.title or name, field, declared.description or "")
            self.rows[name] = row
            self._column.addWidget(row)

    @Slot(object)
    def _edited(self, value: Any) -> None:
        sender: QObject | None = self.sender()
        if self._source is None or sender is None:
            return
        if isinstance(sender, PathField):
            self.path_chosen.emit(str(value))
            return
        row = self.rows[sender.objectName()]
        values = {name: each.field.value() for name, each in self.rows.items()} | {sender.objectName(): value}
        try:
            options = self._source.options(values)
        except DataError as error:
            row.set_error(str(error))
            return
        row.set_error("")
        defaults = self._source.Options().model_dump()
        self.changed.emit({name: each for name, each in options.model_dump().items() if each != defaults[name]})


_EMPTY = {"input": "auto", "target": "auto", "group": "none", "time": "none"}


def make_field(source: Source, declared: FieldInfo) -> Field:
    """The widget for one option, by its special form or its type."""
    form = form_of(declared)
    if form in ("file", "folder"):
        return PathField(form == "folder", source.suffixes)
    if form == "columns":
        return ColumnsField("all" if "none named: all" in (declared.description or "") else "none")
    if form in ("column", "key"):
        return _wide(ChoiceField([("", "auto")], "", mono=False))
    kind = declared.annotation
    if typing.get_origin(kind) is typing.Literal:
        return _wide(ChoiceField([str(choice) for choice in typing.get_args(kind)], declared.default, mono=False))
    if kind is bool:
        return SwitchField(bool(declared.default))
    if kind in (int, float):
        return NumberField(declared.default, *_limits(declared), integer=kind is int)
    return TextField(str(declared.default))


def _wide(field: ChoiceField) -> ChoiceField:
    field.setFixedWidth(WIDTH)
    return field


def _limits(declared: FieldInfo) -> tuple[float | None, float | None]:
    """Inclusive limits; an open one is caught by the source's own check."""
    low = high = None
    for rule in declared.metadata:
        low = rule.ge if isinstance(rule, Ge) else rule.gt if isinstance(rule, Gt) else low
        high = rule.le if isinstance(rule, Le) else rule.lt if isinstance(rule, Lt) else high
    return low, high


def _set(field: Field, value: Any) -> None:
    if isinstance(field, ChoiceField):
        offered = [(field.itemData(index), field.itemText(index)) for index in range(field.count())]
        if value not in [each for each, _ in offered]:
            field.set_choices([*offered, (value, str(value))])
    field.set(value)
