"""Writing Python: the keys that programmers expect, and the line that is wrong."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.ui.panels.code.editor import CodeEditor

Key, Held = Qt.Key, Qt.KeyboardModifier


@pytest.fixture
def editor(qtbot: QtBot) -> Iterator[CodeEditor]:
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    made, other = CodeEditor(), QLineEdit()
    column.addWidget(made)
    column.addWidget(other)
    window.resize(600, 400)
    window.show()
    window.activateWindow()
    made.setFocus()
    qtbot.waitUntil(made.hasFocus)
    yield made
    window.hide()


def choose(editor: CodeEditor, first: int, last: int) -> None:
    cursor = QTextCursor(editor.document().findBlockByNumber(first - 1))
    cursor.movePosition(QTextCursor.MoveOperation.Down, QTextCursor.MoveMode.KeepAnchor, last - first)
    cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
    editor.setTextCursor(cursor)


def test_enter_keeps_the_depth_and_follows_colons_and_returns(qtbot: QtBot, editor: CodeEditor) -> None:
    for line in ("class A:", "def f(self, x):", "y = x", "return y", "", "def g(self):"):
        qtbot.keyClicks(editor, line)
        qtbot.keyClick(editor, Key.Key_Return)
    assert editor.text() == (
        "class A:\n    def f(self, x):\n        y = x\n        return y\n    \n    def g(self):\n        "
    )


def test_tab_indents_and_shift_tab_takes_it_back(qtbot: QtBot, editor: CodeEditor) -> None:
    editor.write("a\n\n  b\nc")
    choose(editor, 1, 3)
    qtbot.keyClick(editor, Key.Key_Tab)
    assert editor.text() == "    a\n\n      b\nc"
    qtbot.keyClick(editor, Key.Key_Backtab, Held.ShiftModifier)
    qtbot.keyClick(editor, Key.Key_Backtab, Held.ShiftModifier)
    assert editor.text() == "a\n\nb\nc"
    qtbot.keyClick(editor, Key.Key_Z, Held.ControlModifier)
    assert editor.text() == "a\n\n  b\nc"


def test_backspace_goes_out_one_level(qtbot: QtBot, editor: CodeEditor) -> None:
    editor.write("      x")
    cursor = editor.textCursor()
    cursor.setPosition(6)
    editor.setTextCursor(cursor)
    qtbot.keyClick(editor, Key.Key_Backspace)
    assert editor.text() == "    x"
    qtbot.keyClick(editor, Key.Key_Backspace)
    qtbot.keyClick(editor, Key.Key_Backspace)
    assert editor.text() == "x"


def test_control_slash_makes_comments_and_code_again(qtbot: QtBot, editor: CodeEditor) -> None:
    editor.write("    a\n        b")
    choose(editor, 1, 2)
    qtbot.keyClick(editor, Key.Key_Slash, Held.ControlModifier)
    assert editor.text() == "    # a\n    #     b"
    qtbot.keyClick(editor, Key.Key_Slash, Held.ControlModifier)
    assert editor.text() == "    a\n        b"


def test_the_keyboard_gets_out_and_control_enter_commits(qtbot: QtBot, editor: CodeEditor) -> None:
    with qtbot.waitSignal(editor.committed):
        qtbot.keyClick(editor, Key.Key_Return, Held.ControlModifier)
    assert editor.text() == ""
    qtbot.keyClick(editor, Key.Key_Tab, Held.ControlModifier)
    assert not editor.hasFocus() and editor.text() == ""


def test_pasted_tabs_become_spaces(editor: CodeEditor) -> None:
    pasted = QMimeData()
    pasted.setText("if x:\r\n\ty")
    editor.insertFromMimeData(pasted)
    assert editor.text() == "if x:\n    y"


def test_a_wrong_line_is_marked_and_what_one_types_stays_where_it_is(qtbot: QtBot, editor: CodeEditor) -> None:
    editor.write("\n".join(f"x{n} = {n}" for n in range(100)))
    editor.mark_line(90)
    assert editor.is_marked(90) and editor.textCursor().blockNumber() == 0
    editor.go_to(90)
    assert editor.textCursor().block().text() == "x89 = 89" and editor.cursorRect().bottom() <= editor.height()
    editor.mark_line(0)
    assert editor.marked == ()


@pytest.mark.parametrize("quotes", ['"""', "'''"])
def test_a_text_over_several_lines_has_one_colour(editor: CodeEditor, quotes: str) -> None:
    editor.write(f"x = {quotes}one\ndef two\n{quotes} + 3")
    second = editor.document().findBlockByNumber(1)
    (found,) = second.layout().formats()
    assert (found.start, found.length) == (0, len("def two"))
