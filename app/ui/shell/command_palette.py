"""Everything the window can do, found by typing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt, Slot
from PySide6.QtGui import QFontMetrics, QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from app.ui.shell.fuzzy import score
from app.ui.theme import color, mono_font, text_font

ROW, WIDTH, SHOWN = 32, 560, 12
ITEM = Qt.ItemDataRole.UserRole


@dataclass(frozen=True, slots=True)
class Command:
    """One line: what it does, where it belongs, its key."""

    title: str
    group: str
    shortcut: str
    callback: Callable[[], object]


class CommandPalette(QDialog):
    """A field and a list; Enter does the chosen line, Esc nothing."""

    def __init__(self, commands: Sequence[Command], hint: str, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        self.setModal(True)
        self.chosen: Command | None = None
        self._commands = list(commands)
        surface = QFrame(self)
        surface.setProperty("role", "popup")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(surface)
        column = QVBoxLayout(surface)
        column.setContentsMargins(8, 8, 8, 8)
        self.field = QLineEdit()
        self.field.setPlaceholderText(hint)
        self.field.textChanged.connect(self._filter)
        self.field.installEventFilter(self)
        self.list = QListWidget()
        self.list.setItemDelegate(_Line(self.list))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setUniformItemSizes(True)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.itemClicked.connect(self._take)
        column.addWidget(self.field)
        column.addWidget(self.list)
        self.setFixedWidth(WIDTH)
        self._filter("")
        self._place(parent.window())

    def run(self) -> None:
        """Let the person choose, then do it."""
        self.exec()
        chosen = self.chosen
        self.deleteLater()
        if chosen:
            chosen.callback()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._steer(event)
        return super().eventFilter(watched, event)

    def _steer(self, event: QKeyEvent) -> bool:
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: SHOWN, Qt.Key.Key_PageUp: -SHOWN}
        if event.key() in steps and self.list.count():
            row = self.list.currentRow() + steps[Qt.Key(event.key())]
            self.list.setCurrentRow(min(max(row, 0), self.list.count() - 1))
            return True
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.list.currentItem():
                self._take(self.list.currentItem())
            return True
        return False

    @Slot(str)
    def _filter(self, text: str) -> None:
        ranked = [
            (score(text, each.title) or score(text, f"{each.group} {each.title}") // 2, each) for each in self._commands
        ]
        found = [pair for pair in ranked if pair[0]]
        if text.strip():
            found.sort(key=lambda pair: -pair[0])
        self.list.clear()
        for _, command in found:
            item = QListWidgetItem(command.title)
            item.setData(ITEM, command)
            item.setSizeHint(QSize(0, ROW))
            self.list.addItem(item)
        self.list.setCurrentRow(0)

    @Slot(QListWidgetItem)
    def _take(self, item: QListWidgetItem) -> None:
        self.chosen = item.data(ITEM)
        self.accept()

    def _place(self, window: QWidget) -> None:
        self.list.setFixedHeight(ROW * SHOWN + 4)
        self.adjustSize()
        corner = window.mapToGlobal(window.rect().topLeft())
        self.move(corner.x() + (window.width() - WIDTH) // 2, corner.y() + 72)


class _Line(QStyledItemDelegate):
    """Title left; group and key right."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: object) -> None:
        command: Command = index.data(ITEM)  # type: ignore[attr-defined]
        area: QRect = option.rect.adjusted(10, 0, -10, 0)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color("selection"))
            painter.drawRoundedRect(option.rect.adjusted(0, 1, 0, -1), 6, 6)
        flags = Qt.AlignmentFlag.AlignVCenter
        key = QKeySequence(command.shortcut).toString(QKeySequence.SequenceFormat.NativeText).replace("Return", "Enter")
        painter.setFont(mono_font(11))
        painter.setPen(color("secondary"))
        painter.drawText(area, flags | Qt.AlignmentFlag.AlignRight, key)
        right = QFontMetrics(mono_font(11)).horizontalAdvance(key)
        painter.setFont(text_font(11))
        group = area.adjusted(0, 0, -(right + 12 if key else 0), 0)
        painter.drawText(group, flags | Qt.AlignmentFlag.AlignRight, command.group)
        painter.setFont(text_font())
        painter.setPen(color("text"))
        painter.drawText(area, flags | Qt.AlignmentFlag.AlignLeft, command.title)
