"""Changing a text only where it differs, so that a thousand lines are neither laid out nor coloured again for one."""

from __future__ import annotations

from difflib import SequenceMatcher
from itertools import groupby
from operator import ne

from PySide6.QtGui import QTextCursor, QTextDocument

Hunk = tuple[int, int, list[str]]
"""First line (from 0), line behind the last, and what stands there instead."""


def hunks(before: list[str], after: list[str]) -> list[Hunk]:
    """What turns one list of lines into the other, top down."""
    if len(before) == len(after):
        differs = enumerate(map(ne, before, after))
        runs = [[place for place, _ in run] for other, run in groupby(differs, lambda each: each[1]) if other]
        return [(run[0], run[-1] + 1, after[run[0] : run[-1] + 1]) for run in runs]
    matched = SequenceMatcher(None, before, after).get_opcodes()
    return [(first, end, after[start:stop]) for tag, first, end, start, stop in matched if tag != "equal"]


def patch(document: QTextDocument, changes: list[Hunk]) -> None:
    """Make these changes of a document of plain lines. (As one edit they would colour all that lies between them.)"""
    cursor = QTextCursor(document)
    for first, end, lines in reversed(changes):
        _replace(cursor, first, end, lines)


def _replace(cursor: QTextCursor, first: int, end: int, lines: list[str]) -> None:
    """Lines are parted by ends of blocks: the last one of the document has none behind it."""
    document = cursor.document()
    count = document.blockCount()
    text = "\n".join(lines)
    if first >= count:
        cursor.movePosition(QTextCursor.MoveOperation.End)
        text = "\n" + text
    elif end < count:
        cursor.setPosition(document.findBlockByNumber(first).position())
        cursor.setPosition(document.findBlockByNumber(end).position(), QTextCursor.MoveMode.KeepAnchor)
        text = text + "\n" if lines else ""
    else:
        start = document.findBlockByNumber(first).position()
        cursor.setPosition(start if lines else max(0, start - 1))
        cursor.movePosition(QTextCursor.MoveOperation.End, QTextCursor.MoveMode.KeepAnchor)
    cursor.insertText(text)
