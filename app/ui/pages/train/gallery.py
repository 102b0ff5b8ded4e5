"""Samples with what the network said about them: pictures in a grid, or rows of a table."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from app.ui.pages.train.judging import Judgement, numbers_of
from app.ui.plots.figures import loss_text, percent
from app.ui.plots.numbers import short
from app.ui.theme import color, mono_font, text_font

MOST = 60
TILE, PICTURE = 104, 72


def picture_of(judgement: Judgement, row: int) -> QImage | None:
    """A sample as a picture, None where it is none."""
    dataset = judgement.prepared.dataset
    field = dataset.input_name(judgement.prepared.bindings.inputs[0].field)
    sample = np.asarray(dataset.inputs[field][row], np.float32)
    if sample.ndim == 3 and sample.shape[0] in (1, 3):
        sample = np.moveaxis(sample, 0, -1)
    elif sample.ndim == 2 and min(sample.shape) >= 4:
        sample = sample[..., None]
    else:
        return None
    low, high = float(sample.min()), float(sample.max())
    grey = np.ascontiguousarray(255 * (sample - low) / max(1e-9, high - low), np.float32).astype(np.uint8)
    rgb = np.ascontiguousarray(np.repeat(grey, 3, axis=2) if grey.shape[2] == 1 else grey)
    height, width, _ = rgb.shape
    return QImage(rgb.tobytes(), width, height, 3 * width, QImage.Format.Format_RGB888).copy()


def words(judgement: Judgement, place: int) -> tuple[str, str, str, str]:
    """True answer, prediction, confidence and loss of the sample at a position of the part."""
    result, classes = judgement.evaluation.first, judgement.classes
    assert result is not None
    truth, said = result.truth[place], result.predictions[place]
    if result.head.task == "regression":
        pair = [short(float(each[place])) for each in numbers_of(judgement)]
        return pair[0], pair[1], "", loss_text(float(result.sample_losses[place]))
    numbers = [int(np.ravel(each)[0]) for each in (truth, said)]
    names = [classes[number] if number < len(classes) else str(number) for number in numbers]
    sure = float(np.ravel(result.confidence[place])[0]) if result.confidence is not None else None
    return names[0], names[1], percent(sure), loss_text(float(result.sample_losses[place]))


class PictureGrid(QWidget):
    """Pictures in a grid, the worst first; below each what it is and what was said."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tiles: list[tuple[QImage, str, str, bool]] = []

    def set(self, judgement: Judgement, places: NDArray[np.int64]) -> None:
        """Show the samples at these positions of the part."""
        self._tiles = []
        for place in places[:MOST].tolist():
            image = picture_of(judgement, int(judgement.evaluation.rows[place]))
            truth, said, sure, _ = words(judgement, place)
            if image is not None:
                self._tiles.append((image, f"{truth} → {said}", sure, truth == said))
        self._resize()
        self.update()

    def _columns(self) -> int:
        return max(1, self.width() // TILE)

    def _resize(self) -> None:
        rows = -(-len(self._tiles) // self._columns())
        self.setMinimumHeight(rows * (PICTURE + 52))

    def resizeEvent(self, event: object) -> None:
        self._resize()

    def sizeHint(self) -> QSize:
        return QSize(4 * TILE, 300)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        columns = self._columns()
        for number, (image, text, sure, right) in enumerate(self._tiles):
            left, top = (number % columns) * TILE, (number // columns) * (PICTURE + 52)
            painter.drawImage(QRectF(left, top, PICTURE, PICTURE), image)
            painter.setPen(color("line"))
            painter.drawRect(QRectF(left, top, PICTURE, PICTURE))
            painter.setFont(text_font(12, 600))
            painter.setPen(color("good_text" if right else "bad_text"))
            below = QRectF(left, top + PICTURE + 3, TILE - 6, 18)
            painter.drawText(below, Qt.AlignmentFlag.AlignVCenter, text)
            painter.setFont(mono_font(11))
            painter.setPen(color("secondary"))
            painter.drawText(below.translated(0, 17), Qt.AlignmentFlag.AlignVCenter, f"sure {sure}" if sure else "")


class SampleTable(QTableWidget):
    """Samples as rows: number in the data set from 1, true answer, prediction, confidence, loss."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, 5, parent)
        self.verticalHeader().hide()
        self.setShowGrid(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)

    def set(self, judgement: Judgement, places: NDArray[np.int64]) -> None:
        """Show the samples at these positions of the part."""
        numbers = judgement.evaluation.first is not None and judgement.evaluation.first.head.task == "regression"
        self.setHorizontalHeaderLabels(["row", "true", "predicted", "" if numbers else "sure", "loss"])
        self.setColumnHidden(3, numbers)
        shown = places[:MOST].tolist()
        self.setRowCount(len(shown))
        for line, place in enumerate(shown):
            texts = (f"{judgement.evaluation.rows[place] + 1:,}", *words(judgement, place))
            for column, text in enumerate(texts):
                item = QTableWidgetItem(text)
                item.setFont(mono_font())
                item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                self.setItem(line, column, item)
