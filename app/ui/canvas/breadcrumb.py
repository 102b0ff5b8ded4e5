"""Where one is while looking into a block, and the way back."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout

from app.graph.blocks.block import uses
from app.ui.theme import set_role
from app.ui.widgets import button, label

if TYPE_CHECKING:
    from app.ui.canvas.view import CanvasView

LONGEST = 26


class Breadcrumb(QFrame):
    """Drawing › block › block, over the upper left corner of the canvas; each but the last is a button."""

    def __init__(self, view: CanvasView) -> None:
        super().__init__(view)
        self._view = view
        set_role(self, "popup")
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(6, 4, 12, 4)
        self.row.setSpacing(2)
        self.move(12, 12)
        for signal in (view.session.scope_changed, view.session.document_changed, view.session.replaced):
            signal.connect(self.refresh)
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Show the way from the drawing to here."""
        session = self._view.session
        self._empty()
        self.setVisible(bool(session.scope))
        if not session.scope:
            return
        blocks = session.whole.blocks
        steps = [
            ("", session.whole.title),
            *((each, blocks[each].name) for each in self._view.blocks.path if each in blocks),
        ]
        for scope, name in steps[:-1]:
            step = button(_short(name), kind="flat", tooltip=f"Back to {name}")
            step.clicked.connect(partial(session.enter, scope))
            self.row.addWidget(step)
            self.row.addWidget(label("›", "faint"))
        self.row.addWidget(label(f" {_short(steps[-1][1])}", "subtitle"))
        self.row.addSpacing(8)
        self.row.addWidget(label(self._used(), "caption", wrap=False))
        for place in range(self.row.count()):
            if part := self.row.itemAt(place).widget():
                part.show()  # a layout measures only what is shown
        self.row.activate()
        self.adjustSize()
        self.raise_()

    def _used(self) -> str:
        """Where this block stands: a change here reaches all of it."""
        times = [node.repeat for _, node in self._all_uses() if node.block == self._view.session.scope]
        if not times:
            return "not used yet"
        places = "used once" if len(times) == 1 else f"used in {len(times)} places"
        copies = f", {sum(times)} copies" if sum(times) > len(times) else ""
        return f"{places}{copies}" + ("; a change here changes all" if sum(times) > 1 else "")

    def _all_uses(self) -> list:  # type: ignore[type-arg]
        whole = self._view.session.whole
        return [use for graph in (whole.graph, *(each.graph for each in whole.blocks.values())) for use in uses(graph)]

    def _empty(self) -> None:
        while self.row.count():
            part = self.row.takeAt(0).widget()
            if part is not None:
                part.hide()
                part.deleteLater()


def _short(name: str) -> str:
    return name if len(name) <= LONGEST else name[: LONGEST - 1] + "…"
