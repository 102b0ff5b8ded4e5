"""Which of the document's Python layers this person trusts: nothing else of them runs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.errors import NetloomError
from app.ui.session.asking import sentence

if TYPE_CHECKING:
    from app.graph.project import Project
    from app.graph.python_layers.layer import CustomLayer


class Trusting(QObject):
    """Reads and widens the trust of a person in texts; a document never does.

    ``changed`` fires when more or less is trusted than before, ``asked`` when somebody wants to read and decide,
    ``failed`` with the reason why trust ends with this process.
    """

    changed = Signal()
    asked = Signal()
    failed = Signal(str)

    def __init__(self, project: Callable[[], Project], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._project = project

    def recall(self) -> None:
        """Take over what this person trusted before, in whatever window."""
        from app.graph.python_layers.trust import remember

        remember()

    def untrusted(self) -> list[CustomLayer]:
        """The layers of the document whose texts may not run."""
        from app.graph.python_layers.trust import untrusted

        return untrusted(self._project())

    def trust(self, layers: Iterable[CustomLayer]) -> None:
        """Let these texts run, now and whenever they are met again; a list that cannot be kept is said."""
        from app.graph.python_layers.trust import trust

        try:
            trust(layers)
        except NetloomError as error:
            self.failed.emit(sentence(error))
        self.changed.emit()

    @property
    def count(self) -> int:
        """How many texts this person trusts."""
        from app.graph.python_layers.trust import count

        return count()

    def forget_all(self) -> None:
        """Trust nothing any more; what a project holds is read anew before it runs."""
        from app.graph.python_layers.trust import forget_all

        try:
            forget_all()
        except NetloomError as error:
            self.failed.emit(sentence(error))
        self.changed.emit()

    def ask(self) -> None:
        """Have what is not trusted shown to the person."""
        self.asked.emit()
