"""After the run: where the network is wrong. Confusion (or predicted against true numbers) and the worst samples."""

from __future__ import annotations

from functools import partial

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from app.ui.pages.train.gallery import PictureGrid, SampleTable
from app.ui.pages.train.judging import Judgement, judge, numbers_of, of_cell, worst
from app.ui.pages.train.records import Records
from app.ui.pages.train.samples import picture_of
from app.ui.pages.train.texts import MarkedTexts
from app.ui.plots.card import PlotCard
from app.ui.plots.confusion import ConfusionView
from app.ui.plots.figures import INTERVAL, interval_text, loss_text, percent
from app.ui.plots.numbers import short
from app.ui.session import Session
from app.ui.session.runs import RunEntry
from app.ui.session.task import Task
from app.ui.theme import PADDING, color, theme
from app.ui.widgets import Card, EmptyState, label


class MistakesView(QWidget):
    """Judges the main run's best weights when it is looked at."""

    def __init__(self, session: Session, records: Records, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._records = session, records
        self._work: Task | None = None
        self.judgement: Judgement | None = None
        self._asked: tuple[RunEntry, str, object] | None = None
        self.confusion = ConfusionView()
        self.confusion.chosen.connect(self._choose)
        self.scatter = Scatter()
        self.pictures, self.texts, self.table = PictureGrid(), MarkedTexts(), SampleTable()
        self._pictures_area, self._texts_area = _scrolled(self.pictures), _scrolled(self.texts)
        self._summary = label("", "mono-secondary", wrap=False)
        self._which = label("", "caption")
        self._left, self._right = QStackedWidget(), QStackedWidget()
        self._empty = EmptyState("target", "", "")
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self._filled())
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._stack)

    def follow(self) -> None:
        """Judge the main run again where it has changed since; only while this can be seen."""
        entry = self._records.main
        if not self.isVisible() or entry is None or self._work is not None:
            return
        if entry.live and self._session.state != "paused":
            if self.judgement is None or self.judgement.entry is not entry:
                self._say("Still training", "Pause or wait for the end: then the best weights so far are judged here.")
            return
        asked = (entry, entry.state, entry.folder.checkpoint("best.safetensors").exists())
        if asked != self._asked or entry.live:
            self._asked = asked
            self._say("Judging …", "The best weights of this run are tried on every sample of the validation part.")
            self._work = Task(partial(judge, entry), self)
            self._work.done.connect(self._judged)
            self._work.failed.connect(self._failed)
            self._work.start()

    def showEvent(self, event: object) -> None:
        self.follow()

    def _say(self, title: str, text: str) -> None:
        self._empty.title.setText(title)
        self._empty.text.setText(text)
        self._stack.setCurrentIndex(0)

    @Slot(str)
    def _failed(self, text: str) -> None:
        self._work = None
        self._say("Nothing to judge yet", text)

    @Slot(object)
    def _judged(self, found: Judgement) -> None:
        self._work = None
        self._show(found)

    def _show(self, found: Judgement) -> None:
        self.judgement = found
        evaluation = found.evaluation
        cells = evaluation.confusion
        self._left.setCurrentIndex(0 if cells is not None else 1)
        if cells is not None:
            self.confusion.set(cells, found.classes)
            wrong = int(cells.sum() - np.trace(cells))
            several = evaluation.first is not None and evaluation.first.places > 1
            text = f"{percent(evaluation.accuracy)} {interval_text(evaluation.interval)} · {wrong:,}"
            self._summary.setText(f"{text} {found.units[0]} wrong" if several else f"{text} wrong")
            self._summary.setToolTip(INTERVAL)
        elif evaluation.first is not None:
            self.scatter.set(*numbers_of(evaluation.first))
            self._summary.setText(f"R² {loss_text(evaluation.r2)} · MAE {short(evaluation.mae or 0.0)}")
            self._summary.setToolTip("")
        self._choose(-1, -1)
        self._stack.setCurrentIndex(1)

    @Slot(int, int)
    def _choose(self, row: int, column: int) -> None:
        """Show the samples of one cell, or the worst of all."""
        judgement = self.judgement
        if judgement is None or judgement.evaluation.first is None:
            return
        result = judgement.evaluation.first
        chosen = of_cell(judgement, result, row, column) if row >= 0 else worst(judgement, result)
        self._which.setText(chosen.text)
        if picture_of(judgement, int(judgement.evaluation.rows[0])) is not None:
            self._right.setCurrentWidget(self._pictures_area)
            self.pictures.set(judgement, chosen)
        elif chosen.marked is not None and MarkedTexts.takes(judgement):
            self._right.setCurrentWidget(self._texts_area)
            self.texts.set(judgement, chosen.places, chosen.marked)
        else:
            self._right.setCurrentWidget(self.table)
            self.table.set(judgement, chosen.places)

    def _filled(self) -> QWidget:
        left, right = Card("Where it is wrong"), Card("Worst mistakes")
        left.head.addWidget(self._summary)
        self._left.addWidget(self.confusion)
        self._left.addWidget(self.scatter)
        left.body.addWidget(self._left)
        right.body.addWidget(self._which)
        for page in (self._pictures_area, self._texts_area, self.table):
            self._right.addWidget(page)
        right.body.addWidget(self._right, 1)
        filled = QWidget()
        row = QHBoxLayout(filled)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(PADDING)
        row.addWidget(left, 5)
        row.addWidget(right, 4)
        return filled


def _scrolled(content: QWidget) -> QScrollArea:
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(content)
    return area


class Scatter(PlotCard):
    """Predicted against true numbers; on the dashed line they are equal."""

    def __init__(self) -> None:
        super().__init__("Predicted", "over true")
        self.setProperty("role", "")
        self._points = pg.ScatterPlotItem(size=6, pen=None)
        self._line = pg.PlotCurveItem()
        self.plot.addItem(self._points, ignoreBounds=True)
        self.plot.addItem(self._line, ignoreBounds=True)
        self._tint()
        theme().changed.connect(self._tint)

    def set(self, truth: NDArray[np.floating], predicted: NDArray[np.floating]) -> None:
        """Show pairs of numbers."""
        x, y = np.ravel(truth).astype(np.float64), np.ravel(predicted).astype(np.float64)
        low, high = float(min(x.min(), y.min())), float(max(x.max(), y.max()))
        margin = 0.04 * (high - low or 1.0)
        self._points.setData(x, y)
        self._line.setData([low, high], [low, high])
        self.set_ranges((low - margin, high + margin), (low - margin, high + margin))

    @Slot()
    def _tint(self) -> None:
        tint = color("accent")
        tint.setAlphaF(0.6)
        self._points.setBrush(pg.mkBrush(tint))
        self._line.setPen(pg.mkPen(color("secondary"), style=Qt.PenStyle.DashLine))
