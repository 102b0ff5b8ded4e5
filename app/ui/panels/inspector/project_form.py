"""The project as a whole, while nothing is chosen."""

from __future__ import annotations

from app.graph.changes import set_title
from app.graph.rules import MAX_TITLE
from app.ui.panels.inspector.attempt import attempt
from app.ui.panels.inspector.form import Form
from app.ui.panels.inspector.form_row import FormRow
from app.ui.panels.inspector.section import Section
from app.ui.panels.inspector.text_area import TextArea
from app.ui.session import Session
from app.ui.widgets import StatRow, TextField, label

STATS = ("Nodes", "Links", "Parameters", "Frozen", "Problems")


class ProjectForm(Form):
    """Title, summary and totals."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.add_title("Project", ())
        self.column.addWidget(label("Choose a node on the canvas to see and change it.", "secondary"))
        self.title = FormRow(
            "title", TextField(longest=MAX_TITLE), "Shown on the welcome page and as the class name of the source."
        )
        self.title.give_width()
        self.title.changed.connect(self._write_title)
        self.column.addSpacing(4)
        self.column.addWidget(self.title)
        self.summary = TextArea("Summary", "What it learns, from what, and why", 7)
        self.summary.changed.connect(self._write_summary)
        self.column.addWidget(self.summary)
        self.summary_error = label("", "error")
        self.summary_error.hide()
        self.column.addWidget(self.summary_error)
        totals = Section("Totals")
        self.stats = {name: StatRow(name) for name in STATS}
        for row in self.stats.values():
            totals.body.addWidget(row)
        self.column.addWidget(totals)
        self.column.addStretch(1)
        self.refresh()

    def refresh(self) -> None:
        """Show the document's values."""
        project = self.session.project
        self.title.show_value(project.title, default=project.title)
        if self.summary.value() != project.summary:
            self.summary.set(project.summary)
        self.stats["Nodes"].set(f"{len(project.graph):,}")
        self.stats["Links"].set(f"{project.graph.dag.number_of_edges():,}")
        self.refresh_facts()

    def refresh_facts(self) -> None:
        """Show totals and the number of problems."""
        inference, graph = self.session.inference, self.session.project.graph
        counts = inference.parameters if inference else {}
        frozen = sum(count for node_id, count in counts.items() if node_id in graph and graph[node_id].frozen)
        self.stats["Parameters"].set(f"{inference.total_parameters:,}" if inference else "–")
        self.stats["Frozen"].set(f"{frozen:,}")
        self.stats["Frozen"].setVisible(frozen > 0)
        errors = len(self.session.errors)
        warnings = len(self.session.problems) - errors
        texts = [_counted(errors, "error"), _counted(warnings, "warning")]
        told = ", ".join(filter(None, texts)) or "none"
        self.stats["Problems"].set(told if len(graph) else "–")

    def _write_title(self, title: object) -> None:
        reason = attempt(self.session, "Change the title", lambda project: set_title(project, title=str(title)))
        if reason:
            self.title.refuse(reason, self.session.project.title)

    def _write_summary(self, text: object) -> None:
        reason = attempt(self.session, "Change the summary", lambda project: set_title(project, summary=str(text)))
        self.summary_error.setText(reason)
        self.summary_error.setVisible(bool(reason))


def _counted(count: int, word: str) -> str:
    return f"{count} {word}{'s' if count > 1 else ''}" if count else ""
