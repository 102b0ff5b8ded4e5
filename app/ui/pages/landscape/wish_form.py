"""The fields that say which surface is wished for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ui.widgets import NumberField, Row, Segmented, SizeField

if TYPE_CHECKING:
    from app.landscape.full import Wish

SEEDS = 2**31 - 1


class WishForm(QWidget):
    """Plane, grid, samples and BatchNorm; ``changed`` fires when the person has changed one of them."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.plane = Segmented([("pca", "PCA"), ("random", "Random")])
        self.plane.segment("pca").setToolTip("The two directions that explain most of the run's path")
        self.plane.segment("random").setToolTip("Two random directions, filter-normalised, through the last weights")
        self.seed = NumberField(0, 0, SEEDS, integer=True)
        self.extent = NumberField(1.0, 1e-3, 1e3)
        self.grid = SizeField(25, 3, 201)
        self.size = NumberField(512, 2, 100_000, integer=True)
        self.sample_seed = NumberField(0, 0, SEEDS, integer=True)
        self.batchnorm = Segmented([("running", "running"), ("recomputed", "recomputed")])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self.rows = {
            name: Row(title, getattr(self, name), help)
            for name, title, help in (
                ("plane", "directions", ""),
                ("seed", "direction seed", "another seed, other directions"),
                ("extent", "extent ±", "half the window, in units of the directions"),
                ("grid", "grid", "points across × up"),
                ("size", "samples", "fixed, stratified by class; a smaller training part is taken whole"),
                ("sample_seed", "sample seed", "another seed, other samples"),
                ("batchnorm", "BatchNorm", "statistics of the last weights, or of the samples at every point"),
            )
        }
        for name, row in self.rows.items():
            column.addWidget(row)
            getattr(self, name).changed.connect(self._changed)
        self._show_rows()

    def wish(self) -> Wish:
        """The fields as one value; two that ask for the same surface are equal."""
        from app.landscape.full import Wish

        size = self.grid.value()
        columns, rows = size if isinstance(size, tuple) else (size, size)
        random = {"seed": self.seed.value(), "extent": self.extent.value()} if self.plane.value() == "random" else {}
        return Wish(
            plane=self.plane.value(),
            columns=columns,
            rows=rows,
            batchnorm=self.batchnorm.value(),
            sample_size=self.size.value(),
            sample_seed=self.sample_seed.value(),
            **random,
        )

    @Slot()
    def _changed(self) -> None:
        self._show_rows()
        self.changed.emit()

    def _show_rows(self) -> None:
        for name in ("seed", "extent"):
            self.rows[name].setVisible(self.plane.value() == "random")
