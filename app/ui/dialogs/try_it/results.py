"""Answers to many samples as a table."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from app.ui.pages.data.tables import Cells, fit_columns, table
from app.ui.widgets import label

if TYPE_CHECKING:
    from app.training.answers.predict import Predictor
    from app.training.answers.prediction import Prediction

MOST = 10_000


def judged(predictor: Predictor, paths: list[Path]) -> list[tuple[str, tuple[Prediction, ...]]]:
    """Name and answers of every file."""
    return [(path.name, predictor.file(path)) for path in paths]


def show_results(answers: list[tuple[str, tuple[Prediction, ...]]], parent: QWidget) -> QDialog:
    """Open a list of file, row, answer and probability."""
    dialog = QDialog(parent)
    dialog.setWindowTitle("Answers")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    cells = Cells(words=3, parent=dialog)
    rows = result_cells(answers)
    cells.set(["file", "row", "answer", "probability"], rows)
    view = table(cells)
    fit_columns(view, 240)
    column = QVBoxLayout(dialog)
    column.setContentsMargins(20, 16, 20, 16)
    column.addWidget(label(f"{len(rows):,} answers", "title"))
    column.addWidget(view)
    dialog.resize(560, 480)
    dialog.show()
    return dialog


def result_cells(answers: list[tuple[str, tuple[Prediction, ...]]]) -> list[list[str]]:
    """A row of texts per sample of the first head, at most `MOST`."""
    rows = []
    for name, found in answers:
        for row in range(len(found[0])):
            one = found[0].chosen(row) and not found[0].several
            share = f"{100 * found[0].ranking(row)[0][1]:.1f} %" if one else ""
            rows.append([name, str(row + 1), found[0].label(row), share])
            if len(rows) >= MOST:
                return rows
    return rows
