"""Deepening and widening in the window: from the menu to a run that begins with the carried weights."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
from PySide6.QtCore import QPointF, QTimer
from PySide6.QtWidgets import QApplication

from app.graph import changes
from app.graph.files.storage import load, resolve
from app.training.control import Control
from app.training.folder.opening import load_weights
from app.training.folder.run_folder import RunFolder
from app.training.job import Job
from app.training.loop import train
from app.training.records.telemetry import Telemetry
from app.ui.canvas.menus import menu_at
from app.ui.dialogs.widen import WidenDialog
from app.ui.main_window import MainWindow
from app.ui.session import Session
from app.ui.settings import Settings
from app.ui.widgets.feedback import Toast

WAIT = 60_000


@pytest.fixture(scope="module")
def moons(tmp_path_factory: pytest.TempPathFactory) -> RunFolder:
    """A short run of the moons network."""
    project = load(resolve("moons-mlp"))
    project.training = project.training.changed(epochs=2, threads=1, device="cpu")
    run = RunFolder.create(tmp_path_factory.mktemp("runs") / "moons", project, name="First moons")
    assert train(Job(project, run), Control(), Telemetry()).state == "finished"
    return run


@pytest.fixture
def window(qtbot) -> Iterator[MainWindow]:
    session = Session(Settings(theme="dark"))
    session.warm(wait=True)
    made = MainWindow(session)
    made.resize(1400, 900)
    made.show()
    made.begin("moons-mlp")
    session.do("Short", changes.set_training(session.project, epochs=1, threads=1, device="cpu"))
    session.settle()
    QApplication.processEvents()
    yield made
    session.confirm = lambda title, text, buttons: "discard" if "Save" in title else "stop"
    made.close()
    made.deleteLater()


def trigger(window: MainWindow, place: QPointF, title: str) -> None:
    """Open the menu at a place of the canvas and take an entry."""
    view = window.page_widget("build").canvas
    menu = menu_at(view, view.mapFromScene(place))
    entry = next(action for action in menu.actions() if action.text().startswith(title))
    assert entry.isEnabled()
    entry.trigger()
    menu.close()


def middle(window: MainWindow, source: str) -> QPointF:
    view = window.page_widget("build").canvas
    items = view.board.wiring.items.items()
    found = next(item for link, item in items if view.board.nodes[link.source].instance.name == source)
    return found.path.pointAtPercent(0.3)


def node(window: MainWindow, name: str) -> str:
    return window.session.project.graph.named(name).id


def grown(qtbot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: not window.session.grower.busy, timeout=WAIT)


def toast_of(window: MainWindow) -> str:
    return window.findChildren(Toast)[-1].text.text()


def test_without_a_run_the_action_says_why(window: MainWindow) -> None:
    trigger(window, middle(window, "tanh_1"), "Deepen here")
    assert toast_of(window) == "No run has kept weights yet; train this drawing first"
    assert window.session.project.graph.named("residual_1") is None


def test_deepen_run_and_see_what_it_began_with(qtbot, window: MainWindow, moons: RunFolder) -> None:
    session, chip = window.session, window.top.run_buttons.begin
    session.show_run(moons.path)
    assert chip.isHidden()
    trigger(window, middle(window, "tanh_1"), "Deepen here")
    grown(qtbot, window)
    assert session.project.graph[session.selection[0]].name == "residual_1"
    assert session.document.undo_label == "Deepen behind tanh_1"
    assert "says exactly what it said. The next run goes on from First moons" in toast_of(window)
    assert chip.isVisible() and chip.text().startswith("from First")
    session.settle()
    assert session.start()
    qtbot.waitUntil(lambda: session.state == "finished", timeout=WAIT)
    assert session.run.telemetry.events[0].text == "starts from First moons, best weights: 6 tensors kept, 4 new"
    assert chip.isHidden()


def test_undo_leaves_the_weights_of_before(qtbot, window: MainWindow, moons: RunFolder) -> None:
    session = window.session
    session.show_run(moons.path)
    before = session.whole.copy()
    session.grower.widen(node(window, "linear_1"), 24)
    grown(qtbot, window)
    assert session.project.graph.named("linear_1").node.out_features == 24
    session.undo()
    assert session.whole == before
    session.settle()
    assert session.start()
    session.stop()
    qtbot.waitUntil(lambda: session.state in ("stopped", "finished"), timeout=WAIT)
    assert session.run.telemetry.events[0].text.endswith("6 tensors kept")


def test_the_carried_weights_can_be_declined_and_kept_after_all(qtbot, window: MainWindow, moons: RunFolder) -> None:
    session, chip = window.session, window.top.run_buttons.begin
    session.grower.begin_with(session.show_run(moons.path))
    assert chip.isVisible() and "First moons, best weights" in chip.toolTip()
    start = session.grower.start
    assert torch.equal(start.weights["linear_1.weight"], load_weights(moons)["linear_1.weight"])
    chip.click()
    assert chip.isHidden() and session.grower.start is None
    window.findChildren(Toast)[-1]._act()
    assert chip.isVisible() and session.grower.start is start
    session.new()
    assert chip.isHidden()


def test_widen_asks_how_wide(qtbot, window: MainWindow, moons: RunFolder) -> None:
    session = window.session
    session.show_run(moons.path)
    asked = []

    def answer() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, WidenDialog)
        asked.append(dialog.width_asked)
        dialog.field.setText("20")
        dialog.field.commit()
        dialog.ok.click()

    QTimer.singleShot(0, answer)
    view = window.page_widget("build").canvas
    trigger(window, view.board.body(node(window, "linear_2")).center(), "Widen…")
    assert asked == [32]
    grown(qtbot, window)
    assert session.project.graph.named("linear_2").node.out_features == 20
    assert "what it said (largest difference" in toast_of(window)
    trigger(window, view.board.body(node(window, "linear_3")).center(), "Widen…")
    assert "linear_3 cannot be widened: output (Output) behind it needs the size it has" in toast_of(window)


def test_weights_of_another_drawing_are_told(qtbot, window: MainWindow, moons: RunFolder) -> None:
    session = window.session
    session.show_run(moons.path)
    session.do("Wider", changes.set_params(session.project, [node(window, "linear_1")], out_features=20))
    session.grower.deepen(session.project.graph.links_from(node(window, "tanh_1")))
    grown(qtbot, window)
    assert "do not fit the drawing as it is" in toast_of(window)
    assert session.document.undo_label == "Wider"


def test_a_change_meanwhile_wins(qtbot, window: MainWindow, moons: RunFolder) -> None:
    session = window.session
    session.show_run(moons.path)
    session.grower.deepen(session.project.graph.links_from(node(window, "tanh_1")))
    assert not session.start()  # not while it is at work
    session.do("Wider", changes.set_params(session.project, [node(window, "linear_1")], out_features=20))
    grown(qtbot, window)
    assert toast_of(window) == "The drawing was changed meanwhile; nothing was done"
    assert session.grower.start is None


def test_a_run_row_offers_its_weights(window: MainWindow, moons: RunFolder) -> None:
    window.session.show_run(moons.path)
    window.show_page("train")
    (row,) = window.page_widget("train").runs.rows
    row.go_on()
    assert window.top.run_buttons.begin.isVisible()
    assert Path(row.entry.folder.path) == moons.path


def test_the_bar_has_room_for_it_in_every_window(qtbot, window: MainWindow, moons: RunFolder) -> None:
    window.session.grower.begin_with(window.session.show_run(moons.path))
    chip, run = window.top.run_buttons.begin, window.top.run_buttons.main
    for width in (960, 1060, 1200, 1480, 1600):
        window.resize(width, 700)
        qtbot.waitUntil(lambda: chip.width() >= chip.sizeHint().width() and chip.geometry().right() < run.x())
