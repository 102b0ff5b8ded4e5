"""The middle of the Data page: what the chosen data looks like."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.data.dataset import Dataset
from app.ui.pages.data.banner import Banner
from app.ui.pages.data.label_chart import LabelChart
from app.ui.pages.data.loader import Loaded
from app.ui.pages.data.picture_grid import PictureGrid
from app.ui.pages.data.scatter import Scatter
from app.ui.pages.data.split_bar import SplitBar
from app.ui.pages.data.tables import WIDEST, Cells, feature_cells, fit_columns, sample_cells, table
from app.ui.theme import PADDING, pixmap, theme
from app.ui.widgets import Card, Segmented, label
from app.ui.widgets.elided import Elided

NUMBER_WIDTH = 86
NARROW = 780
FEW_ROWS, FEW_HEIGHT = 3, 190
UNLIMITED = 16_777_215


class Overview(QScrollArea):
    """Split, samples, answers, features and notes of one `Loaded`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self._loaded: Loaded | None = None
        self.title = Elided("", "page-title")
        self.facts = label("", "secondary", wrap=False)
        self.banner = Banner()
        self.split = SplitBar()
        self.pictures, self.points, self.cells = PictureGrid(), Scatter(), Cells(words=3)
        self.samples = QStackedWidget()
        self.cells_view = table(self.cells)
        for view in (self.pictures, self.points, self.cells_view):
            self.samples.addWidget(view)
        self.answers = LabelChart()
        self.features = Cells(words=1)
        self.features_view = table(self.features)
        self.units = Segmented([("read", "As read"), ("seen", "Standardized")])
        self.units.changed.connect(self._fill_features)
        self.notes = Notes()
        self._lay_out()

    def set(self, loaded: Loaded, misfit: str, empty: bool) -> None:
        """Show a data set that was loaded and split."""
        dataset, description = loaded.dataset, loaded.description
        assert dataset is not None and description is not None and loaded.split is not None
        self._loaded = loaded
        self.title.setText(dataset.title)
        self.facts.setText(facts(dataset))
        self.set_fit(misfit, empty)
        self.split.set(description.sizes)
        self._show_samples(loaded)
        self.answers.set(description.histogram)
        classes = len(description.histogram.names)
        self.answers_card.value.setText("numbers" if description.histogram.edges else f"{classes:,} classes")
        self._fill_features()
        self.notes.set(description.warnings, dataset.notes)
        self._share_height()

    def set_fit(self, misfit: str, empty: bool) -> None:
        """Say again whether the data fits the drawing."""
        self.banner.set(misfit, empty)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.viewport().width() < NARROW
        way = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        for layout in (self._upper, self._lower, self.banner.line):
            layout.setDirection(way)
        self._share_height()

    def _share_height(self) -> None:
        """A table of few features leaves its room to the samples."""
        few = self.features.rowCount() <= FEW_ROWS and self._lower.direction() == QBoxLayout.Direction.LeftToRight
        self._bottom.setMaximumHeight(FEW_HEIGHT if few else UNLIMITED)

    def _show_samples(self, loaded: Loaded) -> None:
        dataset, description = loaded.dataset, loaded.description
        assert dataset is not None and description is not None and loaded.split is not None
        rows = description.samples
        if dataset.is_pictures() and dataset.input().shape[1] in (1, 3):
            self.pictures.set(dataset, rows)
            self.samples.setCurrentIndex(0)
            said = "the first of each class" if dataset.classes else "the first ones"
        elif dataset.is_table() and dataset.input().shape[1] == 2:
            self.points.set(dataset, loaded.split)
            self.samples.setCurrentIndex(1)
            said = "filled: training, rings: held out"
        else:
            self.cells.set(*sample_cells(dataset, loaded.split, rows))
            fit_columns(self.cells_view, UNLIMITED if dataset.vocabulary else WIDEST)
            self.samples.setCurrentIndex(2)
            said = f"{min(len(rows), len(dataset)):,} of {len(dataset):,}"
        self.samples_card.value.setText(said)

    @Slot()
    def _fill_features(self) -> None:
        if self._loaded is None or self._loaded.description is None:
            return
        standardize = self._loaded.choice.standardize
        self.units.segment("seen").setEnabled(standardize)
        if not standardize:
            self.units.set("read")
        found = self._loaded.description
        self.features.set(*feature_cells(found.features, self.units.value() == "seen"))
        header = self.features_view.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column in range(1, 6):
            header.resizeSection(column, NUMBER_WIDTH)
        what = "channel" if self._loaded.dataset and self._loaded.dataset.is_pictures() else "feature"
        self.features_card.title.setText(f"{what.title()}s")
        self.features_card.setVisible(found.feature_count > 0)
        plural = "s" if found.feature_count != 1 else ""
        self.features_card.value.setText(f"{found.feature_count:,} {what}{plural} · training part")

    def _lay_out(self) -> None:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(PADDING, PADDING, PADDING, PADDING)
        column.setSpacing(12)
        column.addWidget(self.title)
        column.addWidget(self.facts)
        column.addWidget(self.banner)
        self.split_card = ValueCard("Split", "")
        self.split_card.body.addWidget(self.split)
        column.addWidget(self.split_card)
        row = self._upper = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        row.setSpacing(12)
        self.samples_card = ValueCard("Samples", "")
        self.samples_card.body.addWidget(self.samples)
        self.answers_card = ValueCard("Answers", "")
        self.answers_card.body.addWidget(self.answers)
        row.addWidget(self.samples_card, 3)
        row.addWidget(self.answers_card, 2)
        self.samples_card.setMinimumHeight(340)
        column.addLayout(row, 3)
        self.features_card = ValueCard("Features", "")
        self.features_card.head.addWidget(self.units)
        self.features_card.body.addWidget(self.features_view)
        self.features_card.setMinimumHeight(150)
        self._bottom = QWidget()
        lower = self._lower = QBoxLayout(QBoxLayout.Direction.LeftToRight, self._bottom)
        lower.setContentsMargins(0, 0, 0, 0)
        lower.setSpacing(12)
        lower.addWidget(self.features_card, 3)
        lower.addWidget(self.notes, 2)
        column.addWidget(self._bottom, 2)
        self.setWidget(inside)


class ValueCard(Card):
    """A card with a figure at the right of its title."""

    def __init__(self, title: str, value: str, parent: QWidget | None = None) -> None:
        super().__init__(title, parent)
        self.value = label(value, "mono-secondary")
        self.head.addWidget(self.value)


class Notes(Card):
    """What looks like a leak, and what was decided while reading."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Notes", parent)
        self._lines: list[QWidget] = []
        self._icons: list[tuple[QLabel, str, str]] = []
        self.texts: list[str] = []
        theme().changed.connect(self._draw)
        self.body.addStretch(1)

    def set(self, warnings: tuple[str, ...], notes: tuple[str, ...]) -> None:
        """Show these sentences."""
        for line in self._lines:
            line.hide()
            line.deleteLater()
        self._lines, self._icons, self.texts = [], [], [*warnings, *notes]
        for text in warnings:
            self._add(text, "triangle-alert", "attention")
        for text in notes:
            self._add(text, "info", "secondary")
        if not self.texts:
            self._add("No duplicates across the parts, no missing numbers, nothing left out.", "circle-check", "good")
        self._draw()

    def _add(self, text: str, icon: str, token: str) -> None:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        picture = QLabel()
        picture.setFixedWidth(16)
        row.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(label(text, wrap=True), 1)
        self.body.insertWidget(len(self._lines), line)
        self._lines.append(line)
        self._icons.append((picture, icon, token))

    @Slot()
    def _draw(self) -> None:
        for picture, icon, token in self._icons:
            picture.setPixmap(pixmap(icon, 16, token))


def facts(dataset: Dataset) -> str:
    """``1,797 samples · 1 × 8 × 8 · 10 classes``."""
    sample = next(iter(dataset.inputs.values())).shape[1:]
    what = "characters" if dataset.vocabulary else "features"
    size = f"{sample[0]:,} {what}" if len(sample) == 1 else " × ".join(map(str, sample))
    field = next(iter(dataset.targets))
    classes = dataset.classes.get(field)
    answer = f"{len(classes):,} classes" if classes else f"predicts the number {field}"
    return f"{len(dataset):,} samples  ·  {size}  ·  {answer}"
