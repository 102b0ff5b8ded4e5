"""The sources as a list of rows, in groups."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QEnterEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QScrollArea, QVBoxLayout, QWidget

from app.data.source import Source
from app.data.sources import sources
from app.ui.theme import PADDING, RADIUS, color, pixmap, text_font, theme
from app.ui.widgets import heading

ICONS = {
    "csv": "table-2",
    "numpy": "binary",
    "images": "image",
    "digits": "hash",
    "diabetes": "trending-up",
}
GROUP_ICONS = {"Your own": "file", "Real, bundled": "database", "Made up, two features": "chart-scatter"}


class SourceRow(QAbstractButton):
    """One source: icon, title, one line."""

    def __init__(self, source: Source, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.source = source
        self.setCheckable(True)
        self.setObjectName(source.name)
        self.setAccessibleName(source.title)
        self.setToolTip(source.description)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFixedHeight(46)
        theme().changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(240, 46)

    def enterEvent(self, event: QEnterEvent) -> None:
        self.update()

    def leaveEvent(self, event: object) -> None:
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = self.rect().adjusted(1, 1, -1, -1)
        if self.isChecked() or self.underMouse() or self.hasFocus():
            painter.setPen(color("accent") if self.hasFocus() else Qt.PenStyle.NoPen)
            painter.setBrush(color("selection" if self.isChecked() else "hover"))
            painter.drawRoundedRect(area, RADIUS, RADIUS)
        icon = ICONS.get(self.source.name, GROUP_ICONS[self.source.group])
        painter.drawPixmap(
            12, (self.height() - 16) // 2, pixmap(icon, 16, "accent" if self.isChecked() else "secondary")
        )
        self._line(painter, QRect(40, 6, self.width() - 50, 18), self.source.title, 13, "text")
        self._line(painter, QRect(40, 24, self.width() - 50, 15), self.source.description, 11, "secondary")

    def _line(self, painter: QPainter, area: QRect, text: str, px: int, token: str) -> None:
        painter.setFont(text_font(px, 500 if px > 11 else 400))
        painter.setPen(color(token))
        elided = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, elided)


class SourceList(QScrollArea):
    """All sources; ``chosen`` carries the name a person picked."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(PADDING - 8, PADDING, PADDING - 8, PADDING)
        column.setSpacing(2)
        self._group = QButtonGroup(self)
        self.rows: dict[str, SourceRow] = {}
        before = ""
        for source in sources():
            if source.group != before:
                if before:
                    column.addSpacing(12)
                title = heading(source.group)
                title.setIndent(8)
                column.addWidget(title)
                column.addSpacing(2)
                before = source.group
            row = SourceRow(source)
            self.rows[source.name] = row
            self._group.addButton(row)
            column.addWidget(row)
        column.addStretch(1)
        self.setWidget(inside)
        self._group.buttonClicked.connect(self._clicked)

    def set(self, name: str) -> None:
        """Show which source is chosen, if one is; emits nothing."""
        if name in self.rows:
            self.rows[name].setChecked(True)
            return
        self._group.setExclusive(False)
        for row in self.rows.values():
            row.setChecked(False)
        self._group.setExclusive(True)

    @Slot(QAbstractButton)
    def _clicked(self, row: QAbstractButton) -> None:
        self.chosen.emit(row.objectName())
