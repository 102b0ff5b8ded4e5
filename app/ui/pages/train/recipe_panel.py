"""The recipe of the next run, field by field; every change is a step of the document's history."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.errors import ProjectError
from app.graph.changes import set_training
from app.graph.recipe import Recipe
from app.ui.pages.train.fields import ORDER, TITLES, field_for, shown
from app.ui.session import Session
from app.ui.widgets import Row, heading


class RecipePanel(QWidget):
    """Shows the fields that matter for the chosen optimiser and schedule."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.rows: dict[str, Row] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(heading("Recipe of the next run"))
        column.addSpacing(6)
        for name in ORDER:
            editor = field_for(name, session.project.training)
            editor.setObjectName(name)
            editor.changed.connect(self._changed)
            row = Row(TITLES.get(name, name), editor, Recipe.model_fields[name].description or "")
            self.rows[name] = row
            column.addWidget(row)
        session.edited.connect(self._show)
        session.replaced.connect(self._show)
        self._show()

    @Slot(object)
    def _changed(self, value: Any) -> None:
        editor: QObject = self.sender()
        name = editor.objectName()
        try:
            edits = set_training(self._session.project, **{name: value})
            if edits:
                self._session.do(f"Change {TITLES.get(name, name)}", edits, merge=f"training.{name}")
        except ProjectError as error:
            self.rows[name].field.set_error(str(error))

    @Slot()
    def _show(self, _edits: object = None) -> None:
        recipe = self._session.project.training
        visible = shown(recipe)
        for name, row in self.rows.items():
            row.setVisible(name in visible)
            value = getattr(recipe, name)
            if row.field.value() != value:
                row.field.set(value)
