"""The three parts as one bar with their counts."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.ui.pages.data.colors import PART_TITLES, part_color
from app.ui.theme import color, mono_font, text_font, theme

BAR = 14


class SplitBar(QWidget):
    """Lengths are shares; a legend with exact counts stands below."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sizes: dict[str, int] = {}
        self.setFixedHeight(48)
        theme().changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(400, 48)

    def set(self, sizes: dict[str, int]) -> None:
        """Show part -> number of samples."""
        self._sizes = sizes
        said = [f"{PART_TITLES[part]} {size:,}" for part, size in sizes.items()]
        self.setAccessibleName("Split: " + ", ".join(said))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        total = sum(self._sizes.values())
        if not total:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._bar(painter, total)
        self._legend(painter, total)

    def _bar(self, painter: QPainter, total: int) -> None:
        outline = QPainterPath()
        outline.addRoundedRect(QRectF(0, 2, self.width(), BAR), 4, 4)
        painter.setClipPath(outline)
        left = 0.0
        for part, size in self._sizes.items():
            wide = self.width() * size / total
            painter.fillRect(
                QRectF(left, 2, max(0.0, wide - (2 if left + wide < self.width() - 1 else 0)), BAR), part_color(part)
            )
            left += wide
        painter.setClipping(False)

    def _legend(self, painter: QPainter, total: int) -> None:
        left = 0
        for part, size in self._sizes.items():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(part_color(part))
            painter.setOpacity(1.0 if size else 0.35)
            painter.drawRoundedRect(QRectF(left, 30, 10, 10), 2, 2)
            painter.setOpacity(1.0)
            left += 16
            left += self._write(painter, left, PART_TITLES[part], "text", mono=False) + 8
            share = f"{size / total:.1%}".replace("%", " %")
            left += self._write(painter, left, f"{size:,}" if size else "none", "text") + 6
            left += (self._write(painter, left, share, "secondary") if size else 0) + 28

    def _write(self, painter: QPainter, left: int, text: str, token: str, mono: bool = True) -> int:
        painter.setFont(mono_font(12) if mono else text_font(13))
        painter.setPen(color(token))
        painter.drawText(left, 40, text)
        return painter.fontMetrics().horizontalAdvance(text)
