"""Rows that name the paths on a surface, and the legend of what is drawn on them."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.ui.pages.landscape.field import color_of
from app.ui.theme import color, text_font, theme
from app.ui.widgets import label, tool_button


class PathRow(NamedTuple):
    """What a row says: a run, its colour, a line of figures; ``switch`` is None for the run the surface belongs to."""

    entry: object
    name: str
    tint: QColor
    below: str
    switch: bool | None = None


class RunRow(QFrame):
    """A colour bar, a name, a line of figures, and an eye that shows or hides the path of a guest."""

    switched = Signal(object, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row: PathRow | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 3, 0, 3)
        row.setSpacing(10)
        self._swatch = QFrame()
        self._swatch.setFixedSize(14, 6)
        self.name, self.below = label("", wrap=False), label("", "caption", wrap=False)
        self.eye = tool_button("eye", "Show or hide this path", checkable=True)
        self.eye.clicked.connect(self._switch)
        words = QVBoxLayout()
        words.setSpacing(1)
        for each in (self.name, self.below):
            each.setMinimumWidth(10)
            words.addWidget(each)
        row.addWidget(self._swatch)
        row.addLayout(words, 1)
        row.addWidget(self.eye)
        theme().changed.connect(self._wear)

    def set(self, row: PathRow) -> None:
        """Show another run."""
        if row == self._row:
            return
        self._row = row
        self.name.setText(row.name)
        self.name.setToolTip(row.name)
        self.below.setText(row.below)
        self.eye.setVisible(row.switch is not None)
        self.eye.setChecked(bool(row.switch))
        theme().track_icon(self.eye, "eye" if row.switch else "eye-off", "secondary" if row.switch else "faint")
        self._wear()

    @Slot()
    def _wear(self) -> None:
        if self._row is not None:
            tint, border = self._row.tint.name(), color("line_strong").name()
            self._swatch.setStyleSheet(f"background: {tint}; border: 1px solid {border}; border-radius: 2px;")

    @Slot(bool)
    def _switch(self, on: bool) -> None:
        if self._row is not None:
            self.switched.emit(self._row.entry, on)


class PathLegend(QWidget):
    """What is drawn along a path, in one line."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(20)
        self.setToolTip(
            "Dots are kept moments in the colour of their own loss: where a dot differs from the ground below it, the "
            "plane misleads. Bars stand at the ends of epochs."
        )
        theme().changed.connect(self._theme_changed)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(text_font(11))
        x, middle = 7.0, self.height() / 2
        ink = QPen(color("secondary"), 1.3)
        for mark, text in (("dot", "a moment, its own loss"), ("bar", "epoch"), ("now", "shown")):
            painter.setPen(ink)
            if mark == "dot":
                painter.setBrush(QColor.fromRgb(color_of(0.6)))
                painter.drawEllipse(QPointF(x, middle), 3.6, 3.6)
            elif mark == "bar":
                painter.drawLine(QPointF(x, middle - 6), QPointF(x, middle + 6))
            else:
                painter.setPen(QPen(color("text"), 1.6))
                painter.setBrush(color("accent"))
                painter.drawEllipse(QPointF(x, middle), 5, 5)
            painter.setPen(color("secondary"))
            width = painter.fontMetrics().horizontalAdvance(text)
            painter.drawText(QRectF(x + 9, 0, width + 4, self.height()), Qt.AlignmentFlag.AlignVCenter, text)
            x += width + 30

    @Slot()
    def _theme_changed(self) -> None:
        self.update()
