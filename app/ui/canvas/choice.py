"""What is chosen: nodes through the session, links and frames here; and what the pointer is over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.graph.graph import Link
from app.ui.canvas.hits import PortHit

if TYPE_CHECKING:
    from app.ui.canvas.view import CanvasView


class Choice:
    """Nodes, links and frames may be chosen at once; choosing one thing alone lets go of the others."""

    def __init__(self, view: CanvasView) -> None:
        self._view = view
        self.links: set[Link] = set()
        self.frames: tuple[str, ...] = ()
        self._hovered_node = ""
        self._hovered_link: Link | None = None
        self._hovered_port: PortHit | None = None

    @property
    def nodes(self) -> tuple[str, ...]:
        return self._view.session.selection

    def take(self, ids: tuple[str, ...], links: set[Link] | None = None, frames: tuple[str, ...] = ()) -> None:
        """Choose exactly these."""
        self._set_links(links or set())
        self._set_frames(frames)
        if ids != self.nodes:
            self._view.session.select(ids)
        self.show(ids)

    def toggle(self, node_id: str) -> None:
        """Shift or Ctrl and a click."""
        ids = self.nodes
        changed = tuple(key for key in ids if key != node_id) if node_id in ids else (*ids, node_id)
        self.take(changed, self.links, self.frames)

    def toggle_link(self, link: Link) -> None:
        self._set_links(self.links ^ {link})

    def preview(self, ids: tuple[str, ...]) -> None:
        """Show a selection that may not be final."""
        chosen = set(ids)
        for key, item in self._view.board.nodes.items():
            item.mark(selected=key in chosen)

    def show(self, ids: tuple[str, ...]) -> None:
        """Show the selection that holds now."""
        self.preview(ids)
        self._view.board.callouts.choose(ids)

    def refresh(self) -> None:
        """The items may be new, or gone: show the choice again."""
        board = self._view.board
        kept = {link for link in self.links if link in board.wiring.items}
        self.links = set()
        self._set_links(kept)
        self._set_frames(tuple(key for key in self.frames if key in board.frames))
        self._hovered_node, self._hovered_link, self._hovered_port = "", None, None
        for item in board.nodes.values():
            item.mark(lit_port=None, hovered=False)
        self.show(self.nodes)

    # under the pointer

    def hover(self, node_id: str, link: Link | None, port: PortHit | None = None) -> None:
        """The pointer is over these; a link lights up with both its ends, a port alone."""
        board = self._view.board
        self._hover_port(port)
        if (node_id, link) == (self._hovered_node, self._hovered_link):
            return
        for key in self._lit():
            if key in board.nodes:
                board.nodes[key].mark(hovered=False)
        if self._hovered_link in board.wiring.items:
            board.wiring.items[self._hovered_link].mark(hovered=False)
        self._hovered_node, self._hovered_link = node_id, link
        for key in self._lit():
            board.nodes[key].mark(hovered=True)
        if link is not None:
            board.wiring.items[link].mark(hovered=True)

    def _hover_port(self, port: PortHit | None) -> None:
        nodes = self._view.board.nodes
        if port != self._hovered_port and self._hovered_port is not None and self._hovered_port.node in nodes:
            nodes[self._hovered_port.node].mark(lit_port=None)
        self._hovered_port = port
        if port is not None:
            nodes[port.node].mark(lit_port=port.key)

    def _lit(self) -> list[str]:
        link = self._hovered_link
        return [key for key in (self._hovered_node, *((link.source, link.target) if link else ())) if key]

    def _set_links(self, links: set[Link]) -> None:
        items = self._view.board.wiring.items
        for link in self.links | links:
            if link in items:
                items[link].mark(selected=link in links)
        self.links = set(links)

    def _set_frames(self, ids: tuple[str, ...]) -> None:
        for key, frame in self._view.board.frames.items():
            frame.mark(key in ids)
        self.frames = ids
