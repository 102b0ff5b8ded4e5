"""A plot in a card: title left, newest value right, axes in the theme's colours."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import NamedTuple

import pyqtgraph as pg
from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QFrame, QGraphicsItem, QHBoxLayout, QVBoxLayout, QWidget

from app.ui.plots.axes import EDGE_BOTTOM, EDGE_LEFT, NumberAxis
from app.ui.plots.marks import Marks
from app.ui.theme import color, theme
from app.ui.widgets import label, reading


class Part(NamedTuple):
    """One entry of the legend that also carries the newest value; ``token`` names its line's colour."""

    name: str
    value: str
    token: str


class PlotCard(QFrame):
    """A titled plot.

    Attributes:
        plot: the pyqtgraph PlotItem, for series and images.
        body: row that holds the plot; a colour bar goes beside it.
        followers: called after the theme changed; series put themselves here.
    """

    def __init__(
        self, title: str, unit: str = "by step", parent: QWidget | None = None, left: pg.AxisItem | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self._parts: tuple[Part, ...] = ()
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 8)
        column.setSpacing(4)
        self.head = QHBoxLayout()
        self.head.setSpacing(8)
        self._title = label(title, "subtitle")
        self.head.addWidget(self._title)
        if unit:
            self.head.addWidget(label(unit, "faint", wrap=False))
        self._value = reading()
        self.head.addWidget(self._value, 1)
        column.addLayout(self.head)
        self.body = QHBoxLayout()
        self.body.setSpacing(8)
        column.addLayout(self.body, 1)
        self.view = _view(left)
        self.plot: pg.PlotItem = self.view.getPlotItem()
        self.body.addWidget(self.view, 1)
        self.marks = Marks(self.plot)
        self.followers: list[Callable[[], None]] = []
        self._wear()
        theme().changed.connect(self._wear)

    def set_title(self, text: str) -> None:
        """Another title."""
        if text != self._title.text():
            self._title.setText(text)

    def set_value(self, text: str) -> None:
        """The newest value, top right."""
        self._parts = ()
        self._value.setTextFormat(Qt.TextFormat.PlainText)
        self._set_text(text)

    def set_parts(self, *parts: Part) -> None:
        """Newest values with the colour of their lines: legend and reading in one."""
        self._parts = parts
        self._value.setTextFormat(Qt.TextFormat.RichText)
        self._set_text(" &nbsp; ".join(map(_legend, parts)))

    @property
    def value_text(self) -> str:
        """What stands top right, without colours."""
        return " · ".join(f"{part.name} {part.value}" for part in self._parts) or self._value.text()

    def set_log(self, on: bool) -> None:
        """Label the left axis for values given as their logarithm to base 10."""
        self.plot.getAxis("left").setLogMode(False, on)

    def set_ranges(self, x: tuple[float, float], y: tuple[float, float]) -> None:
        """Show this part of the plane; does nothing where it is shown already."""
        box = self.plot.getViewBox()
        if box.state["targetRange"] != [list(x), list(y)]:
            box.setRange(xRange=x, yRange=y, padding=0, disableAutoRange=True)

    @property
    def pixels(self) -> int:
        """Width of the plotted area."""
        return max(64, int(self.plot.getViewBox().width()))

    def _set_text(self, text: str) -> None:
        if text != self._value.text():
            self._value.setText(text)

    @Slot()
    def _wear(self) -> None:
        for side in ("left", "bottom"):
            axis = self.plot.getAxis(side)
            if hasattr(axis, "wear"):
                axis.wear()
        self.marks.wear()
        for wear in self.followers:
            wear()
        if self._parts:
            self.set_parts(*self._parts)
        self.view.update()


def _view(left: pg.AxisItem | None) -> pg.PlotWidget:
    axes = {"left": left or NumberAxis("left"), "bottom": NumberAxis("bottom")}
    view = pg.PlotWidget(background=None, axisItems=axes)
    view.setFrameShape(QFrame.Shape.NoFrame)
    view.setStyleSheet("background: transparent;")
    item = view.getPlotItem()
    item.setMenuEnabled(False)
    item.hideButtons()
    item.setMouseEnabled(False, False)
    item.getViewBox().setDefaultPadding(0)
    for axis in axes.values():  # they change seldom, and their text and grid took as long to paint as the curves
        axis.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)
    item.layout.setContentsMargins(0, EDGE_LEFT // 2, EDGE_BOTTOM, 0)
    if left is None:
        item.showGrid(x=False, y=True, alpha=0.9)
        item.getAxis("left").setWidth(52)
    item.getAxis("bottom").setHeight(22)
    return view


def _legend(part: Part) -> str:
    """``━ train 0.083`` with the dash in the colour of the line."""
    dash = QColor(part.token) if part.token.startswith("#") else color(part.token)
    value = f'<span style="color:{color("text").name()}">{escape(part.value)}</span>'
    return f'<span style="color:{dash.name()}">━</span>&nbsp;{escape(part.name)}&nbsp;{value}'
