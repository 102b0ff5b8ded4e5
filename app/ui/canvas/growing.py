"""Growing a trained network where one points: deeper on a link, wider at a layer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.errors import ProjectError
from app.graph import changes
from app.ui.session.asking import sentence

if TYPE_CHECKING:
    from app.ui.canvas.view import CanvasView


class Growing:
    """Acts on the choice of a view; where it cannot be done, a message says why."""

    def __init__(self, view: CanvasView) -> None:
        self._view = view

    def deepen(self) -> None:
        """Put a residual block on the chosen link."""
        session = self._view.session
        (link,) = self._view.choice.links
        session.grower.deepen(changes.links_together(session.project.graph, link))

    def widen(self) -> None:
        """Ask how wide the chosen layer is to be, and widen it."""
        session = self._view.session
        (node_id,) = self._view.choice.nodes
        if reason := session.grower.why_not():
            session.message.emit(reason)
            return
        from app.ui.dialogs.widen import ask_width

        try:
            width = ask_width(session, node_id, self._view)
        except ProjectError as error:
            session.message.emit(sentence(error))
            return
        if width is not None:
            session.grower.widen(node_id, width)
