"""The source on the screen is changed only where it differs."""

from __future__ import annotations

import random

import pytest
from PySide6.QtGui import QTextDocument
from pytestqt.qtbot import QtBot

from app.ui.panels.code.highlighter import PythonHighlighter
from app.ui.panels.code.patch import hunks, patch
from app.ui.panels.code.view import CodeView


def patched(before: list[str], after: list[str]) -> str:
    document = QTextDocument("\n".join(before))
    patch(document, hunks(before, after))
    return document.toPlainText()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a b c d", "a b c d"),
        ("a b c d", "a X c d"),
        ("a b c d", "X b c Y"),
        ("a b c d", "a c d"),
        ("a b c d", "b c d"),
        ("a b c d", "a b c"),
        ("a b c d", "a"),
        ("a b", "a b c d"),
        ("a b", "c d a b"),
        ("a b", "c"),
        ("a", "b c d"),
    ],
)
def test_every_kind_of_change(before: str, after: str) -> None:
    assert patched(before.split(), after.split()) == after.replace(" ", "\n")


def test_any_change_of_any_text() -> None:
    chance = random.Random(3)
    for _ in range(300):
        before = [chance.choice("abc") * chance.randint(0, 2) for _ in range(chance.randint(1, 12))]
        after = [line for line in before if chance.random() < 0.7] or [""]
        for _ in range(chance.randint(0, 4)):
            after.insert(chance.randint(0, len(after)), chance.choice("abcxy"))
        assert patched(before, after) == "\n".join(after), (before, after)


def test_one_changed_line_leaves_the_others_alone(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    view = CodeView()
    qtbot.addWidget(view)
    lines = [f"self.layer_{number} = nn.Linear(16, {number})" for number in range(500)]
    view.show_text("\n".join(lines))
    coloured: list[str] = []
    monkeypatch.setattr(PythonHighlighter, "_strings", lambda _, text: coloured.append(text))
    lines[250] = "self.layer_250 = nn.Linear(16, 7)"
    del lines[400]
    view.show_text("\n".join(lines))
    assert view.toPlainText() == "\n".join(lines)
    assert lines[250] in coloured and len(coloured) < 6


def test_another_text_is_shown_whole(qtbot: QtBot) -> None:
    view = CodeView()
    qtbot.addWidget(view)
    for text in ("import torch\n\nx = 1\n", "", "y = 2", "import torch\n\nx = 1\n"):
        view.show_text(text)
        assert view.toPlainText() == text
    assert not view.document().isUndoAvailable()
