"""What several chosen nodes have in common."""

from __future__ import annotations

from collections import Counter

from app.compile.analysis.rows import together
from app.graph.blocks.block import has_weights
from app.graph.using import kind_name
from app.ui.panels.inspector.cost import CostSection
from app.ui.panels.inspector.form import Form
from app.ui.panels.inspector.params import ParamsSection
from app.ui.panels.inspector.subject import Subject
from app.ui.panels.inspector.weights import WeightsSection
from app.ui.session import Session
from app.ui.widgets import label


class ManyForm(Form):
    """Common parameters and weights, written to all of them at once, and what they cost together."""

    def __init__(self, session: Session, ids: tuple[str, ...]) -> None:
        super().__init__(session, ids)
        instances = [session.project.graph[node_id] for node_id in ids]
        names = [kind_name(session.project, instance) for instance in instances]
        kinds = Counter(names)
        families = tuple(dict.fromkeys(type(instance.node).family for instance in instances))
        same = len(kinds) == 1
        self.add_title(f"{len(ids)} × {names[0]}" if same else f"{len(ids)} nodes", families)
        self.column.addWidget(label(_explanation(kinds), "secondary"))
        self.params = ParamsSection(self.subject)
        self.column.addWidget(self.params)
        weighted = tuple(each.id for each in instances if has_weights(session.whole.blocks, each))
        self.weights = WeightsSection(Subject(session, weighted)) if weighted else None
        if self.weights:
            self.column.addWidget(self.weights)
        self.cost = CostSection(session, None)
        self.column.addWidget(self.cost)
        self.column.addStretch(1)
        self.refresh_facts()

    def refresh(self) -> None:
        """Show the document's values."""
        self.params.refresh()
        if self.weights:
            self.weights.refresh()

    def refresh_facts(self) -> None:
        """Show what they cost."""
        inference = self.session.inference
        known = inference.parameters if inference else {}
        self.cost.show_parameters(sum(known.get(node_id, 0) for node_id in self.ids) if inference else None)
        rows = self.session.analyser.level(self.session.scope)
        self.cost.show_row(together(rows[key] for key in self.ids if key in rows) if rows else None)


def _explanation(kinds: Counter[str]) -> str:
    if len(kinds) == 1:
        return "A change is made to all of them."
    listed = ", ".join(f"{count} × {kind}" if count > 1 else kind for kind, count in kinds.most_common(6))
    more = f" and {len(kinds) - 6} kinds more" if len(kinds) > 6 else ""
    return f"{listed}{more}. What they have in common can be changed at once."
