"""Fields for a choice of names and for on or off."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QAbstractButton, QComboBox, QListView, QSizePolicy, QWidget

from app.ui.theme import FIELD, color

MIXED = "mixed"


class ChoiceField(QComboBox):
    """One of some names, each a plain text or (value, text)."""

    changed = Signal(object)

    def __init__(
        self,
        choices: Sequence[str | tuple[Any, str]] = (),
        value: Any = None,
        mono: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setView(QListView(self))  # the native popup ignores the stylesheet
        self.view().window().setWindowFlags(
            Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint | Qt.WindowType.NoDropShadowWindowHint
        )
        self.view().window().setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        self.setProperty("mono", mono)
        self.setFixedHeight(FIELD)
        self.setMinimumWidth(88)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMaxVisibleItems(16)
        self.set_choices(choices)
        if value is not None:
            self.set(value)
        self.activated.connect(self._chosen)

    def set_choices(self, choices: Sequence[str | tuple[Any, str]]) -> None:
        """Offer other choices; emits nothing."""
        self.clear()
        for choice in choices:
            value, text = choice if isinstance(choice, tuple) else (choice, choice)
            self.addItem(text, value)

    def value(self) -> Any:
        return self.currentData()

    def set(self, value: Any) -> None:
        """Show a value; emits nothing."""
        self.setPlaceholderText("")
        self.setCurrentIndex(next((index for index in range(self.count()) if self.itemData(index) == value), -1))

    def set_mixed(self) -> None:
        """Show that several things with different values stand behind this field."""
        self.setPlaceholderText(MIXED)
        self.setCurrentIndex(-1)

    def set_error(self, text: str) -> None:
        """Say why the choice cannot be taken."""
        self.setToolTip(text)

    @Slot(int)
    def _chosen(self, index: int) -> None:
        self.changed.emit(self.itemData(index))

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            before = self.currentIndex()
            super().wheelEvent(event)
            if self.currentIndex() != before:
                self._chosen(self.currentIndex())
        else:
            event.ignore()


class SwitchField(QAbstractButton):
    """On or off, as a switch; Space and click turn it."""

    changed = Signal(object)

    def __init__(self, value: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setCheckable(True)
        self.setChecked(value)
        self._mixed = False
        self.setFixedSize(36, FIELD)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.clicked.connect(self._turned)

    def sizeHint(self) -> QSize:
        return QSize(36, FIELD)

    def value(self) -> bool:
        return self.isChecked()

    def set(self, value: bool) -> None:
        """Show a value; emits nothing."""
        self._mixed = False
        self.setChecked(value)
        self.update()

    def set_mixed(self) -> None:
        """Show that several things with different values stand behind this field."""
        self._mixed = True
        self.setChecked(False)
        self.update()

    def set_error(self, text: str) -> None:
        """Say why the value cannot be taken."""
        self.setToolTip(text)

    @Slot(bool)
    def _turned(self, on: bool) -> None:
        self._mixed = False
        self.changed.emit(on)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        track = QRectF(1, self.height() / 2 - 9, 34, 18)
        on = self.isChecked()
        painter.setPen(QPen(color("accent") if self.hasFocus() or on else color("line_strong"), 1))
        painter.setBrush(color("accent" if on else "raised"))
        if not self.isEnabled():
            painter.setOpacity(0.45)
        painter.drawRoundedRect(track.adjusted(0.5, 0.5, -0.5, -0.5), 8.5, 8.5)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color("on_accent" if on else "secondary"))
        middle = track.center().x() if self._mixed else (track.right() - 9 if on else track.left() + 9)
        painter.drawEllipse(QRectF(middle - 6, track.center().y() - 6, 12, 12))
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(color("text" if on else "accent"), 1.5))
            painter.drawRoundedRect(track.adjusted(0.75, 0.75, -0.75, -0.75), 8, 8)
