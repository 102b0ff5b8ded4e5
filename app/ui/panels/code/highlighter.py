"""Colours of Python source, from the theme."""

from __future__ import annotations

import keyword
import re

from PySide6.QtCore import Slot
from PySide6.QtGui import QSyntaxHighlighter, QTextCharFormat, QTextDocument

from app.ui.theme import color, theme

_RULES: tuple[tuple[str, str], ...] = (
    (r"\b(?:nn|F|torch|Tensor)\b", "secondary"),
    (r"\bself\b", "secondary"),
    (r"\b(?:" + "|".join(keyword.kwlist) + r")\b", "accent_text"),
    (r"(?<![\w.])-?\d[\d._]*(?:e[+-]?\d+)?\b", "attention_text"),
    (r"(?<=def )\w+|(?<=class )\w+", "text"),
)
_STRINGS = re.compile(r'"""|"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])*\'|#.*')
_INSIDE = 1


class PythonHighlighter(QSyntaxHighlighter):
    """Keywords, numbers, strings and comments; docstrings may span lines."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self._rules = [(re.compile(pattern), token) for pattern, token in _RULES]
        self._formats: dict[str, QTextCharFormat] = {}
        theme().changed.connect(self._restyle)

    @Slot()
    def _restyle(self) -> None:
        self._formats.clear()
        self.rehighlight()

    def highlightBlock(self, text: str) -> None:
        for pattern, token in self._rules:
            for found in pattern.finditer(text):
                self.setFormat(found.start(), len(found.group()), self._format(token))
        self._strings(text)

    def _strings(self, text: str) -> None:
        start = 0
        if self.previousBlockState() == _INSIDE:
            end = text.find('"""')
            if end < 0:
                self.setFormat(0, len(text), self._format("good_text"))
                self.setCurrentBlockState(_INSIDE)
                return
            start = end + 3
            self.setFormat(0, start, self._format("good_text"))
        self.setCurrentBlockState(0)
        while found := _STRINGS.search(text, start):
            begin, start = found.start(), found.end()
            if found.group() == '"""':
                end = text.find('"""', start)
                start = len(text) if end < 0 else end + 3
                self.setCurrentBlockState(_INSIDE if end < 0 else 0)
            token = "secondary" if found.group().startswith("#") else "good_text"
            self.setFormat(begin, start - begin, self._format(token))

    def _format(self, token: str) -> QTextCharFormat:
        made = self._formats.get(token)
        if made is None:
            made = self._formats[token] = QTextCharFormat()
            made.setForeground(color(token))
            if token == "text":
                made.setFontWeight(500)
        return made
