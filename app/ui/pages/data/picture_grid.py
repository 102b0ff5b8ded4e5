"""Sample pictures with their answers."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.data.dataset import Array, Dataset
from app.ui.theme import color, mono_font, theme

GAP, TEXT = 8, 18


class PictureGrid(QWidget):
    """As many samples as fit; with few classes a column per class."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pictures: list[tuple[QImage, str]] = []
        self._across = 10
        theme().changed.connect(self.update)

    def set(self, dataset: Dataset, rows: Array) -> None:
        """Show these samples of a data set of pictures."""
        field, answers = next(iter(dataset.targets.items()))
        names = dataset.classes.get(field)
        values = dataset.input()
        said = [names[int(answers[row])] if names else f"{float(np.ravel(answers[row])[0]):.4g}" for row in rows]
        self._pictures = [(to_image(values[row]), text) for row, text in zip(rows, said, strict=True)]
        height, width = values.shape[2:]
        self._across = len(names) if names and 5 <= len(names) <= 12 else max(3, round(10 * min(1.0, height / width)))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._pictures:
            return
        painter = QPainter(self)
        painter.setFont(mono_font(11))
        wide = (self.width() + GAP) / self._across
        side = int(min(wide - GAP, 96 if self._across >= 10 else 160))
        cell = self._pictures[0][0].size().scaled(side, side, Qt.AspectRatioMode.KeepAspectRatio)
        high = cell.height() + TEXT + GAP
        down = max(1, (self.height() + GAP) // high)
        for index, (image, text) in enumerate(self._pictures[: down * self._across]):
            left, top = int(index % self._across * wide), index // self._across * high
            self._cell(painter, QRect(left, top, cell.width(), cell.height()), image, text)

    def _cell(self, painter: QPainter, area: QRect, image: QImage, text: str) -> None:
        smooth = image.width() > area.width()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
        painter.drawImage(area, image)
        painter.setPen(color("line"))
        painter.drawRect(area.adjusted(0, 0, -1, -1))
        painter.setPen(color("secondary"))
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(
            QRectF(area.left(), area.bottom() + 3, area.width(), TEXT - 3), Qt.AlignmentFlag.AlignHCenter, shown
        )


def to_image(values: Array) -> QImage:
    """A picture (channels, height, width) as grey or colour; values outside 0..1 are stretched to their range."""
    picture = np.nan_to_num(values.astype(np.float32))
    low, high = min(0.0, float(picture.min())), max(1.0, float(picture.max()))
    scaled = np.round((picture - low) / (high - low) * 255).astype(np.uint8)
    if scaled.shape[0] == 3:
        pixels = np.ascontiguousarray(scaled.transpose(1, 2, 0))
        form = QImage.Format.Format_RGB888
    else:
        pixels = np.ascontiguousarray(scaled[0])
        form = QImage.Format.Format_Grayscale8
    height, width = pixels.shape[:2]
    return QImage(pixels.tobytes(), width, height, pixels.strides[0], form).copy()
