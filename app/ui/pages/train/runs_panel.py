"""The list of runs: colour, name, result, visibility; rename and delete."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Slot
from PySide6.QtGui import QAction, QContextMenuEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.training.records.telemetry import Telemetry
from app.ui.pages.train.records import Records
from app.ui.plots.figures import best_epoch, score_text
from app.ui.session import Session
from app.ui.session.runs import RunEntry
from app.ui.theme import theme
from app.ui.widgets import TextField, ask, heading, label, menu, rule, tool_button
from app.ui.widgets.elided import Elided

STATES = {"created": "not started", "interrupted": "interrupted", "stopped": "stopped", "failed": "failed"}


class RunsPanel(QWidget):
    """One row per run, the newest on top."""

    def __init__(self, session: Session, records: Records, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._records = session, records
        self.rows: list[RunRow] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(heading("Runs"))
        self._column.addSpacing(4)
        self._hint = label("Every run stays here with its curves, to be compared.", "caption")
        self._column.addWidget(self._hint)
        session.runs_changed.connect(self.rebuild)
        self.rebuild()

    @Slot()
    def rebuild(self) -> None:
        """List the runs again."""
        for row in self.rows:
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.rows = [RunRow(entry, self._session, self._records) for entry in reversed(self._session.runs)]
        self._hint.setVisible(not self.rows)
        for row in self.rows:
            self._column.addWidget(row)
            row.rule.setVisible(row is not self.rows[-1])

    def draw(self) -> None:
        """Refresh the row of the live run."""
        for row in self.rows:
            if row.entry.live:
                row.draw()


class RunRow(QWidget):
    """One run; double-click renames, the menu deletes."""

    def __init__(self, entry: RunEntry, session: Session, records: Records) -> None:
        super().__init__()
        self.entry, self._session, self._records = entry, session, records
        self.name, self._caption = Elided(entry.name, "subtitle"), Elided("", "caption")
        self._score = label("", "value", wrap=False)
        self._eye = tool_button("eye" if entry.visible else "eye-off", "Draw this run in the plots")
        self._eye.clicked.connect(self._toggle)
        self._more = tool_button("ellipsis", "Go on from it, rename or delete")
        self._more.clicked.connect(self._menu)
        texts = QVBoxLayout()
        texts.setSpacing(0)
        texts.addWidget(self.name)
        texts.addWidget(self._caption)
        row = QHBoxLayout()
        row.setContentsMargins(20, 6, 0, 6)
        row.setSpacing(2)
        row.addLayout(texts, 1)
        row.addSpacing(8)
        row.addWidget(self._score)
        row.addSpacing(4)
        row.addWidget(self._eye)
        row.addWidget(self._more)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        self.rule = rule()
        column.addWidget(self.rule)
        self._editor: QLineEdit | None = None
        theme().changed.connect(self.update)
        self.draw()

    def draw(self) -> None:
        """Show state and best result."""
        telemetry = self._records.of(self.entry)
        self._caption.setText(self._words(telemetry))
        self._score.setText(score_text(best_epoch(telemetry)))

    def _words(self, telemetry: Telemetry) -> str:
        """State and place in time."""
        best, done = best_epoch(telemetry), len(telemetry.epochs)
        if self.entry.live:
            begin = "epoch" if self._session.state == "running" else f"{self._session.state} ·"
            return f"{begin} {done:,} / {telemetry.total_epochs:,}"
        state = self.entry.state
        if state == "finished" and best:
            return f"best epoch {best.epoch}"
        if state == "created" or not telemetry.step_count:
            return STATES.get(state, state)
        return f"{STATES.get(state, state)} in epoch {min(done + 1, telemetry.total_epochs)}"

    def rename(self) -> None:
        """Edit the name in its place."""
        field = TextField(self.entry.name)
        field.setParent(self)
        field.setGeometry(16, 4, self.width() - 90, 28)
        field.selectAll()
        field.changed.connect(self._renamed)
        field.editingFinished.connect(field.deleteLater)
        field.show()
        field.setFocus()
        self._editor = field

    def go_on(self) -> None:
        """Let the next run begin with the weights of this one."""
        self._session.grower.begin_with(self.entry)

    def begin_again(self) -> None:
        """Let the next run begin where this one began."""
        self._session.grower.begin_again(self.entry)

    def delete(self) -> None:
        """Ask, then remove the run with its folder."""
        text = "Its curves, weights and pictures go with it. This cannot be undone."
        buttons = [("cancel", "Cancel", "quiet"), ("delete", "Delete run", "danger")]
        if ask(self.window(), f"Delete {self.entry.name}?", text, buttons) == "delete":
            self._session.delete_run(self.entry)

    @Slot(object)
    def _renamed(self, name: str) -> None:
        self._session.rename_run(self.entry, name)

    @Slot()
    def _toggle(self) -> None:
        self._session.set_run_visible(self.entry, not self.entry.visible)

    @Slot()
    def _menu(self) -> None:
        self._open(self._more.mapToGlobal(QPoint(0, self._more.height())))

    def _open(self, place: QPoint) -> None:
        opened = menu("Run", self)
        rows = [("Go on from these weights", self.go_on), ("Rename", self.rename), ("Delete …", self.delete)]
        if self.entry.start_file is not None:
            rows.insert(1, ("Begin again where it began", self.begin_again))
        for text, callback in rows:
            action = QAction(text, opened)
            action.triggered.connect(callback)
            action.setEnabled(callback != self.go_on or self.entry.has_weights)
            opened.addAction(action)
        opened.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        opened.popup(place)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self._open(event.globalPos())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.rename()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.entry.color)
        painter.setOpacity(1.0 if self.entry.visible else 0.35)
        painter.drawRoundedRect(0, self.height() // 2 - 6, 10, 10, 3, 3)
