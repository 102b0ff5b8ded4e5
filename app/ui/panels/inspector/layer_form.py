"""A use of a Python layer: its arguments, and the way to its code."""

from __future__ import annotations

from app.ui.panels.inspector.use_form import UseForm
from app.ui.session import Session
from app.ui.widgets import button


class LayerForm(UseForm):
    """A form for the uses of one Python layer as it is now."""

    def __init__(self, session: Session, node_id: str) -> None:
        super().__init__(session, node_id)
        self.edit_button = button("Edit code…", icon="code", tooltip="Enter, or a double-click on the node")
        self.edit_button.clicked.connect(self._edit)
        self.put_on_top(self.edit_button)

    def refresh(self) -> None:
        super().refresh()
        self.about.setText(self.definition.note or "A layer of this document, written in Python.")

    def _edit(self) -> None:
        self.session.edit_code(self.use.definition)
