"""The formats of an export as cards, one of them chosen."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QVBoxLayout, QWidget

from app.export.formats import FORMATS, SCRIPT, Format
from app.ui.theme import PADDING, RADIUS_CARD, color, pixmap, text_font, theme

ICONS = {"python": "file-code", "safetensors": "scale", "onnx": "package", "pt2": "workflow", "script": "play"}


class FormatCard(QAbstractButton):
    """One format: icon, title, what it is for."""

    def __init__(self, format: Format, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.format = format
        self.setText(format.title)
        self.setObjectName(format.name)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleDescription(format.summary)
        self.setFixedHeight(60)
        theme().changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(520, 60)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen = self.isChecked()
        edge = "accent" if chosen or self.hasFocus() else "line_strong" if self.underMouse() else "line"
        painter.setPen(QPen(color(edge), 1.5 if chosen else 1))
        painter.setBrush(color("selection") if chosen else color("hover" if self.underMouse() else "raised"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), RADIUS_CARD, RADIUS_CARD)
        tone = "faint" if not self.isEnabled() else "text" if chosen else "secondary"
        painter.drawPixmap(PADDING, 20, pixmap(ICONS.get(self.format.name, "file"), 20, tone))
        left, width = PADDING + 36, self.width() - PADDING * 2 - 36
        painter.setPen(color("text" if self.isEnabled() else "faint"))
        painter.setFont(text_font(13, 600))
        painter.drawText(QRectF(left, 9, width, 20), Qt.AlignmentFlag.AlignVCenter, self.format.title)
        painter.setPen(color(tone))
        painter.setFont(text_font(12))
        shown = painter.fontMetrics().elidedText(self.format.summary, Qt.TextElideMode.ElideRight, width)
        painter.drawText(QRectF(left, 30, width, 20), Qt.AlignmentFlag.AlignVCenter, shown)
        painter.end()


class FormatCards(QWidget):
    """All formats below each other. ``changed`` carries the chosen one's name."""

    changed = Signal(str)

    def __init__(self, trained: bool = True, parent: QWidget | None = None) -> None:
        """``trained``: there are weights to take away; without them only a script can be written."""
        super().__init__(parent)
        self._group = QButtonGroup(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        self.cards = {format.name: FormatCard(format) for format in (*FORMATS, SCRIPT)}
        for card in self.cards.values():
            self._group.addButton(card)
            column.addWidget(card)
            card.setEnabled(trained or not card.format.trained)
        self.cards[(FORMATS[0] if trained else SCRIPT).name].setChecked(True)
        self._group.buttonClicked.connect(self._clicked)

    @property
    def chosen(self) -> Format:
        card = self._group.checkedButton()
        assert isinstance(card, FormatCard)
        return card.format

    @Slot(QAbstractButton)
    def _clicked(self, card: QAbstractButton) -> None:
        self.changed.emit(card.objectName())
