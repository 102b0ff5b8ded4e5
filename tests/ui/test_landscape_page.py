"""The landscape page over real runs, with real mouse events."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QMainWindow

from app.graph.changes import set_params, set_training
from app.landscape.landscape_file import load_landscape
from app.ui.pages.landscape import LandscapePage, LandscapeThumb
from app.ui.session import Session

WAIT = 60_000
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def session(tmp_path: Path):
    made = Session()
    made.warm(wait=True)
    made.open("moons-mlp")
    yield made
    made.close()


@pytest.fixture
def page(qtbot, session: Session):
    made = page_of(qtbot, session)
    yield made
    made.close()


def page_of(qtbot, session: Session) -> LandscapePage:
    made = LandscapePage(session)
    qtbot.addWidget(made)
    made.resize(1600, 910)
    made.show()
    made.panel.form.grid.set(7)
    made.panel.form.size.set(64)
    made.shown()
    return made


def train(session: Session, qtbot, epochs: int = 4) -> None:
    session.do("Short", set_training(session.project, epochs=epochs))
    assert session.start()
    qtbot.waitUntil(lambda: session.state == "finished", timeout=WAIT)


def settled(page: LandscapePage, qtbot) -> None:
    qtbot.waitUntil(lambda: page.landscape is not None and page.settled, timeout=WAIT)
    QApplication.processEvents()


def surfaces() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name.startswith(("surface", "lane"))]


def texts(page: LandscapePage) -> list[str]:
    return [row.name.text() for row in page.panel.run_rows if row.isVisibleTo(page)]


def test_empty_page_teaches_and_offers_a_run(page: LandscapePage) -> None:
    assert page.stack.currentIndex() == 0 and page.empty.action is not None and page.empty.action.isVisible()
    assert not page.panel.compute_button.isEnabled() and not page.panel.png.isEnabled()


def test_the_full_surface_comes_by_itself_at_the_end(page: LandscapePage, session: Session, qtbot) -> None:
    train(session, qtbot)
    settled(page, qtbot)
    surface, path = page.landscape.surface, page.landscape.path
    assert surface.exact.all() and surface.loss.shape == (7, 7) and surface.plane.kind == "pca"
    assert path.steps[-1] == session.run.telemetry.step_count and np.isfinite(path.true).all()
    assert page.stack.currentIndex() == 1 and "64 fixed, stratified samples (seed 0)" in page.subtitle.text()
    assert page.progress.text().startswith("49 points in ") and not page.panel.compute_button.isEnabled()
    assert "walk" in page.panel.facts["u"].text()
    assert texts(page) == [session.runs[0].name]
    image = page.plot.grab().toImage()
    area = page.plot.frame.rect.toRect()
    across, down = range(area.left() + 5, area.right(), 40), range(area.top() + 5, area.bottom(), 40)
    assert len({image.pixel(x, y) for x in across for y in down}) > 5


def test_a_stored_run_is_measured_as_soon_as_the_page_is_in_front(session: Session, qtbot, tmp_path: Path) -> None:
    assert session.save_as(tmp_path / "mine.netloom")
    train(session, qtbot)
    session.close()
    again = Session()
    again.warm(wait=True)
    assert again.open(tmp_path / "mine.netloom") and len(again.runs) == 1 and again.run is None
    page = page_of(qtbot, again)
    assert page.survey.busy and "opening" in page.empty.text.text() and page.panel.stop_button.isVisible()
    settled(page, qtbot)
    assert page.landscape.surface.exact.all() and np.isfinite(page.landscape.path.on_plane).all()
    assert page.survey.timeline is not None and page.bar.ruler.isVisible()
    assert page.bar.text.text().startswith("epoch 4.0 · step ") and " · lr " in page.bar.text.text()
    page.close()
    again.close()


def test_torch_may_come_after_the_page(qtbot, session: Session, tmp_path: Path, monkeypatch) -> None:
    assert session.save_as(tmp_path / "mine.netloom")
    train(session, qtbot)
    session.close()
    with monkeypatch.context() as patched:
        patched.delitem(__import__("sys").modules, "torch")
        early = Session()
    assert not early.ready and early.open(tmp_path / "mine.netloom")
    page = page_of(qtbot, early)
    assert page.stack.currentIndex() == 0 and "PyTorch" in page.empty.text.text() and not page.survey.busy
    early.warm(wait=True)
    settled(page, qtbot)
    assert page.landscape.surface.exact.all()
    page.close()
    early.close()


def test_it_waits_until_the_page_is_in_front(page: LandscapePage, session: Session, qtbot) -> None:
    page.hidden()
    train(session, qtbot)
    assert not page.survey.busy and page.landscape is None
    page.shown()
    assert page.survey.busy
    settled(page, qtbot)


def test_progress_and_time_left_are_told_while_points_arrive(page: LandscapePage, session: Session, qtbot) -> None:
    train(session, qtbot)
    settled(page, qtbot)
    page.panel.form.grid.set(101)
    said, shares = [], []
    page.survey.shown.connect(lambda: said.append(page.progress.text()))
    page.survey.shown.connect(lambda: shares.append(page.landscape.surface.done))
    page.survey.wish_again()
    settled(page, qtbot)
    assert sum("% · " in text and text.endswith(" left") for text in said) > 1
    assert shares == sorted(shares) and 0 < shares[0] < shares[-1] == 1.0
    assert said[-1].startswith("10,201 points in ")


def test_slider_replays_the_kept_moments_with_rate_and_epoch(page: LandscapePage, session: Session, qtbot) -> None:
    train(session, qtbot)
    settled(page, qtbot)
    assert page.bar.slider.maximum() == len(page.landscape.path) - 1 == page.bar.moment
    assert page.bar.text.text().startswith("epoch 4.0 · step ") and page.bar.text.text().endswith("off-plane 0")
    page.bar.slider.setValue(0)
    first, second = page.bar.text.text().split("\n")
    assert first.startswith("epoch 0.0 · step 0 · lr ") and " · loss " in first
    assert second.startswith("on the plane ") and "% of |w|)" in second
    lr = session.run.telemetry.column("lr")[0]
    assert f"lr {lr:.4g}" in first
    marks, numbered = page.bar.ruler.shown()
    assert marks == [1, 2, 3, 4] == numbered
    assert page.bar.ruler.x_of(4) == pytest.approx(page.bar.ruler.width() - 7)
    qtbot.mouseClick(page.bar.button, LEFT)
    assert page.bar.playing
    qtbot.waitUntil(lambda: page.bar.moment > 0)


def test_mouse_over_a_moment_tells_both_losses(page: LandscapePage, session: Session, qtbot) -> None:
    train(session, qtbot)
    settled(page, qtbot)
    path = page.landscape.path
    told = page.plot.describe(*path.coordinates[0])
    assert "step 0" in told and "on the plane" in told and "off-plane" in told and "lr" in told
    qtbot.mouseMove(page.plot, page.plot.frame.to_px(*path.coordinates[0]).toPoint())
    far = page.plot.describe(page.plot.frame.right, page.plot.frame.bottom)
    assert "step" not in far and "·" in far


def test_another_plane_comes_by_itself_and_the_first_one_at_once(page: LandscapePage, session: Session, qtbot) -> None:
    train(session, qtbot)
    settled(page, qtbot)
    pca = page.landscape
    qtbot.mouseClick(page.panel.form.plane.segment("random"), LEFT)
    qtbot.mouseClick(page.panel.form.batchnorm.segment("recomputed"), LEFT)
    assert page.panel.form.seed.isVisible()
    field = page.panel.form.seed
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "5")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.landscape.surface.plane.seed == 5 and page.settled, timeout=WAIT)
    surface = page.landscape.surface
    assert surface.facts.batchnorm == "recomputed" and surface.exact.all()
    assert "of |w|" in page.panel.facts["u"].text() and "random plane" in page.card.title.text()
    qtbot.mouseClick(page.panel.form.batchnorm.segment("running"), LEFT)
    qtbot.mouseClick(page.panel.form.plane.segment("pca"), LEFT)
    qtbot.waitUntil(lambda: page.landscape is pca, timeout=WAIT)


def test_accuracy_is_a_second_layer(page: LandscapePage, session: Session, qtbot) -> None:
    train(session, qtbot)
    settled(page, qtbot)
    qtbot.mouseClick(page.panel.layer.segment("accuracy"), LEFT)
    assert page.card.title.text().startswith("Accuracy") and page.plot.field.levels is None
    assert np.array_equal(page.plot.field.values, page.landscape.surface.accuracy)
    before = page.plot.grab().toImage()
    qtbot.mouseClick(page.panel.layer.segment("loss"), LEFT)
    assert page.card.title.text().startswith("Loss") and page.plot.grab().toImage() != before


def test_stop_keeps_what_is_known_and_compute_goes_on(page: LandscapePage, session: Session, qtbot) -> None:
    train(session, qtbot)
    settled(page, qtbot)
    page.panel.form.grid.set(121)
    page.survey.wish_again()
    qtbot.waitUntil(lambda: page.landscape.surface.loss.shape == (121, 121), timeout=WAIT)
    assert page.panel.stop_button.isVisible() and not page.panel.compute_button.isVisible()
    qtbot.mouseClick(page.panel.stop_button, LEFT)
    assert page.settled and 0 < page.landscape.surface.done < 1
    assert page.plot.field.guessed.any() and "preview" in page.subtitle.text()
    assert "stopped at" in page.progress.text() and page.panel.compute_button.isVisible()
    page.hidden()
    page.shown()
    assert not page.survey.busy  # a person who has stopped it is not overruled
    page.panel.form.grid.set(7)
    qtbot.mouseClick(page.panel.compute_button, LEFT)
    qtbot.waitUntil(lambda: page.landscape.surface.exact.all() and page.settled, timeout=WAIT)
    qtbot.waitUntil(lambda: not surfaces(), timeout=WAIT)


@pytest.mark.parametrize("kind", ["npz", "png", "svg"])
def test_export_by_its_buttons(page, session: Session, qtbot, tmp_path: Path, monkeypatch, kind: str) -> None:
    train(session, qtbot)
    settled(page, qtbot)
    file = tmp_path / f"l.{kind}"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(file), ""))
    qtbot.mouseClick(page.panel.npz if kind == "npz" else page.panel.png, LEFT)
    if kind == "npz":
        assert np.array_equal(load_landscape(file).surface.loss, page.landscape.surface.loss)
    assert file.stat().st_size > 5_000
    page.export_to(tmp_path / "missing" / "l.npz")  # says so in a toast instead of raising


def test_another_run_lies_on_the_surface_too_and_its_eye_hides_it(page, session: Session, qtbot) -> None:
    train(session, qtbot)
    settled(page, qtbot)
    train(session, qtbot, epochs=3)
    settled(page, qtbot)
    qtbot.waitUntil(lambda: bool(page.guests.guests), timeout=WAIT)
    older, newer = session.runs
    assert page.panel.run.count() == 2 and page.survey.entry is newer
    assert [guest.entry for guest in page.guests.guests] == [older] and texts(page) == [newer.name, older.name]
    row = page.panel.run_rows[1]
    assert "off-plane" in row.below.text()
    with_guest = page.plot.grab().toImage()
    qtbot.mouseClick(row.eye, LEFT)
    assert not older.visible and page.guests.guests == () and row.below.text() == "hidden"
    assert page.plot.grab().toImage() != with_guest
    qtbot.mouseClick(row.eye, LEFT)
    qtbot.waitUntil(lambda: bool(page.guests.guests), timeout=WAIT)
    assert older.visible and page.plot.grab().toImage() == with_guest


def test_a_run_with_other_weights_is_named_and_not_drawn(page: LandscapePage, session: Session, qtbot) -> None:
    train(session, qtbot)
    node = next(each for each in session.project.graph if type(each.node).__name__ == "Linear")
    session.do("Wider", set_params(session.project, [node.id], out_features=node.node.out_features + 3))
    train(session, qtbot)
    settled(page, qtbot)
    qtbot.waitUntil(lambda: "other weights" in page.panel.run_rows[1].below.text(), timeout=WAIT)
    assert page.guests.guests == ()


def test_choosing_another_run_measures_it(page: LandscapePage, session: Session, qtbot) -> None:
    train(session, qtbot)
    settled(page, qtbot)
    train(session, qtbot, epochs=3)
    settled(page, qtbot)
    older, newer = session.runs
    newest = page.landscape
    page.panel.run.setFocus()
    qtbot.keyClick(page.panel.run, Qt.Key.Key_Down)
    assert page.survey.entry is older and page.landscape is not newest
    settled(page, qtbot)
    assert page.landscape.path.steps[-1] > newest.path.steps[-1] and page.landscape.surface.exact.all()
    qtbot.keyClick(page.panel.run, Qt.Key.Key_Up)
    assert page.survey.entry is newer and page.landscape is newest  # known already


def test_the_list_of_runs_stays_open_while_points_arrive(page: LandscapePage, session: Session, qtbot) -> None:
    train(session, qtbot)
    settled(page, qtbot)
    emptied = []
    page.panel.run.model().rowsRemoved.connect(lambda *_: emptied.append(1))
    page.panel.run.showPopup()
    page.panel.form.grid.set(41)
    page.survey.wish_again()
    settled(page, qtbot)
    assert not emptied and page.panel.run.view().isVisible()
    page.panel.run.hidePopup()


def test_live_and_coarse_then_in_full_on_pause_then_live_again(page: LandscapePage, session: Session, qtbot) -> None:
    session.do("Long", set_training(session.project, epochs=3000))
    assert session.start()
    qtbot.waitUntil(lambda: page.landscape is not None, timeout=WAIT)
    assert session.state == "running" and not page.survey.busy and page.landscape.surface.loss.shape == (9, 9)
    assert page.progress.text().startswith("live") and len(page.landscape.path) > 2
    qtbot.waitUntil(lambda: session.run.telemetry.step_count > 60, timeout=WAIT)
    session.pause()
    qtbot.waitUntil(lambda: session.state == "paused", timeout=WAIT)
    settled(page, qtbot)
    full = page.landscape
    assert full.surface.exact.all() and full.surface.loss.shape == (7, 7)
    assert full.path.steps[-1] == session.run.telemetry.step_count
    page.panel.form.grid.set(121)
    page.survey.wish_again()
    assert page.survey.busy
    session.resume()
    qtbot.waitUntil(lambda: session.state == "running", timeout=WAIT)
    assert not page.survey.busy and not page.panel.compute_button.isEnabled() and "Pause" in page.panel.note.text()
    qtbot.waitUntil(lambda: page.landscape.surface.loss.shape == (9, 9), timeout=WAIT)
    assert page.landscape.path.steps[-1] > full.path.steps[-1]
    page.panel.form.grid.set(7)
    session.stop()
    qtbot.waitUntil(lambda: session.state == "stopped", timeout=WAIT)
    settled(page, qtbot)
    assert page.landscape.surface.exact.all()


def test_a_run_that_is_too_short_says_why(page: LandscapePage, session: Session, qtbot) -> None:
    session.do("Long", set_training(session.project, epochs=3000))
    assert session.start()
    session.pause()
    qtbot.waitUntil(lambda: session.state == "paused", timeout=WAIT)
    session.stop()
    qtbot.waitUntil(lambda: session.state == "stopped" and page.settled, timeout=WAIT)
    if session.run.telemetry.step_count < 2:
        assert page.stack.currentIndex() == 0 and "kept moments" in page.empty.text.text()


def test_closing_the_window_ends_the_work(session: Session, qtbot) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    page = page_of(qtbot, session)
    window.setCentralWidget(page)
    window.resize(1200, 800)
    window.show()
    train(session, qtbot)
    page.panel.form.grid.set(201)
    page.survey.wish_again()
    qtbot.waitUntil(lambda: page.survey.share > 0, timeout=WAIT)
    assert surfaces()
    window.close()
    assert not surfaces() and not page.survey.busy


def test_another_document_ends_the_work_and_shows_its_own_run(page, session: Session, qtbot, tmp_path: Path) -> None:
    assert session.save_as(tmp_path / "first.netloom")
    train(session, qtbot)
    settled(page, qtbot)
    first = page.landscape
    session.open("digits-logistic")
    assert page.landscape is None and page.survey.entry is None and page.stack.currentIndex() == 0
    assert session.open(tmp_path / "first.netloom")
    page.panel.form.grid.set(201)
    page.survey.wish_again()
    assert page.survey.busy
    session.open("digits-logistic")
    assert not page.survey.busy and page.landscape is None
    qtbot.waitUntil(lambda: not surfaces(), timeout=WAIT)
    page.panel.form.grid.set(7)
    assert session.open(tmp_path / "first.netloom")
    settled(page, qtbot)
    assert page.landscape is not first and np.array_equal(page.landscape.surface.loss, first.surface.loss)


def test_stopping_never_waits_for_a_run_that_is_being_opened(session: Session, qtbot, tmp_path, monkeypatch) -> None:
    import app.landscape.opening

    assert session.save_as(tmp_path / "mine.netloom")
    train(session, qtbot)
    session.close()
    gate, real = threading.Event(), app.landscape.opening.source_of_run

    def slow(*given: object):
        assert gate.wait(timeout=30)
        return real(*given)

    monkeypatch.setattr(app.landscape.opening, "source_of_run", slow)
    again = Session()
    again.warm(wait=True)
    assert again.open(tmp_path / "mine.netloom")
    page = page_of(qtbot, again)
    assert page.survey.busy
    qtbot.mouseClick(page.panel.stop_button, LEFT)
    assert not page.survey.busy and surfaces()  # the thread is still at it, and nobody waits
    qtbot.mouseClick(page.panel.compute_button, LEFT)
    gate.set()
    settled(page, qtbot)
    assert page.landscape.surface.exact.all()
    qtbot.waitUntil(lambda: not surfaces(), timeout=WAIT)
    page.close()
    again.close()


def test_thumb_follows_the_live_run_and_leads_to_the_page(session: Session, qtbot) -> None:
    thumb = LandscapeThumb(session)
    qtbot.addWidget(thumb)
    thumb.resize(220, 150)
    thumb.show()
    blank = thumb.grab().toImage()
    session.do("Long", set_training(session.project, epochs=5000))
    assert session.start()
    qtbot.waitUntil(lambda: thumb.landscape is not None, timeout=WAIT)
    assert thumb.grab().toImage() != blank
    with qtbot.waitSignal(session.page_requested) as asked:
        qtbot.mouseClick(thumb, LEFT, pos=QPoint(40, 40))
    assert asked.args == ["landscape"]
    session.stop()
    qtbot.waitUntil(lambda: session.state == "stopped", timeout=WAIT)
    thumb.close()
