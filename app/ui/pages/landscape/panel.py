"""The right side of the landscape page: the plane, what lies on it, layers and exports."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QScrollArea, QVBoxLayout, QWidget

from app.landscape.words import loss_text
from app.ui.theme import color
from app.ui.widgets import ChoiceField, NumberField, Row, Segmented, SizeField, StatRow, button, heading, label

if TYPE_CHECKING:
    from app.landscape.full import Landscape, Wish

WIDTH = 304


class LandscapePanel(QScrollArea):
    """Says what is wished for and what was measured; asks the page to compute, stop, export."""

    compute = Signal()
    stop = Signal()
    export = Signal(str)
    layer_changed = Signal(str)
    run_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "right")
        self.setFixedWidth(WIDTH)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside = QWidget()
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(16, 16, 16, 16)
        self._column.setSpacing(4)
        self._build_plane()
        self._build_facts()
        self._build_export()
        self._column.addStretch(1)
        self.setWidget(inside)
        self._plane_changed(self.plane.value())

    # what is wished for

    def _build_plane(self) -> None:
        self.run = ChoiceField(mono=False)
        self.run.changed.connect(self.run_chosen)
        self.plane = Segmented([("pca", "PCA"), ("random", "Random")])
        self.plane.segment("pca").setToolTip("The two directions that explain most of the run's path")
        self.plane.segment("random").setToolTip("Two random directions, filter-normalised, through the last weights")
        self.plane.changed.connect(self._plane_changed)
        self.seed = NumberField(0, 0, 2**31 - 1, integer=True)
        self.extent = NumberField(1.0, 1e-3, 1e3)
        self.grid = SizeField(25, 3, 201)
        self.size = NumberField(512, 2, 100_000, integer=True)
        self.sample_seed = NumberField(0, 0, 2**31 - 1, integer=True)
        self.batchnorm = Segmented([("running", "running"), ("recomputed", "recomputed")])
        self.seed_row = Row("direction seed", self.seed)
        self.extent_row = Row("extent ±", self.extent, "half the window, in units of the directions")
        self._column.addWidget(heading("Plane"))
        for widget in (
            Row("run", self.run),
            Row("directions", self.plane),
            self.seed_row,
            self.extent_row,
            Row("grid", self.grid, "points across × up"),
            Row("samples", self.size, "fixed, stratified by class; a smaller training part is taken whole"),
            Row("sample seed", self.sample_seed),
            Row("BatchNorm", self.batchnorm, "statistics of the last weights, or of the samples at every point"),
        ):
            self._column.addWidget(widget)
        self.compute_button = button("Compute", kind="primary", tooltip="Measure every point of this plane")
        self.stop_button = button("Stop", "square", tooltip="Stop; what is known stays on the plot")
        self.compute_button.clicked.connect(self.compute)
        self.stop_button.clicked.connect(self.stop)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.compute_button, 1)
        row.addWidget(self.stop_button)
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setRange(0, 1000)
        self.note = label("", "caption")
        self._column.addSpacing(6)
        self._column.addLayout(row)
        self._column.addWidget(self.progress)
        self._column.addWidget(self.note)
        self.set_busy(False)

    def wish(self) -> Wish:
        """The fields as one value."""
        from app.landscape.full import Wish

        size = self.grid.value()
        columns, rows = size if isinstance(size, tuple) else (size, size)
        return Wish(
            plane=self.plane.value(),
            columns=columns,
            rows=rows,
            seed=self.seed.value(),
            extent=self.extent.value(),
            batchnorm=self.batchnorm.value(),
            sample_size=self.size.value(),
            sample_seed=self.sample_seed.value(),
        )

    def offer_runs(self, runs: list[tuple[object, str]], chosen: object) -> None:
        """Offer (run, name)."""
        self.run.set_choices(runs or [(None, "none yet")])
        self.run.set(chosen)
        self.run.setEnabled(bool(runs))

    def set_busy(self, busy: bool, share: float = 0.0) -> None:
        """Show how far it is."""
        self.stop_button.setEnabled(busy)
        self.progress.setValue(round(1000 * share))

    def allow(self, reason: str) -> None:
        """Allow computing, or say why it has to wait."""
        self.compute_button.setEnabled(not reason)
        self.note.setText(reason)

    # what was measured

    def _build_facts(self) -> None:
        self._column.addSpacing(8)
        self._column.addWidget(heading("On this surface"))
        self._runs = QVBoxLayout()
        self._runs.setSpacing(6)
        self._run_rows: list[RunRow] = []
        self._column.addLayout(self._runs)
        self.facts = {
            name: StatRow(title, "–")
            for name, title in (
                ("u", "along u"),
                ("v", "along v"),
                ("cosine", "cos(u, v)"),
                ("centre", "loss at the last weights"),
                ("accuracy", "accuracy there"),
                ("range", "loss on the plane"),
                ("samples", "samples · seed"),
            )
        }
        self.facts["u"].setToolTip("share of the path's variance, and what a random walk of that length gives")
        self.facts["v"].setToolTip(self.facts["u"].toolTip())
        for row in self.facts.values():
            self._column.addWidget(row)
        self.objective = label("", "caption")
        self._column.addWidget(self.objective)

    def show_landscape(self, landscape: Landscape, runs: list[tuple[str, QColor, str]]) -> None:
        """Fill in the figures; ``runs`` are (name, colour, line below)."""
        surface, plane = landscape.surface, landscape.surface.plane
        shares = [f"{size:.1%} of |w|" for size in plane.relative]
        if plane.explained is not None and plane.random_walk is not None:
            pairs = zip(plane.explained, plane.random_walk, strict=True)
            shares = [f"{share:.0%} · walk {walk:.0%}" for share, walk in pairs]
        self.facts["u"].set(shares[0].replace("%", " %"))
        self.facts["v"].set(shares[1].replace("%", " %"))
        before = "" if abs(plane.cosine_before) < 5e-4 else f" (was {plane.cosine_before:.3f})"
        self.facts["cosine"].set(f"{abs(plane.cosine):.3f}{before}")
        self.facts["centre"].set(loss_text(surface.centre.loss))
        known = np.isfinite(surface.centre.accuracy)
        self.facts["accuracy"].setVisible(bool(known))
        self.facts["accuracy"].set(f"{surface.centre.accuracy:.1%}".replace("%", " %") if known else "")
        finite = surface.loss[np.isfinite(surface.loss)]
        self.facts["range"].set(f"{loss_text(finite.min())} … {loss_text(finite.max())}" if len(finite) else "none")
        self.facts["samples"].set(f"{surface.facts.sample_size:,} · {surface.facts.sample_seed}")
        warning = f" {surface.facts.warning}." if surface.facts.warning else ""
        self.objective.setText(f"{surface.facts.objective}.{warning}")
        self._show_runs(runs)

    def _show_runs(self, runs: list[tuple[str, QColor, str]]) -> None:
        while len(self._run_rows) < len(runs):
            self._run_rows.append(RunRow())
            self._runs.addWidget(self._run_rows[-1])
        for place, row in enumerate(self._run_rows):
            row.setVisible(place < len(runs))
            if place < len(runs):
                row.set(*runs[place])

    def _build_export(self) -> None:
        self._column.addSpacing(8)
        self._column.addWidget(heading("Layer and export"))
        self.layer = Segmented([("loss", "Loss"), ("accuracy", "Accuracy")])
        self.layer.changed.connect(self.layer_changed)
        self._column.addWidget(Row("colours show", self.layer))
        row = QHBoxLayout()
        row.setSpacing(8)
        self.png = button("PNG", "image", tooltip="Save the picture, with everything it was measured on")
        self.npz = button("NPZ", "download", tooltip="Save every number: surface, path, directions, facts")
        self.png.clicked.connect(self._export_png)
        self.npz.clicked.connect(self._export_npz)
        row.addWidget(self.png, 1)
        row.addWidget(self.npz, 1)
        self._column.addSpacing(4)
        self._column.addLayout(row)

    def allow_export(self, allowed: bool) -> None:
        """There is something to export, or not."""
        self.png.setEnabled(allowed)
        self.npz.setEnabled(allowed)

    @Slot()
    def _export_png(self) -> None:
        self.export.emit("png")

    @Slot()
    def _export_npz(self) -> None:
        self.export.emit("npz")

    @Slot(str)
    def _plane_changed(self, name: str) -> None:
        for row in (self.seed_row, self.extent_row):
            row.setVisible(name == "random")


class RunRow(QFrame):
    """A colour bar, a name and a line of figures."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 4, 0, 4)
        row.setSpacing(10)
        self._swatch = QFrame()
        self._swatch.setFixedSize(14, 6)
        self._name, self._below = label(""), label("", "caption", wrap=False)
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(self._name)
        words.addWidget(self._below)
        row.addWidget(self._swatch)
        row.addLayout(words, 1)

    def set(self, name: str, tint: QColor, below: str) -> None:
        """Show another run."""
        self._name.setText(name)
        self._below.setText(below)
        border = color("line_strong").name()
        self._swatch.setStyleSheet(f"background: {tint.name()}; border: 1px solid {border}; border-radius: 2px;")
