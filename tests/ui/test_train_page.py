"""The Train page on a real run: curves, steering, runs, recipe, mistakes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.graph.changes import set_training
from app.training.folder.run_folder import IMPORTED
from app.ui.dialogs.try_it import TryIt
from app.ui.pages.train import TrainPage
from app.ui.pages.train.fields import shown
from app.ui.session import Session
from app.ui.theme import theme
from app.ui.widgets import EmptyState


@pytest.fixture
def session() -> Iterator[Session]:
    made = Session()
    made.warm(wait=True)
    assert made.open("digits-logistic")
    made.do("Shorten", set_training(made.project, epochs=400, threads=1, device="cpu"))
    yield made
    made.close()


@pytest.fixture
def page(qtbot: QtBot, session: Session) -> TrainPage:
    made = TrainPage(session)
    qtbot.addWidget(made)
    made.resize(1600, 940)
    made.show()
    made.shown()
    return made


def _until(qtbot: QtBot, true: Callable[[], bool]) -> None:
    qtbot.waitUntil(true, timeout=30_000)


def test_an_empty_page_teaches_and_runs(qtbot: QtBot, page: TrainPage, session: Session) -> None:
    assert page.stack.currentIndex() == 0
    page.stack.currentWidget().action.click()
    _until(qtbot, lambda: page.loss.value_text.startswith("train") and page.stack.currentIndex() == 1)
    session.stop()
    session.wait()


def test_imported_weights_have_no_curves_and_a_run_can_begin_with_them(
    qtbot: QtBot, page: TrainPage, session: Session
) -> None:
    assert session.start()
    _until(qtbot, lambda: session.run is not None and len(session.run.telemetry.epochs) > 0)
    session.stop()
    session.wait()
    session.runs[0].folder.update(state=IMPORTED)
    page.refresh()
    view = page.stack.currentWidget()
    assert isinstance(view, EmptyState) and "module" in view.title.text()
    qtbot.mouseClick(view.action, Qt.MouseButton.LeftButton)
    assert session.grower.start is not None


def test_live_curves_steering_and_results(qtbot: QtBot, page: TrainPage, session: Session) -> None:
    assert session.start()
    _until(qtbot, lambda: session.run is not None and len(session.run.telemetry.epochs) > 1)
    _until(qtbot, lambda: "[" in page.score.value_text)
    assert session.run is not None
    page.steer.fields["lr"].changed.emit(0.0005)
    _until(qtbot, lambda: any("0.0005" in event.text for event in session.run.telemetry.events))
    _until(qtbot, lambda: bool(page.loss.marks._shown) and bool(page.rate.marks._shown))
    assert page.rate.marks._shown[0][1].startswith("lr ")
    assert page.gradients._names == session.run.telemetry.layer_names
    session.pause()
    _until(qtbot, lambda: session.state == "paused")
    assert page.header._pace["step"].isEnabled()
    session.stop()
    session.wait()
    _until(qtbot, lambda: not session.live)
    page.header.views.set("mistakes")
    page.header.view_changed.emit("mistakes")
    _until(qtbot, lambda: page.mistakes.judgement is not None)
    judgement = page.mistakes.judgement
    assert judgement is not None
    assert judgement.evaluation.count == len(judgement.prepared.validation)
    assert judgement.evaluation.accuracy == pytest.approx(max(e.val_accuracy for e in session.run.telemetry.epochs))
    cells = judgement.evaluation.confusion
    page.mistakes.confusion.pick(0, 0)
    assert f"{cells[0, 0]} samples: true 0, called 0" in page.mistakes._which.text()


def test_what_was_steered_is_kept_by_a_button(qtbot: QtBot, page: TrainPage, session: Session) -> None:
    assert session.start()
    _until(qtbot, lambda: page.steer.fields["lr"].isVisible())
    assert not page.steer.keep.isVisible()
    page.steer.fields["lr"].changed.emit(0.0005)
    _until(qtbot, lambda: page.steer.keep.isVisible())
    assert page.steer._apart.text() == "Only this run has learning rate 0.0005"
    session.stop()
    session.wait()
    assert page.steer._apart.text() == "The last run was steered to learning rate 0.0005"
    qtbot.mouseClick(page.steer.keep, Qt.MouseButton.LeftButton)
    assert session.project.training.lr == page.recipe.rows["lr"].field.value() == 0.0005
    assert not page.steer.keep.isVisible()


def test_a_run_is_tried_by_one_click(qtbot: QtBot, page: TrainPage, session: Session) -> None:
    for _ in range(2):
        assert session.start()
        _until(qtbot, lambda: bool(session.run and session.run.telemetry.epochs))
        session.stop()
        session.wait()
    page.refresh()
    qtbot.mouseClick(page.header.try_it, Qt.MouseButton.LeftButton)
    (dialog,) = page.findChildren(TryIt)
    assert dialog.runs.value() == str(session.run.folder.path)
    _until(qtbot, lambda: dialog.predictor is not None)
    assert dialog.stack.currentWidget() is dialog.drawing
    dialog.close()


def test_a_single_epoch_is_seen(qtbot: QtBot, page: TrainPage, session: Session) -> None:
    session.do("One", set_training(session.project, epochs=1))
    assert session.start()
    _until(qtbot, lambda: not session.live)
    for series in (page.score._train, page.score._unseen, page.loss._unseen):
        assert len(series._curve.getData()[0]) == 1
        assert series._curve.opts["symbol"] == "o"
    (left, right), (low, high) = page.score.plot.getViewBox().state["targetRange"]
    at, (figure,) = session.run.telemetry.epochs[0].step, page.score._unseen._curve.getData()[1]
    assert left < at < right and low < figure < high


def test_runs_are_listed_hidden_renamed_and_deleted(qtbot: QtBot, page: TrainPage, session: Session) -> None:
    for _ in range(2):
        assert session.start()
        _until(qtbot, lambda: bool(session.run and session.run.telemetry.epochs))
        session.stop()
        session.wait()
    assert [row.entry for row in page.runs.rows] == list(reversed(session.runs))
    older = page.runs.rows[1]
    assert page.records.others == [older.entry]
    older._eye.click()
    assert page.records.others == []
    page.runs.rows[1].rename()
    editor = page.runs.rows[1]._editor
    editor.setText("warm start")
    editor.commit()
    assert session.runs[0].name == "warm start"
    folder = session.runs[0].folder.path
    session.delete_run(session.runs[0])
    assert len(page.runs.rows) == 1 and not folder.exists()


def test_long_names_of_runs_give_way(qtbot: QtBot, page: TrainPage, session: Session) -> None:
    assert session.start()
    _until(qtbot, lambda: bool(session.run and session.run.telemetry.epochs))
    session.stop()
    session.wait()
    long = "a run whose name says everything about its settings, its weights and its purpose"
    session.rename_run(session.runs[0], long)
    (row,) = page.runs.rows
    qtbot.wait(10)
    assert row.name.shown().startswith("a run") and row.name.shown().endswith("…")
    assert row.name.toolTip() == long
    assert row._score.visibleRegion().boundingRect() == row._score.rect()
    assert row._more.mapTo(page, row._more.rect().bottomRight()).x() < page.width()


def test_why_a_run_failed_stays_in_sight(qtbot: QtBot, page: TrainPage, session: Session) -> None:
    wild = {"optimizer": "SGD", "lr": 1000.0, "schedule": "constant", "momentum": 0.99, "weight_decay": 100.0}
    session.do("Wild", set_training(session.project, **wild))
    assert session.start()
    _until(qtbot, lambda: session.state == "failed")
    assert page.failure.isVisible()
    assert page.failure.text.text().startswith("The loss became")
    assert page.score.value_text == "no epoch was finished" or page.score.value_text.startswith("train")
    assert page.runs.rows[0]._caption.text().startswith("failed in epoch")
    session.set_run_visible(session.runs[0], False)
    session.delete_run(session.runs[0])
    assert not page.failure.isVisible()


def test_a_stopped_run_of_another_day_says_how_long_it_was_meant_to_be(
    qtbot: QtBot, page: TrainPage, session: Session, tmp_path: Path
) -> None:
    session.save_as(tmp_path / "mine.netloom")
    assert session.start()
    _until(qtbot, lambda: bool(session.run and len(session.run.telemetry.epochs) > 2))
    session.stop()
    session.wait()
    session.open(tmp_path / "mine.netloom")
    assert session.run is None
    telemetry = page.records.of(page.records.main)
    assert telemetry.total_epochs == 400
    assert telemetry.total_steps == 400 * telemetry.steps_per_epoch
    assert "/ 400" in page.header._text.text()
    assert 0 < page.header._bar.value() < 500


def test_curves_take_the_colours_of_another_theme(qtbot: QtBot, page: TrainPage, session: Session) -> None:
    session.do("Short", set_training(session.project, epochs=2))
    assert session.start()
    _until(qtbot, lambda: not session.live)
    page.refresh()
    before = page.loss._smooth.token
    theme().set_mode("light")
    try:
        assert page.loss._smooth.token == session.runs[0].color.name() != before
    finally:
        theme().set_mode("dark")


def test_the_recipe_shows_what_matters_and_can_be_undone(page: TrainPage, session: Session) -> None:
    recipe = session.project.training
    rows = page.recipe.rows
    assert {name for name, row in rows.items() if not row.isHidden()} == shown(recipe)
    rows["optimizer"].field.changed.emit("RMSprop")
    assert session.project.training.optimizer == "RMSprop"
    assert not rows["alpha"].isHidden() and rows["beta1"].isHidden()
    session.undo()
    assert session.project.training == recipe
    assert rows["optimizer"].field.value() == recipe.optimizer
    rows["clip_norm"].field.changed.emit(0)
    assert session.project.training.clip_norm == recipe.clip_norm
    assert "greater than 0" in rows["clip_norm"].field.toolTip()


def test_overfit_probe_says_its_finding(qtbot: QtBot, page: TrainPage, session: Session) -> None:
    page.checks.overfit.click()
    _until(qtbot, lambda: "one batch of 32" in page.checks.sentence.text())


def test_a_hidden_page_draws_nothing(qtbot: QtBot, page: TrainPage, session: Session) -> None:
    page.hide()
    calls = []
    page.loss.draw = lambda: calls.append(1)  # type: ignore[method-assign]
    page._redraw.__init__([page.loss.draw])  # type: ignore[misc]
    assert session.start()
    _until(qtbot, lambda: bool(session.run and session.run.telemetry.step_count > 5))
    session.stop()
    session.wait()
    assert calls == []


def test_redraws_are_rationed() -> None:
    from app.ui.plots.redraw import SHARE, Redraw

    drawn: list[int] = []

    def slow() -> None:
        drawn.append(1)
        time.sleep(0.01)

    redraw, begin = Redraw([slow]), time.perf_counter()
    while time.perf_counter() - begin < 0.4:
        redraw.tick()
        time.sleep(0.001)
    assert 1 <= len(drawn) <= 0.4 * SHARE / 0.01 + 2
