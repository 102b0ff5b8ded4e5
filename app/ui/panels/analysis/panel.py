"""What every node costs and sees, as a table beside the drawing."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QItemSelection, QItemSelectionModel, Signal, Slot
from PySide6.QtGui import QGuiApplication, QHideEvent, QShowEvent
from PySide6.QtWidgets import QFileDialog, QStackedLayout, QVBoxLayout, QWidget

from app.ui.panels.analysis.model import Entry
from app.ui.panels.analysis.tools import AnalysisTools
from app.ui.panels.analysis.totals import Totals
from app.ui.panels.analysis.view import FiguresView
from app.ui.session import Session
from app.ui.theme import set_role, theme
from app.ui.widgets import EmptyState, toast
from nodes.blocks import Block

CHOOSE = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
STAND = QItemSelectionModel.SelectionFlag.NoUpdate


class AnalysisPanel(QWidget):
    """The rows of the level that one looks at; a chosen row is a chosen node. Costs nothing while it is hidden.

    ``looked`` carries the node that is to be brought into view.
    """

    looked = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._following = False
        set_role(self, "panel")
        self.tools = AnalysisTools()
        self.view = FiguresView()
        self.totals = Totals(self.view)
        self._make_pages()
        for signal in (session.analyser.analysed, session.scope_changed, session.replaced, session.edited):
            signal.connect(self._changed)
        session.selected.connect(self._follow)
        self.tools.filtered.connect(self.view.figures.set_filter)
        self.tools.batch_chosen.connect(session.analyser.set_batch)
        self.tools.copied.connect(self.copy)
        self.tools.saved.connect(self.save)
        self.view.selectionModel().selectionChanged.connect(self._choose)
        self.view.renewed.connect(self._renewed)
        self.view.opened.connect(self._open)
        self.view.copied.connect(self.copy)
        theme().changed.connect(self.view.viewport().update)

    def _make_pages(self) -> None:
        self.table = QWidget()
        column = QVBoxLayout(self.table)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.view, 1)
        column.addWidget(self.totals)
        self.empty = EmptyState("table-2", "What every node costs", "Place a node: its FLOPs and memory appear here.")
        self.waiting = EmptyState("loader-circle", "Adding up", "The figures appear in a moment.")
        self.unused = EmptyState("package", "Not used yet", "A block has figures where it is used: place it once.")
        self.broken = EmptyState("circle-alert", "The figures could not be worked out", "")
        self.nothing = EmptyState("search", "No node fits", "Try a part of a name, a kind or a shape.")
        self._stack = QStackedLayout(self)
        for page in (self.table, self.empty, self.waiting, self.unused, self.broken, self.nothing):
            self._stack.addWidget(page)

    # what is shown

    @Slot()
    def refresh(self) -> None:
        """Show the figures as they are known now; of a block those of its first use."""
        self.totals.of = "first use" if self._session.scope else ""
        self.view.figures.set_rows(tuple(self._session.analyser.level(self._session.scope).values()))
        self.tools.show_batch(self._session.analyser.batch)

    @Slot()
    def _changed(self) -> None:
        if self.isVisible():
            self.refresh()

    @Slot(object)
    def _renewed(self, chosen: object) -> None:
        """The rows were made anew: highlight again, and bring the table to the front or what stands in its place."""
        self._mark(chosen)  # type: ignore[arg-type]
        page = self._page()
        self._stack.setCurrentWidget(page)
        self.tools.offer_table(page is self.table)

    def _page(self) -> QWidget:
        analyser, figures = self._session.analyser, self.view.figures
        if not len(self._session.project.graph):
            return self.empty
        if analyser.trouble:
            self.broken.text.setText(analyser.trouble)
            return self.broken
        if not figures.count:
            return self.waiting if analyser.analysis is None else self.unused
        return self.table if figures.top() else self.nothing

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._session.analyser.want("table", True)
        self.refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._session.analyser.want("table", False)

    # what is chosen

    @Slot()
    def _follow(self) -> None:
        """Nodes were chosen elsewhere: their rows are highlighted, the last one is in sight."""
        if not self.isVisible() or self._following:
            return
        self._mark(())
        if self.view.currentIndex().isValid():
            self.view.scrollTo(self.view.currentIndex())

    def _mark(self, row_ids: Iterable[str]) -> None:
        """Highlight the rows of the chosen nodes: those named where they stand for such a node or inside of one."""
        self._following = True
        figures, nodes = self.view.figures, dict.fromkeys(self._session.selection)
        shown = {entry.row.id: entry for entry in self.view.shown()}
        named = [shown[row_id] for row_id in row_ids if row_id in shown]
        marked = [entry for entry in named if node_of(entry.outermost) in nodes]
        covered = {node_of(entry.outermost) for entry in marked}
        marked += [entry for entry in figures.top() if node_of(entry) in nodes and node_of(entry) not in covered]
        selection = QItemSelection()
        for entry in marked:
            selection.select(figures.at(entry), figures.at(entry))
        self.view.selectionModel().select(selection, CHOOSE)
        if marked:
            self.view.selectionModel().setCurrentIndex(figures.at(marked[-1]), STAND)
        self._following = False

    @Slot()
    def _choose(self) -> None:
        """Rows were chosen: so are their nodes."""
        if self._following:
            return
        self._following = True
        self._session.select(dict.fromkeys(node_of(entry.outermost) for entry in self.view.chosen()))
        self._following = False
        current = self.view.currentIndex()
        if self._session.selection and current.isValid():
            self.looked.emit(node_of(self.view.figures.entry(current).outermost))

    @Slot(object)
    def _open(self, entry: Entry) -> None:
        """Look into a block, or go to a node on the canvas, through the blocks around it."""
        if entry.row.inside:
            self._enter(entry)
            return
        if entry.above:
            self._enter(entry.above)
        self._session.select([node_of(entry)])
        self._session.go("build", node=node_of(entry))

    def _enter(self, entry: Entry) -> None:
        if entry.above:
            self._enter(entry.above)
        node = self._session.project.graph[node_of(entry)].node
        assert isinstance(node, Block)
        self._session.enter(node.block)

    # taking it away

    def csv(self) -> str:
        """The lines as they stand, or the chosen ones where there are several."""
        from app.compile.analysis.csv import figures_csv

        chosen = self.view.chosen()
        return figures_csv(entry.row for entry in (chosen if len(chosen) > 1 else self.view.shown()))

    @Slot()
    def copy(self) -> None:
        """Put the table on the clipboard."""
        QGuiApplication.clipboard().setText(self.csv())
        toast(self, "The table is on the clipboard as CSV")

    @Slot()
    def save(self) -> None:
        """Ask where to, and write the table there."""
        document = self._session.document
        folder = document.path.parent if document.path else Path.home()
        proposed = str(folder / f"{document.name}-analysis.csv")
        name, _ = QFileDialog.getSaveFileName(self, "Save the table", proposed, "Comma-separated values (*.csv)")
        if name:
            self.save_to(Path(name))

    def save_to(self, path: Path) -> None:
        """Write the table to a file; what goes wrong becomes a message."""
        try:
            path.write_text(self.csv(), encoding="utf-8-sig", newline="")  # spreadsheets look for the mark
        except OSError as error:
            self._session.message.emit(f"{path.name} could not be written: {error.strerror or error}")
        else:
            self._session.message.emit(f"Saved {path.name}")


def node_of(entry: Entry) -> str:
    """Id of its node in the graph of its own level."""
    return entry.row.id.rpartition("/")[2]
