"""What the network says: a big answer, and bars of probabilities."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui.theme import color, mono_font, text_font, theme

if TYPE_CHECKING:
    from app.training.answers.prediction import Prediction

MOST, LINE, HEAD = 10, 26, 64
PERCENT = 66


class AnswerView(QWidget):
    """The first head's answer to one sample; classes keep their order so that bars move, not rows."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.answer, self.caption = "", ""
        self._bars: list[tuple[str, float]] = []
        self._chosen: tuple[str, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme().changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(320, HEAD + MOST * LINE)

    def set(self, found: Prediction | None, truth: str = "") -> None:
        """Show an answer, or nothing yet; ``truth`` is the right one where it is known."""
        if found is None:
            self.answer, self.caption, self._bars, self._chosen = "", "", [], ()
        else:
            self.answer = found.label(0)
            ranking = found.ranking(0)
            self.caption = _said(found) + (f" · truly {truth}" if truth else "")
            self._chosen = found.chosen(0)
            shown = {name for name, _ in ranking[:MOST]}
            self._bars = [(name, share) for name, share in found.shares(0) if name in shown]
        self.setAccessibleName(f"{self.answer} {self.caption}")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not self.answer:
            painter.setPen(color("secondary"))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, "The answer appears here.")
            return
        painter.setPen(color("text"))
        painter.setFont(text_font(30, 600))
        answer = painter.fontMetrics().elidedText(self.answer, Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(
            QRectF(0, 0, self.width(), 40), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, answer
        )
        painter.setPen(color("secondary"))
        painter.setFont(mono_font(12))
        painter.drawText(QRectF(0, 40, self.width(), 18), Qt.AlignmentFlag.AlignLeft, self.caption)
        for index, (name, share) in enumerate(self._bars):
            self._bar(painter, HEAD + 8 + index * LINE, name, share)

    def _bar(self, painter: QPainter, top: int, name: str, share: float) -> None:
        best = name in self._chosen
        painter.setFont(text_font(13, 600))
        widest = min(140, max(painter.fontMetrics().horizontalAdvance(each) for each, _ in self._bars) + 16)
        painter.setFont(text_font(13, 600 if best else 400))
        painter.setPen(color("text" if best else "secondary"))
        shown = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, widest - 8)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRectF(0, top, widest, LINE - 4), Qt.AlignmentFlag.AlignLeft | middle, shown)
        room = self.width() - widest - PERCENT
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color("line"))
        painter.drawRoundedRect(QRectF(widest, top + 7, room, 8), 4, 4)
        painter.setBrush(color("accent" if best else "faint"))
        if share > 0.002:
            painter.drawRoundedRect(QRectF(widest, top + 7, max(4.0, room * share), 8), 4, 4)
        painter.setFont(mono_font(12))
        painter.setPen(color("text" if best else "secondary"))
        painter.drawText(QRectF(0, top, self.width(), LINE - 4), Qt.AlignmentFlag.AlignRight | middle, _percent(share))


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"


def _said(found: Prediction) -> str:
    """The head's name, and how sure it is of the one class, how many labels are there, or what the bars mean."""
    if found.several:
        return f"{found.name} · {len(found.chosen(0))} of {len(found.classes)} labels"
    if found.dense:
        return f"{found.name} · probabilities, mean over {found.values[0].size:,} places"
    ranking = found.ranking(0)
    return f"{found.name} · {_percent(ranking[0][1])}" if ranking else found.name
