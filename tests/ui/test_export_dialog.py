"""Exports from the window, checked and told."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.graph.changes import set_training
from app.graph.edits import RemoveLink
from app.ui.dialogs.export import ExportDialog
from app.ui.session import Session
from app.ui.settings import Settings


@pytest.fixture
def session(qtbot: QtBot) -> Iterator[Session]:
    made = Session(Settings())
    made.warm(wait=True)
    made.open("moons-mlp")
    made.settle()
    yield made
    made.close()


@pytest.fixture
def trained(qtbot: QtBot, session: Session) -> Session:
    session.do("Short", set_training(session.project, epochs=1))
    assert session.start()
    qtbot.waitUntil(lambda: session.state == "finished", timeout=30_000)
    return session


@pytest.fixture
def dialog(qtbot: QtBot, trained: Session) -> Iterator[ExportDialog]:
    made = ExportDialog(trained)
    qtbot.addWidget(made)
    made.show()
    yield made
    qtbot.waitUntil(lambda: not made.busy, timeout=60_000)
    made.close()


def test_without_a_run_it_says_what_to_do(qtbot: QtBot, session: Session) -> None:
    made = ExportDialog(session)
    qtbot.addWidget(made)
    made.show()
    assert "take those of a run" in made.no_weights.text() and made.no_weights.isVisible() and not made.busy
    assert [name for name, card in made.formats.cards.items() if card.isEnabled()] == ["script"]
    with qtbot.waitSignal(session.page_requested, check_params_cb=lambda page: page == "train"):
        made.train_button.click()
    assert not made.isVisible()


def test_a_home_folder_that_is_not_there_is_one_sentence(qtbot: QtBot, session: Session) -> None:
    made = ExportDialog(session)
    qtbot.addWidget(made)
    made.path.set("~nobody_here/x.py")
    made.begin()
    assert made.result.text.text().startswith("There is no home folder ~nobody_here on this computer")


def test_a_script_is_written_without_a_run(qtbot: QtBot, session: Session, tmp_path: Path) -> None:
    made = ExportDialog(session)
    qtbot.addWidget(made)
    made.show()
    assert made.formats.chosen.name == "script" and Path(made.path.value()).name.startswith("train_")
    made.path.set(str(tmp_path / "train_moons.py"))
    made.export_button.click()
    assert made.result.bar.isVisible()
    qtbot.waitUntil(lambda: not made.busy, timeout=60_000)
    assert made.result.text.text() == "Reads the same samples as here (850 and 150), same loss"
    assert made.result.detail.text() == "train_moons.py" and (tmp_path / "train_moons.py").is_file()


def test_a_drawing_that_cannot_run_gives_its_reason_and_no_script(
    qtbot: QtBot, session: Session, tmp_path: Path
) -> None:
    loss = next(each for each in session.project.graph if each.node.role == "loss")
    session.do("No target", [RemoveLink(link) for link in session.project.graph.links_at(loss.id, "target")])
    made = ExportDialog(session)
    qtbot.addWidget(made)
    made.show()
    made.path.set(str(tmp_path / "train_moons.py"))
    made.export_button.click()
    qtbot.waitUntil(lambda: "is not connected" in made.result.text.text(), timeout=30_000)
    assert made.export_button.isEnabled() and not list(tmp_path.glob("*.py"))


@pytest.mark.parametrize("format", ["safetensors", "onnx", "pt2", "python"])
def test_the_measured_difference_is_told(qtbot: QtBot, dialog: ExportDialog, tmp_path: Path, format: str) -> None:
    dialog.formats.cards[format].click()
    dialog.path.set(str(tmp_path / f"moons{dialog.formats.chosen.suffix}"))
    dialog.export_button.click()
    assert not dialog.export_button.isEnabled() and dialog.result.bar.isVisible()
    qtbot.waitUntil(lambda: not dialog.busy, timeout=60_000)
    qtbot.waitUntil(dialog.export_button.isEnabled)
    assert dialog.result.text.text().startswith("Max difference")
    assert "over batches 1, 2, 7" in dialog.result.text.text()
    assert (tmp_path / f"moons{dialog.formats.chosen.suffix}").is_file() and dialog.folder_button.isVisible()


def test_another_format_changes_the_suffix(dialog: ExportDialog) -> None:
    assert dialog.path.value().endswith("moons_mlp.py")
    dialog.formats.cards["onnx"].click()
    assert dialog.path.value().endswith("moons_mlp.onnx")
    dialog.formats.cards["script"].click()
    assert dialog.path.value().endswith("train_moons_mlp.py") and not dialog.runs.isVisible()
    dialog.path.set("mine.py")
    dialog.formats.cards["safetensors"].click()
    assert dialog.path.value() == "mine.safetensors" and dialog.runs.isVisible()


def test_a_folder_that_cannot_be_written_is_one_sentence(qtbot: QtBot, dialog: ExportDialog, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    dialog.formats.cards["safetensors"].click()
    dialog.path.set(str(tmp_path / "file" / "x.safetensors"))
    dialog.export_button.click()
    qtbot.waitUntil(lambda: "cannot be written" in dialog.result.text.text(), timeout=30_000)
    assert dialog.export_button.isEnabled()


def test_it_stays_open_while_it_writes(qtbot: QtBot, dialog: ExportDialog, tmp_path: Path) -> None:
    dialog.formats.cards["safetensors"].click()
    dialog.path.set(str(tmp_path / "x.safetensors"))
    dialog.begin()
    dialog.reject()
    assert dialog.isVisible()
    qtbot.waitUntil(lambda: not dialog.busy, timeout=30_000)


def test_a_file_that_stands_there_is_replaced_only_when_one_says_so(
    qtbot: QtBot, dialog: ExportDialog, tmp_path: Path
) -> None:
    """An import lies beside the module it came from; an export must not take that module's place."""
    target, asked = tmp_path / "own.py", []
    target.write_text("mine", encoding="utf-8")
    dialog._session.confirm = lambda title, text, buttons: asked.append(title) or ""
    dialog.path.set(str(target))
    qtbot.mouseClick(dialog.export_button, Qt.MouseButton.LeftButton)
    assert asked == ["own.py exists already"] and not dialog.busy
    assert target.read_text(encoding="utf-8") == "mine"
