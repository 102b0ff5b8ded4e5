"""Which nodes a form is about."""

from __future__ import annotations

from app.graph.graph import Instance
from app.ui.session import Session


class Subject:
    """Shared by all rows of a form, so that a form once built serves every node of its kind."""

    def __init__(self, session: Session, ids: tuple[str, ...] = ()) -> None:
        self.session, self.ids = session, ids

    @property
    def instances(self) -> list[Instance]:
        """The placed nodes themselves."""
        return [self.session.project.graph[node_id] for node_id in self.ids]
