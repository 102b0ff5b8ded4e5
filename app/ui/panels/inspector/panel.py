"""Shows the form that fits the selection."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from app.ui.panels.inspector.block_form import BlockForm
from app.ui.panels.inspector.definition_form import DefinitionForm
from app.ui.panels.inspector.form import Form
from app.ui.panels.inspector.layer_form import LayerForm
from app.ui.panels.inspector.many_form import ManyForm
from app.ui.panels.inspector.node_form import NodeForm
from app.ui.panels.inspector.project_form import ProjectForm
from app.ui.panels.inspector.use_form import UseForm, head_of
from app.ui.session import Session
from nodes.base import Node
from nodes.blocks import Block
from nodes.use import Use

F = TypeVar("F", bound=Form)
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
        self._forms = QWidget()
        self._place = QVBoxLayout(self._forms)
        self._place.setContentsMargins(0, 0, 0, 0)
        self._scroll.setWidget(self._forms)
        self._kept: dict[type[Node], NodeForm] = {}
        self._uses: dict[str, UseForm] = {}
        self.form: Form = self._shown(ProjectForm(session))
        self._project_form = self.form
        self._definition_form = self._shown(DefinitionForm(session))
        self._definition_form.hide()
        session.selected.connect(self._choose)
        session.replaced.connect(self._replace)
        session.scope_changed.connect(self._replace)
        session.edited.connect(self._edited)
        session.inferred.connect(self._facts)
        session.problems_changed.connect(self._facts)
        session.analyser.analysed.connect(self._facts)
        session.ready_changed.connect(self._refresh)
        self._choose()

    @Slot()
    def _choose(self) -> None:
        if self._session.selection != self.form.ids:
            self._turn()

    @Slot()
    def _replace(self) -> None:
        self._turn()

    def _turn(self) -> None:
        """Bring the right form to the front. Node forms are kept, one per kind: building one costs many frames."""
        old = self.form
        for part in old.findChildren(QWidget):
            part.blockSignals(True)  # a text half typed must not be written into what is open now
        self.form = self._form()
        if old is not self.form:
            old.hide()
        if isinstance(old, ManyForm):
            old.deleteLater()
        else:
            for part in old.findChildren(QWidget):
                part.blockSignals(False)
        self.form.show()
        self._scroll.verticalScrollBar().setValue(0)

    def _form(self) -> Form:
        chosen = self._session.selection
        if not chosen:
            resting = self._definition_form if self._session.scope else self._project_form
            resting.drop()
            resting.refresh()
            return resting
        if len(chosen) > 1:
            return self._shown(ManyForm(self._session, chosen))
        kind = type(self._session.project.graph[chosen[0]].node)
        if issubclass(kind, Use):
            return self._use_form(chosen[0], BlockForm if kind is Block else LayerForm)
        if kind not in self._kept:
            self._kept[kind] = self._shown(NodeForm(self._session, chosen[0]))
        else:
            self._kept[kind].turn_to(chosen[0])
        return self._kept[kind]

    def _use_form(self, node_id: str, make: type[UseForm]) -> NodeForm:
        """One form per definition; it is built anew where that has other arguments or ports."""
        head = head_of(self._session, node_id)
        kept = self._uses.get(head[0])
        if kept is not None and kept.shown == head:
            kept.turn_to(node_id)
            return kept
        if kept is not None:
            kept.deleteLater()
        self._uses[head[0]] = self._shown(make(self._session, node_id))
        return self._uses[head[0]]

    def _shown(self, form: F) -> F:
        self._place.addWidget(form)
        return form

    @Slot(object)
    def _edited(self, _edits: object) -> None:
        form = self.form
        if isinstance(form, UseForm) and self._whole and form.shown != head_of(self._session, form.ids[0]):
            self._turn()  # what it is a use of has other ports or arguments now
        else:
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
