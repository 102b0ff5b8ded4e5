"""A module from the window: chosen, imported in the background, told, opened."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.graph.files.storage import load
from app.graph.python_layers.trust import untrusted
from app.ui.dialogs.import_module import ImportDialog
from app.ui.session import Session
from app.ui.settings import Settings

NET = """
import pathlib
import torch
from torch import nn

pathlib.Path(__file__).with_suffix(".ran").touch()

class Net(nn.Sequential):
    def __init__(self, width=8):
        super().__init__(nn.Linear(4, width), nn.ReLU(), nn.Linear(width, 2))

class Odd(nn.Module):
    def forward(self, x):
        return torch.logcumsumexp(x, 1)

def make():
    return Net()

def asks(width):
    return Net(width)
"""


@pytest.fixture
def dialog(qtbot: QtBot, tmp_path: Path) -> Iterator[ImportDialog]:
    (tmp_path / "net.py").write_text(NET, encoding="utf-8")
    session = Session(Settings())
    session.warm(wait=True)
    made = ImportDialog(session, tmp_path)
    qtbot.addWidget(made)
    made.show()
    yield made
    qtbot.waitUntil(lambda: not made.busy, timeout=60_000)
    made.close()
    session.close()


def _choose(qtbot: QtBot, dialog: ImportDialog, file: Path) -> None:
    dialog.file.setFocus()
    qtbot.keyClicks(dialog.file, str(file))
    qtbot.keyClick(dialog.file, Qt.Key.Key_Return)


def _choices(dialog: ImportDialog) -> list[str]:
    return [dialog.factory.itemText(index) for index in range(dialog.factory.count())]


def test_a_file_is_read_but_not_run_before_the_import(qtbot: QtBot, dialog: ImportDialog, tmp_path: Path) -> None:
    assert not dialog.import_button.isEnabled()
    _choose(qtbot, dialog, tmp_path / "net.py")
    assert _choices(dialog) == ["make", "Odd", "Net"]
    assert dialog.path.value() == str(tmp_path / "net.netloom")
    assert dialog.import_button.isEnabled()
    assert not (tmp_path / "net.ran").exists()


def test_the_import_is_told_and_can_be_opened(qtbot: QtBot, dialog: ImportDialog, tmp_path: Path) -> None:
    _choose(qtbot, dialog, tmp_path / "net.py")
    qtbot.mouseClick(dialog.import_button, Qt.MouseButton.LeftButton)
    assert dialog.busy
    assert dialog.result.bar.isVisible()
    assert not dialog.file.isEnabled()
    qtbot.waitUntil(lambda: dialog.open_button.isVisible(), timeout=60_000)
    assert dialog.result.text.text().startswith("The same bits as the original")
    assert "58 numbers kept" in dialog.result.detail.text()
    qtbot.mouseClick(dialog.open_button, Qt.MouseButton.LeftButton)
    assert dialog.opened == tmp_path / "net.netloom"
    assert dialog.opened.is_file()
    assert not dialog.isVisible()


def test_calls_without_a_kind_are_listed(qtbot: QtBot, dialog: ImportDialog, tmp_path: Path) -> None:
    _choose(qtbot, dialog, tmp_path / "net.py")
    dialog.factory.setCurrentIndex(_choices(dialog).index("Odd"))
    dialog.inputs.set("1,4")
    qtbot.mouseClick(dialog.import_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.result.list.isVisible(), timeout=60_000)
    assert dialog.result.list.toPlainText() == "net.py:14  logcumsumexp\n    return torch.logcumsumexp(x, 1)"
    assert dialog.opened is None
    assert dialog.keep_button.isVisible()
    assert not list(tmp_path.glob("*.netloom"))


def _refuse_odd(qtbot: QtBot, dialog: ImportDialog, tmp_path: Path) -> None:
    _choose(qtbot, dialog, tmp_path / "net.py")
    dialog.factory.setCurrentIndex(_choices(dialog).index("Odd"))
    dialog.inputs.set("1,4")
    qtbot.mouseClick(dialog.import_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.keep_button.isVisible(), timeout=60_000)


def test_they_can_be_kept_as_layers_in_python(qtbot: QtBot, dialog: ImportDialog, tmp_path: Path) -> None:
    _refuse_odd(qtbot, dialog, tmp_path)
    assert dialog.close_button.text() == "Stop"
    assert not dialog.import_button.isVisible()
    qtbot.mouseClick(dialog.keep_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.open_button.isVisible(), timeout=60_000)
    assert dialog.result.detail.text().endswith("Layers in Python, trusted on this computer: Logcumsumexp")
    assert dialog.close_button.text() == "Close"
    assert not dialog.keep_button.isVisible()
    (layer,) = load(tmp_path / "net.netloom").layers.values()
    assert not untrusted(load(tmp_path / "net.netloom")), layer.code


def test_stopping_writes_nothing(qtbot: QtBot, dialog: ImportDialog, tmp_path: Path) -> None:
    _refuse_odd(qtbot, dialog, tmp_path)
    qtbot.mouseClick(dialog.close_button, Qt.MouseButton.LeftButton)
    assert not dialog.isVisible()
    assert not list(tmp_path.glob("*.netloom"))


def test_other_sizes_take_the_offer_back(qtbot: QtBot, dialog: ImportDialog, tmp_path: Path) -> None:
    _refuse_odd(qtbot, dialog, tmp_path)
    dialog.inputs.selectAll()
    qtbot.keyClicks(dialog.inputs, "1,5")
    qtbot.keyClick(dialog.inputs, Qt.Key.Key_Return)
    assert not dialog.keep_button.isVisible()
    assert dialog.import_button.isVisible()
    assert not dialog.result.isVisible()


def test_sizes_that_say_nothing_are_one_sentence(qtbot: QtBot, dialog: ImportDialog, tmp_path: Path) -> None:
    _choose(qtbot, dialog, tmp_path / "net.py")
    dialog.inputs.set("wide")
    qtbot.mouseClick(dialog.import_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "Expected sizes such as" in dialog.result.text.text(), timeout=60_000)


def test_a_home_folder_that_is_not_there_is_one_sentence(qtbot: QtBot, dialog: ImportDialog, tmp_path: Path) -> None:
    _choose(qtbot, dialog, Path("~nobody_here/net.py"))
    assert dialog.result.text.text().startswith("There is no home folder ~nobody_here on this computer")
    assert not dialog.import_button.isEnabled()
    dialog.file.selectAll()
    _choose(qtbot, dialog, tmp_path / "net.py")
    assert not dialog.result.isVisible()
    dialog.path.set("~nobody_here/x.netloom")
    qtbot.mouseClick(dialog.import_button, Qt.MouseButton.LeftButton)
    assert dialog.result.text.text().startswith("There is no home folder ~nobody_here on this computer")


def test_a_file_without_a_factory_cannot_be_imported(qtbot: QtBot, dialog: ImportDialog, tmp_path: Path) -> None:
    (tmp_path / "empty.py").write_text("x = 3\n", encoding="utf-8")
    _choose(qtbot, dialog, tmp_path / "empty.py")
    assert _choices(dialog) == []
    assert not dialog.import_button.isEnabled()


def test_nothing_is_written_over_without_a_question(qtbot: QtBot, dialog: ImportDialog, tmp_path: Path) -> None:
    asked: list[str] = []
    dialog._session.confirm = lambda title, text, buttons: asked.append(title) or ""
    (tmp_path / "net.netloom").write_text("mine", encoding="utf-8")
    _choose(qtbot, dialog, tmp_path / "net.py")
    qtbot.mouseClick(dialog.import_button, Qt.MouseButton.LeftButton)
    assert asked == ["net.netloom exists already"]
    dialog.path.set(str(tmp_path / "net.py"))
    qtbot.mouseClick(dialog.import_button, Qt.MouseButton.LeftButton)
    assert "ends with .netloom" in dialog.result.text.text()
    assert (tmp_path / "net.netloom").read_text(encoding="utf-8") == "mine"
