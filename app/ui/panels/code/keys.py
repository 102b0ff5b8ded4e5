"""What keys do to Python text besides writing: indent, take back, begin the next line, turn into a comment."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QTextBlock, QTextCursor

INDENT = 4
"""Spaces per level."""

_ENDS = ("return", "pass", "raise", "break", "continue")
"""Statements behind which a block ends."""


def indent(cursor: QTextCursor) -> None:
    """One level deeper: the chosen lines, or spaces up to the next level."""
    if cursor.hasSelection():
        _each_line(cursor, lambda text: " " * INDENT + text if text.strip() else text)
    else:
        cursor.insertText(" " * (INDENT - cursor.positionInBlock() % INDENT))


def outdent(cursor: QTextCursor) -> None:
    """The chosen lines, or the one the cursor stands in, one level out."""
    _each_line(cursor, lambda text: text[min(INDENT, _depth(text)) :])


def new_line(cursor: QTextCursor) -> None:
    """A line below as deep as this one; deeper behind a colon, less deep behind what ends a block."""
    before = cursor.block().text()[: cursor.positionInBlock()]
    depth, said = _depth(before), before.strip()
    if said.partition("#")[0].rstrip().endswith((":", "(", "[", "{")):
        depth += INDENT
    elif said.split(" ")[0] in _ENDS:
        depth = max(0, depth - INDENT)
    cursor.insertText("\n" + " " * depth)


def take_back(cursor: QTextCursor) -> bool:
    """Backspace between the margin and the text goes out one level; whether it did."""
    place = cursor.positionInBlock()
    before = cursor.block().text()[:place]
    if cursor.hasSelection() or not before or before.strip():
        return False
    cursor.movePosition(QTextCursor.MoveOperation.Left, QTextCursor.MoveMode.KeepAnchor, (place - 1) % INDENT + 1)
    cursor.removeSelectedText()
    return True


def turn_comment(cursor: QTextCursor) -> None:
    """Make comments of the chosen lines, or code again where all of them are comments."""
    written = [text for block in _lines(cursor) if (text := block.text()).strip()]
    if not written:
        return
    if all(text.lstrip().startswith("#") for text in written):
        _each_line(cursor, _uncommented)
    else:
        place = min(map(_depth, written))
        _each_line(cursor, lambda text: f"{text[:place]}# {text[place:]}" if text.strip() else text)


def _uncommented(text: str) -> str:
    before, _, after = text.partition("#")
    return before + after.removeprefix(" ")


def _depth(text: str) -> int:
    return len(text) - len(text.lstrip(" "))


def _lines(cursor: QTextCursor) -> list[QTextBlock]:
    """The lines that the selection touches; one that only begins where it ends is left out."""
    document = cursor.document()
    first = document.findBlock(cursor.selectionStart())
    last = document.findBlock(cursor.selectionEnd())
    if cursor.hasSelection() and cursor.selectionEnd() == last.position() and last != first:
        last = last.previous()
    blocks = [first]
    while blocks[-1] != last:
        blocks.append(blocks[-1].next())
    return blocks


def _each_line(cursor: QTextCursor, change: Callable[[str], str]) -> None:
    """Change lines at their beginnings, as one step of the text's own history; the selection stays on them."""
    numbers = [block.blockNumber() for block in _lines(cursor)]
    edit = QTextCursor(cursor)
    edit.beginEditBlock()
    for number in numbers:
        block = cursor.document().findBlockByNumber(number)
        before, after = block.text(), change(block.text())
        kept = _common_end(before, after)
        edit.setPosition(block.position())
        edit.setPosition(block.position() + len(before) - kept, QTextCursor.MoveMode.KeepAnchor)
        edit.insertText(after[: len(after) - kept])
    edit.endEditBlock()


def _common_end(first: str, second: str) -> int:
    """How many letters at the end two texts share; only what stands before them is written anew."""
    count = 0
    while count < min(len(first), len(second)) and first[-1 - count] == second[-1 - count]:
        count += 1
    return count
