"""What the chosen node costs, sees and gives, and what several cost together."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from app.compile.analysis.figures import FIGURES, FLOPS, MEMORY, PARAMETERS
from app.compile.analysis.rows import Row
from app.ui.panels.inspector.section import Section
from app.ui.session import Session
from app.ui.widgets import StatRow
from nodes.base import Node
from nodes.shape import Shape

SIGHT_HELP = "What one unit of the result sees of the Input; through branches the largest."


class CostSection(Section):
    """Parameters at once, the other figures a moment later; they are asked for only while the section is in sight."""

    def __init__(self, session: Session, node: Node | None, parent: QWidget | None = None) -> None:
        """For a kind of node, or with None for several of any kind, which neither see nor give anything together."""
        super().__init__("Cost", parent)
        self._session = session
        self.figures = {key: StatRow(figure.title) for key, figure in FIGURES.items()}
        for key, figure in FIGURES.items():
            self.figures[key].setToolTip(figure.help)
            self.body.addWidget(self.figures[key])
        self.figures[PARAMETERS.key].setVisible(node is None or node.weighted or node.role == "block")
        self.sight = StatRow("Receptive field")
        self.body.addWidget(self.sight)
        self.sight.setVisible(node is not None)
        self.outputs: dict[str, StatRow] = {}
        names = node.outputs if node is not None else ()
        for name in names:
            self.outputs[name] = StatRow("Output" if len(names) == 1 else f"Output {name}")
            self.body.addWidget(self.outputs[name])

    def show_parameters(self, parameters: int | None) -> None:
        """Numbers in its weights; None while they are not known."""
        self.figures[PARAMETERS.key].set("–" if parameters is None else f"{parameters:,}")

    def show_shapes(self, shapes: Mapping[str, Shape]) -> None:
        """What it gives, as far as it is known."""
        for name, row in self.outputs.items():
            row.set(str(shapes.get(name) or "–"))

    def show_row(self, row: Row | None) -> None:
        """What the analysis says of it; None while it says nothing."""
        for figure in (FLOPS, MEMORY):
            self.figures[figure.key].set(figure.text(figure.of(row)) or "0" if row else "–")
        self.figures[MEMORY.key].set_name(f"Memory, batch {self._session.analyser.batch:,}")
        self.sight.set(str(row.sight or "–") if row else "–")
        seen = [sight.explained() for sight in row.sights] if row else []
        self.sight.setToolTip("\n".join([SIGHT_HELP, *seen]))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._session.analyser.want(self._name, True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._session.analyser.want(self._name, False)

    @property
    def _name(self) -> str:
        """Forms come and go: each section asks for itself."""
        return f"cost {id(self)}"
