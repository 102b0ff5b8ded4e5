"""What can be done to the weights of the chosen nodes: freeze them, share them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.graph import changes
from app.graph.blocks.block import has_weights
from app.ui.canvas.commands import Step

if TYPE_CHECKING:
    from app.ui.canvas.view import CanvasView


class Weights:
    """Acts on the choice of a view, each time in one step of the history."""

    def __init__(self, view: CanvasView) -> None:
        self._view = view

    @property
    def owners(self) -> tuple[str, ...]:
        """The chosen nodes that have weights, blocks with layers inside among them."""
        project = self._view.session.project
        return tuple(key for key in self._view.choice.nodes if has_weights(project.blocks, project.graph[key]))

    @property
    def alike(self) -> bool:
        """Whether these are two or more of one kind."""
        graph = self._view.session.project.graph
        return len(self.owners) > 1 and len({graph[key].kind for key in self.owners}) == 1

    @property
    def borrowers(self) -> tuple[str, ...]:
        """The chosen nodes that use another's weights."""
        graph = self._view.session.project.graph
        return tuple(key for key in self._view.choice.nodes if graph[key].shares)

    def freeze(self) -> None:
        """Freeze the weights of the chosen nodes, or let them train again where all are frozen."""
        graph, ids = self._view.session.project.graph, self.owners
        frozen = not all(graph[key].frozen for key in ids)

        def step(key: str) -> Step:
            return lambda p: changes.set_instance(p, key, frozen=frozen)

        commands = self._view.commands
        label = f"{'Freeze' if frozen else 'Train'} {commands.names(ids)}"
        commands.attempt(label, lambda p: commands.draft(p, [step(key) for key in ids]))

    def share(self) -> None:
        """Let the chosen nodes use the weights of the first of them."""
        ids = self.owners
        self._view.commands.attempt(f"Share weights of {len(ids)} nodes", lambda p: changes.share_weights(p, ids))

    def part(self) -> None:
        """Give the chosen nodes weights of their own again."""
        ids = self.borrowers
        label = f"Own weights of {self._view.commands.names(ids)}"
        self._view.commands.attempt(label, lambda p: changes.own_weights(p, ids))
