"""The landscape page over real runs, with real mouse events."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication

from app.graph.changes import set_training
from app.landscape.landscape_file import load_landscape
from app.ui.pages.landscape import LandscapePage, LandscapeThumb
from app.ui.session import Session

WAIT = 60_000


@pytest.fixture
def session(tmp_path: Path):
    made = Session()
    made.warm(wait=True)
    made.open("moons-mlp")
    yield made
    made.close()


@pytest.fixture
def page(qtbot, session: Session):
    made = LandscapePage(session)
    qtbot.addWidget(made)
    made.resize(1600, 910)
    made.show()
    made.shown()
    made.panel.grid.set(7)
    made.panel.size.set(64)
    yield made
    made.close()


def train(session: Session, qtbot, epochs: int = 4) -> None:
    session.do("Short", set_training(session.project, epochs=epochs))
    assert session.start()
    qtbot.waitUntil(lambda: session.state == "finished", timeout=WAIT)


def settled(page: LandscapePage, qtbot) -> None:
    qtbot.waitUntil(lambda: page.landscape is not None and not page.worker.busy, timeout=WAIT)
    QApplication.processEvents()


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
    assert "walk" in page.panel.facts["u"]._value.text()
    assert page.panel._run_rows[0]._name.text() == session.runs[0].name
    image = page.plot.grab().toImage()
    area = page.plot.frame.rect.toRect()
    across, down = range(area.left() + 5, area.right(), 40), range(area.top() + 5, area.bottom(), 40)
    colors = {image.pixel(x, y) for x in across for y in down}
    assert len(colors) > 5


def test_slider_replays_the_kept_moments(page: LandscapePage, session: Session, qtbot) -> None:
    train(session, qtbot)
    settled(page, qtbot)
    assert page.bar.slider.maximum() == len(page.landscape.path) - 1 == page.bar.moment
    assert "off-plane 0" in page.bar.text.text()
    page.bar.slider.setValue(0)
    assert page.bar.text.text().startswith("step 0 · loss ") and "on the plane" in page.bar.text.text()
    qtbot.mouseClick(page.bar.button, Qt.MouseButton.LeftButton)
    assert page.bar.playing
    qtbot.waitUntil(lambda: page.bar.moment > 0, timeout=5000)


def test_mouse_over_a_moment_tells_both_losses(page: LandscapePage, session: Session, qtbot) -> None:
    train(session, qtbot)
    settled(page, qtbot)
    path = page.landscape.path
    told = page.plot.describe(*path.coordinates[0])
    assert "step 0" in told and "on the plane" in told and "off-plane" in told
    qtbot.mouseMove(page.plot, page.plot.frame.to_px(*path.coordinates[0]).toPoint())
    far = page.plot.describe(page.plot.frame.right, page.plot.frame.bottom)
    assert "step" not in far and "·" in far


def test_random_plane_accuracy_layer_and_recomputed_statistics(page: LandscapePage, session: Session, qtbot) -> None:
    train(session, qtbot)
    settled(page, qtbot)
    qtbot.mouseClick(page.panel.plane.segment("random"), Qt.MouseButton.LeftButton)
    qtbot.mouseClick(page.panel.batchnorm.segment("recomputed"), Qt.MouseButton.LeftButton)
    assert page.panel.seed_row.isVisible()
    page.panel.seed.set(5)
    qtbot.mouseClick(page.panel.compute_button, Qt.MouseButton.LeftButton)
    assert page.worker.busy
    settled(page, qtbot)
    surface = page.landscape.surface
    assert surface.plane.seed == 5 and surface.facts.batchnorm == "recomputed" and surface.exact.all()
    qtbot.mouseClick(page.panel.layer.segment("accuracy"), Qt.MouseButton.LeftButton)
    assert page.card.title.text().startswith("Accuracy") and page.plot.field.levels is None


def test_stop_keeps_what_is_known(page: LandscapePage, session: Session, qtbot) -> None:
    train(session, qtbot)
    settled(page, qtbot)
    page.panel.grid.set(121)
    qtbot.mouseClick(page.panel.compute_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.landscape.surface.loss.shape == (121, 121), timeout=WAIT)
    qtbot.mouseClick(page.panel.stop_button, Qt.MouseButton.LeftButton)
    assert not page.worker.busy and 0 < page.landscape.surface.done < 1
    assert page.plot.field.guessed.any() and "preview" in page.subtitle.text()


def test_exports(page: LandscapePage, session: Session, qtbot, tmp_path: Path) -> None:
    train(session, qtbot)
    settled(page, qtbot)
    page.export_to(tmp_path / "l.npz")
    page.export_to(tmp_path / "l.png")
    again = load_landscape(tmp_path / "l.npz")
    assert np.array_equal(again.surface.loss, page.landscape.surface.loss)
    assert (tmp_path / "l.png").stat().st_size > 10_000
    page.export_to(tmp_path / "missing" / "l.npz")  # says so in a toast instead of raising


def test_another_run_lies_on_the_surface_too(page: LandscapePage, session: Session, qtbot) -> None:
    train(session, qtbot)
    settled(page, qtbot)
    train(session, qtbot, epochs=3)
    settled(page, qtbot)
    qtbot.waitUntil(lambda: page.landscape.surface.exact.all() and bool(page._guests), timeout=WAIT)
    assert page.panel.run.count() == 2 and len(page._guests) == 1
    names = [row._name.text() for row in page.panel._run_rows if row.isVisibleTo(page)]
    assert names == [session.runs[1].name, session.runs[0].name]


def test_pause_computes_in_full_and_running_on_stops_it(page: LandscapePage, session: Session, qtbot) -> None:
    session.do("Long", set_training(session.project, epochs=3000))
    assert session.start()
    qtbot.waitUntil(lambda: session.run.telemetry.step_count > 60, timeout=WAIT)
    session.pause()
    qtbot.waitUntil(lambda: session.state == "paused", timeout=WAIT)
    settled(page, qtbot)
    assert page.landscape.surface.exact.all()
    assert page.landscape.path.steps[-1] == session.run.telemetry.step_count
    session.resume()
    qtbot.waitUntil(lambda: session.state == "running", timeout=WAIT)
    assert not page.panel.compute_button.isEnabled() and "Pause" in page.panel.note.text()
    session.stop()
    qtbot.waitUntil(lambda: session.state == "stopped", timeout=WAIT)
    settled(page, qtbot)


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
        qtbot.mouseClick(thumb, Qt.MouseButton.LeftButton, pos=QPoint(40, 40))
    assert asked.args == ["landscape"]
    session.stop()
    qtbot.waitUntil(lambda: session.state == "stopped", timeout=WAIT)
    thumb.close()
