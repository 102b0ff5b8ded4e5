"""How wide a layer of a trained network is to be."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.errors import ProjectError
from app.ui.session import Session
from app.ui.session.asking import sentence
from app.ui.widgets import NumberField, Row, button, label

LARGEST = 65536
NAMED = 3


class WidenDialog(QDialog):
    """Shows what a layer has and asks for more.

    Attributes:
        width_asked: units that were asked for.
    """

    def __init__(self, name: str, old: int, note: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"Widen {name}")
        self.setModal(True)
        self.width_asked = 2 * old
        self.field = NumberField(2 * old, old + 1, LARGEST, True)
        self.field.changed.connect(self._set)
        text = (
            f"{name} has {old:,} units. New ones begin as copies of these, and the layers that read them share their "
            "weights among the copies, so the network says what it said before and trains on from there."
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(8)
        column.addWidget(label(f"Widen {name}", "title"))
        column.addWidget(label(text, "secondary"))
        column.addSpacing(4)
        column.addWidget(Row("Units", self.field))
        if note:
            column.addWidget(label(note, "caption"))
        column.addSpacing(8)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        cancel, self.ok = button("Cancel"), button("Widen", kind="primary")
        cancel.setAutoDefault(False)
        self.ok.setDefault(True)
        cancel.clicked.connect(self.reject)
        self.ok.clicked.connect(self.accept)
        buttons.addWidget(cancel)
        buttons.addWidget(self.ok)
        column.addLayout(buttons)
        self.setFixedWidth(440)
        self.field.setFocus(Qt.FocusReason.TabFocusReason)

    @Slot(object)
    def _set(self, width: int) -> None:
        self.width_asked = width


def ask_width(session: Session, node_id: str, parent: QWidget | None = None) -> int | None:
    """Ask and wait; None where it was dismissed.

    Raises:
        ProjectError: the layer cannot be widened to any width.
    """
    from app.compile.widening.tensors import units_of, widening

    drawing = session.drawing
    if drawing is None:
        return None
    name, old = session.project.graph[node_id].name, units_of(drawing, session.scope, node_id)
    note = _together(widening(drawing, session.scope, node_id, 2 * old).others)
    try:
        widening(drawing, session.scope, node_id, old + 1)
    except ProjectError as error:
        note = f"{note} {sentence(error)}.".strip()
    dialog = WidenDialog(name, old, note, parent.window() if parent else None)
    accepted = dialog.exec() == QDialog.DialogCode.Accepted
    dialog.deleteLater()
    return dialog.width_asked if accepted else None


def _together(others: tuple[str, ...]) -> str:
    """Which layers grow with it, "" where none does."""
    if not others:
        return ""
    named = ", ".join(others[:NAMED]) + (f" and {len(others) - NAMED} more" if len(others) > NAMED else "")
    return f"What is added together grows together: {named} too."
