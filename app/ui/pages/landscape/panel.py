"""The right side of the landscape page: the plane, what lies on it, what was measured, exports."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QScrollArea, QVBoxLayout, QWidget

from app.landscape.words import loss_text
from app.ui.pages.landscape.path_rows import PathLegend, PathRow, RunRow
from app.ui.pages.landscape.wish_form import WishForm
from app.ui.widgets import ChoiceField, Row, Segmented, StatRow, button, heading, label

if TYPE_CHECKING:
    from app.landscape.full import Landscape

WIDTH = 304

FACTS = (
    ("u", "PC 1 explains", "share of the path's variance, and what a random walk of that length gives"),
    ("v", "PC 2 explains", "share of the path's variance, and what a random walk of that length gives"),
    ("cosine", "cos(u, v)", "of the directions as they are drawn; in brackets before they were made orthogonal"),
    ("centre", "loss at the last weights", "on the samples of this surface"),
    ("accuracy", "accuracy there", "on the samples of this surface"),
    ("range", "loss on the plane", "lowest and highest of the computed points"),
    ("samples", "samples · seed", "of the training part"),
)


class LandscapePanel(QScrollArea):
    """Says what is wished for and what was measured; asks the page to compute, stop, show, export."""

    compute = Signal()
    stop = Signal()
    export = Signal(str)
    layer_changed = Signal(str)
    run_chosen = Signal(object)
    path_switched = Signal(object, bool)

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
        self._build_work()
        self._build_paths()
        self._build_facts()
        self._build_export()
        self._column.addStretch(1)
        self.setWidget(inside)

    # what is wished for

    def _build_plane(self) -> None:
        self._offered: object = None
        self.run = ChoiceField(mono=False)
        self.run.setMaximumWidth(190)
        self.run.changed.connect(self.run_chosen)
        self.form = WishForm()
        self._column.addWidget(heading("Plane"))
        self._column.addWidget(Row("run", self.run))
        self._column.addWidget(self.form)

    def _build_work(self) -> None:
        self.compute_button = button("Compute", kind="primary", tooltip="Measure every point of this plane")
        self.stop_button = button("Stop", "square", tooltip="Stop; what is known stays on the plot")
        self.compute_button.clicked.connect(self.compute)
        self.stop_button.clicked.connect(self.stop)
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setRange(0, 1000)
        policy = self.progress.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.progress.setSizePolicy(policy)
        self.note = label("", "caption")
        self._column.addSpacing(4)
        for widget in (self.compute_button, self.stop_button, self.progress, self.note):
            self._column.addWidget(widget)
        self.show_work(None, "", "")

    def offer_runs(self, runs: list[tuple[object, str]], chosen: object) -> None:
        """Offer (run, name); leaves the field alone where it says so already, because its list may be open."""
        if (runs, chosen) == self._offered:
            return
        self._offered = (list(runs), chosen)
        self.run.set_choices(runs or [(None, "none yet")])
        self.run.set(chosen)
        self.run.setEnabled(bool(runs))

    def show_work(self, share: float | None, note: str, action: str) -> None:
        """Show how far the work is, None where none is done; a note; and what the button offers, "" for nothing."""
        self.compute_button.setVisible(share is None)
        self.compute_button.setEnabled(bool(action))
        self.compute_button.setText(action or "Compute")
        self.stop_button.setVisible(share is not None)
        self.progress.setVisible(share is not None)
        self.progress.setValue(round(1000 * (share or 0.0)))
        self.note.setText(note)
        self.note.setVisible(bool(note))

    # what lies on the surface

    def _build_paths(self) -> None:
        self._column.addSpacing(8)
        self._column.addWidget(heading("On this surface"))
        self.layer = Segmented([("loss", "Loss"), ("accuracy", "Accuracy")])
        self.layer.changed.connect(self.layer_changed)
        self._column.addWidget(Row("colours show", self.layer))
        self._paths = QVBoxLayout()
        self._paths.setSpacing(2)
        self.run_rows: list[RunRow] = []
        self._column.addLayout(self._paths)
        self.legend = PathLegend()
        self._column.addWidget(self.legend)

    def show_paths(self, rows: Sequence[PathRow]) -> None:
        """List the paths that are or could be drawn."""
        while len(self.run_rows) < len(rows):
            made = RunRow()
            made.switched.connect(self.path_switched)
            self.run_rows.append(made)
            self._paths.addWidget(made)
        for place, made in enumerate(self.run_rows):
            made.setVisible(place < len(rows))
            if place < len(rows):
                made.set(rows[place])
        self.legend.setVisible(bool(rows))

    # what was measured

    def _build_facts(self) -> None:
        self._column.addSpacing(8)
        self._column.addWidget(heading("Measured"))
        self.facts = {key: StatRow(title, "–") for key, title, _ in FACTS}
        for key, _, tip in FACTS:
            self.facts[key].setToolTip(tip)
            self._column.addWidget(self.facts[key])
        self.warning = label("", "error")
        self._column.addWidget(self.warning)
        self.forget()

    def show_facts(self, landscape: Landscape) -> None:
        """Fill in the figures."""
        surface, plane = landscape.surface, landscape.surface.plane
        if plane.explained is not None and plane.random_walk is not None:
            pairs = zip(plane.explained, plane.random_walk, strict=True)
            shares = [f"{100 * share:.0f} % · walk {100 * walk:.0f} %" for share, walk in pairs]
            names = ("PC 1 explains", "PC 2 explains")
        else:
            shares = [f"{100 * size:.1f} % of |w|" for size in plane.relative]
            names = ("length of u", "length of v")
        for key, name, text in zip("uv", names, shares, strict=True):
            self.facts[key].set_name(name)
            self.facts[key].set(text)
        before = "" if abs(plane.cosine_before) < 5e-4 else f" ({plane.cosine_before:.3f})"
        self.facts["cosine"].set(f"{abs(plane.cosine):.3f}{before}")
        self.facts["centre"].set(loss_text(surface.centre.loss))
        known = bool(np.isfinite(surface.centre.accuracy))
        self.facts["accuracy"].setVisible(known)
        self.facts["accuracy"].set(f"{100 * surface.centre.accuracy:.1f} %" if known else "")
        finite = surface.loss[np.isfinite(surface.loss)]
        self.facts["range"].set(f"{loss_text(finite.min())} … {loss_text(finite.max())}" if len(finite) else "none")
        self.facts["samples"].set(f"{surface.facts.sample_size:,} · {surface.facts.sample_seed}")
        warning = surface.facts.warning
        self.warning.setText(f"{warning[:1].upper()}{warning[1:]}." if warning else "")
        self.warning.setVisible(bool(warning))

    def forget(self) -> None:
        """There is nothing measured."""
        for row in self.facts.values():
            row.set("–")
        self.warning.hide()
        self.show_paths([])

    # taking it away

    def _build_export(self) -> None:
        self._column.addSpacing(8)
        self._column.addWidget(heading("Export"))
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
