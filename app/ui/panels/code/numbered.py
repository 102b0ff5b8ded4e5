"""Python text with its colours, line numbers and marked lines."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QResizeEvent, QTextCursor, QTextFormat
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QTextEdit, QWidget

from app.ui.panels.code.highlighter import PythonHighlighter
from app.ui.theme import PADDING, color, mono_font, theme

Spans = tuple[tuple[int, int], ...]
"""First and last line of each stretch, from 1."""

BAR = 3
"""Width of the bar beside marked lines, px."""


class NumberedText(QPlainTextEdit):
    """What source to be read and source to be written have in common. ``line_clicked`` carries a line number from 1.

    Attributes:
        tone: token of the bar beside marked lines: "accent" for what is chosen, "bad" for what is wrong.
    """

    line_clicked = Signal(int)
    tone = "accent"

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # The font is set here and not by a role: a stylesheet's font would bring the ligatures back (`->`).
        self.setStyleSheet("QPlainTextEdit { background: transparent; border: 0; border-radius: 0; padding: 0; }")
        self.setFont(mono_font())
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.document().setDocumentMargin(4)
        self._marked: Spans = ()
        self._highlighter = PythonHighlighter(self.document())
        self._gutter = _Gutter(self)
        self.blockCountChanged.connect(self._make_room)
        self.updateRequest.connect(self._scroll_gutter)
        theme().changed.connect(self._mark)
        self._make_room()

    def mark(self, spans: Spans, scroll: bool = True) -> None:
        """Mark lines, and bring the last place into view: there the node is used."""
        self._marked = spans
        self._mark()
        if spans and scroll and not any(self._visible(first) for first, _ in spans):
            self.setTextCursor(self._cursor(spans[-1][0]))
            self.centerCursor()
        self._gutter.update()

    def read_from(self, line: int) -> None:
        """Scroll until a line is the first one seen."""
        self.verticalScrollBar().setValue(line - 1)

    @property
    def marked(self) -> Spans:
        return self._marked

    def is_marked(self, line: int) -> bool:
        return any(first <= line <= last for first, last in self._marked)

    def gutter_width(self) -> int:
        digits = max(2, len(str(self.blockCount())))
        return PADDING + self.fontMetrics().horizontalAdvance("9") * digits + 12

    def line_at(self, position: QPoint) -> int:
        """The line under a point of the viewport, 0 below the text."""
        cursor = self.cursorForPosition(position)
        if position.y() > self.cursorRect(cursor).bottom():
            return 0
        return cursor.blockNumber() + 1

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        area = self.contentsRect()
        self._gutter.setGeometry(QRect(area.left(), area.top(), self.gutter_width(), area.height()))

    def paint_gutter(self, event: QPaintEvent) -> None:
        """Line numbers, and the bar beside marked lines."""
        painter = QPainter(self._gutter)
        painter.fillRect(event.rect(), color("panel"))
        painter.setFont(mono_font(11))
        block = self.firstVisibleBlock()
        top = self.blockBoundingGeometry(block).translated(self.contentOffset()).top()
        right = self.gutter_width() - 12
        while block.isValid() and top <= event.rect().bottom():
            height = self.blockBoundingRect(block).height()
            line = block.blockNumber() + 1
            marked = self.is_marked(line)
            if marked:
                painter.fillRect(QRect(0, round(top), self.gutter_width(), round(height)), self._ground())
                painter.fillRect(QRect(0, round(top), BAR, round(height)), color(self.tone))
            painter.setPen(color("text" if marked else "faint"))
            painter.drawText(QRect(0, round(top), right, round(height)), Qt.AlignmentFlag.AlignRight, str(line))
            top += height
            block = block.next()
        painter.end()

    def _visible(self, line: int) -> bool:
        rectangle = self.blockBoundingGeometry(self._cursor(line).block()).translated(self.contentOffset())
        return rectangle.top() >= 0 and rectangle.bottom() <= self.viewport().height()

    def _cursor(self, line: int) -> QTextCursor:
        return QTextCursor(self.document().findBlockByNumber(line - 1))

    def _ground(self) -> QColor:
        """What lies under marked lines."""
        if self.tone == "accent":
            return color("raised" if theme().dark else "hover")
        made = QColor(color(self.tone))
        made.setAlphaF(0.16 if theme().dark else 0.10)
        return made

    @Slot()
    def _mark(self) -> None:
        selections = []
        for first, last in self._marked:
            for line in range(first, last + 1):
                selection = QTextEdit.ExtraSelection()
                selection.format.setBackground(self._ground())  # type: ignore[attr-defined]
                selection.format.setProperty(QTextFormat.Property.FullWidthSelection, True)  # type: ignore[attr-defined]
                selection.cursor = self._cursor(line)  # type: ignore[attr-defined]
                selections.append(selection)
        self.setExtraSelections(selections)
        self._gutter.update()

    @Slot()
    def _make_room(self) -> None:
        self.setViewportMargins(self.gutter_width(), 0, 0, 0)

    @Slot(QRect, int)
    def _scroll_gutter(self, area: QRect, by: int) -> None:
        if by:
            self._gutter.scroll(0, by)
        else:
            self._gutter.update(0, area.y(), self._gutter.width(), area.height())


class _Gutter(QWidget):
    """The strip of line numbers; the text paints it."""

    def __init__(self, text: NumberedText) -> None:
        super().__init__(text)
        self._text = text

    def sizeHint(self) -> QSize:
        return QSize(self._text.gutter_width(), 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        self._text.paint_gutter(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        line = self._text.line_at(QPoint(0, event.position().toPoint().y()))
        if line:
            self._text.line_clicked.emit(line)
