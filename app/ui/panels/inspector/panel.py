"""Shows the form that fits the selection."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from app.ui.panels.inspector.form import Form
from app.ui.panels.inspector.many_form import ManyForm
from app.ui.panels.inspector.node_form import NodeForm
from app.ui.panels.inspector.project_form import ProjectForm
from app.ui.session import Session

NARROWEST = 240


class InspectorPanel(QWidget):
    """One node, several nodes, or the project: whatever is chosen, with all that can be changed about it."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.setMinimumWidth(NARROWEST)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._scroll)
        self.form: Form = ProjectForm(session)
        self._scroll.setWidget(self.form)
        session.selected.connect(self._choose)
        session.replaced.connect(self._replace)
        session.edited.connect(self._edited)
        session.inferred.connect(self._facts)
        session.problems_changed.connect(self._facts)
        session.ready_changed.connect(self._refresh)
        self._choose()

    @Slot()
    def _choose(self) -> None:
        if self._session.selection != self.form.ids:
            self._build()

    @Slot()
    def _replace(self) -> None:
        self._build()

    def _build(self) -> None:
        for part in self.form.findChildren(QWidget):
            part.blockSignals(True)  # a text half typed must not be written into what is open now
        old = self._scroll.takeWidget()
        old.hide()
        old.deleteLater()
        self.form = _form(self._session)
        self._scroll.setWidget(self.form)
        self._scroll.verticalScrollBar().setValue(0)

    @Slot(object)
    def _edited(self, _edits: object) -> None:
        self._refresh()

    @Slot()
    def _refresh(self) -> None:
        if self._whole:
            self.form.refresh()

    @Slot()
    def _facts(self) -> None:
        if self._whole:
            self.form.refresh_facts()

    @property
    def _whole(self) -> bool:
        """Whether all nodes of the form still exist: a deleted one leaves the selection a moment later."""
        return all(node_id in self._session.project.graph for node_id in self.form.ids)


def _form(session: Session) -> Form:
    if not session.selection:
        return ProjectForm(session)
    if len(session.selection) == 1:
        return NodeForm(session, session.selection[0])
    return ManyForm(session, session.selection)
