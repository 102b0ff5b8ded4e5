"""A use of a block: its arguments, how often it is repeated, and the way in."""

from __future__ import annotations

from app.ui.panels.inspector.use_form import UseForm
from app.ui.session import Session
from app.ui.widgets import button
from nodes.blocks import Block


class BlockForm(UseForm):
    """A form for the uses of one block as it is now."""

    def __init__(self, session: Session, node_id: str) -> None:
        super().__init__(session, node_id)
        self.about.setText(self.definition.note or "A block of this document.")
        enter = button("Open block", icon="folder-open", tooltip="Look into it; Enter, or a double-click on the node")
        enter.clicked.connect(self._open)
        self.params.heading.setText("COPIES")
        self.params.rows["share"].name.setText("share weights")
        self.put_on_top(enter)
        self.refresh()

    def refresh(self) -> None:
        super().refresh()
        node = self.use
        assert isinstance(node, Block)
        self.params.rows["share"].setVisible(node.repeat > 1 or node.share)

    def _open(self) -> None:
        self.session.enter(self.use.definition)
