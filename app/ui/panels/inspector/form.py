"""What all forms of the inspector share."""

from __future__ import annotations

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.ui.panels.inspector.form_row import FormRow
from app.ui.panels.inspector.subject import Subject
from app.ui.panels.inspector.text_area import TextArea
from app.ui.session import Session
from app.ui.theme import PADDING, color, family_color
from app.ui.widgets.elided import Elided


class Form(QWidget):
    """A column of sections for some nodes. `refresh` shows the document, `refresh_facts` what was inferred."""

    def __init__(self, session: Session, ids: tuple[str, ...] = ()) -> None:
        super().__init__()
        self.session = session
        self.subject = Subject(session, ids)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(PADDING, 14, PADDING, PADDING)
        self.column.setSpacing(6)

    @property
    def ids(self) -> tuple[str, ...]:
        return self.subject.ids

    def refresh(self) -> None:
        raise NotImplementedError

    def refresh_facts(self) -> None:
        raise NotImplementedError

    def drop(self) -> None:
        """Forget texts that were typed and not taken."""
        for row in self.findChildren(FormRow):
            row.drop()
        for area in self.findChildren(TextArea):
            area.set(area.value())

    def add_title(self, text: str, families: tuple[str, ...]) -> None:
        """A title behind the colours of its families."""
        row = QHBoxLayout()
        row.setSpacing(10)
        if families:
            row.addWidget(Swatch(families))
        self.title_label = Elided(text, "title")
        row.addWidget(self.title_label, 1)
        self.column.addLayout(row)


class Swatch(QWidget):
    """Bars in the colours of up to four families."""

    def __init__(self, families: tuple[str, ...]) -> None:
        super().__init__()
        self._families = families[:4]
        self.setFixedSize(len(self._families) * 8 - 3, 18)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(color("panel"))
        for place, family in enumerate(self._families):
            painter.setBrush(family_color(family))
            painter.drawRoundedRect(place * 8, 0, 5, 17, 2.5, 2.5)
