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
    (r"^\s*@[\w.]+", "secondary"),
)
_STRINGS = re.compile(r'"""|\'\'\'|"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])*\'|#.*')
_QUOTES = ("", '"""', "'''")
"""The state of a line's end: outside, or inside a text between these quotes."""


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
        start = self._go_on(text, 0, max(0, self.previousBlockState()))
        while start < len(text) and (found := _STRINGS.search(text, start)):
            if found.group() in _QUOTES:
                start = self._go_on(text, found.start(), _QUOTES.index(found.group()), len(found.group()))
            else:
                start = found.end()
                token = "secondary" if found.group().startswith("#") else "good_text"
                self.setFormat(found.start(), start - found.start(), self._format(token))

    def _go_on(self, text: str, begin: int, state: int, opening: int = 0) -> int:
        """Colour a text between triple quotes as far as it goes on this line; gives the place behind it."""
        self.setCurrentBlockState(0)
        if not state:
            return begin
        end = text.find(_QUOTES[state], begin + opening)
        stop = len(text) if end < 0 else end + 3
        self.setFormat(begin, stop - begin, self._format("good_text"))
        if end < 0:
            self.setCurrentBlockState(state)
        return stop

    def _format(self, token: str) -> QTextCharFormat:
        made = self._formats.get(token)
        if made is None:
            made = self._formats[token] = QTextCharFormat()
            made.setForeground(color(token))
            if token == "text":
                made.setFontWeight(500)
        return made
