"""The Lab with real mouse events."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication

from app.landscape.functions import FUNCTIONS
from app.ui.pages.lab import LabPage
from app.ui.session import Session


@pytest.fixture
def page(qtbot):
    session = Session()
    made = LabPage(session)
    qtbot.addWidget(made)
    made.resize(1600, 910)
    made.show()
    qtbot.waitExposed(made)
    yield made
    made.hidden()
    made.hide()
    session.close()


def at(page: LabPage, x: float, y: float) -> QPoint:
    return page.plot.frame.to_px(x, y).toPoint()


def test_five_racers_run_and_the_table_says_where_they_are(page: LabPage) -> None:
    assert [path.racer.label for _, path in page.paths] == ["SGD", "Momentum", "RMSprop", "Adam", "AdamW"]
    assert [row[1] for row in page.results.rows] == ["SGD", "Momentum", "RMSprop", "Adam", "AdamW"]
    assert page.bar.text.text() == "step 500 of 500"


def test_a_click_puts_the_start_there(page: LabPage, qtbot) -> None:
    qtbot.mouseClick(page.plot, Qt.MouseButton.LeftButton, pos=at(page, 0.5, 2.0))
    x, y = page.panel.setup.from_here
    assert abs(x - 0.5) < 0.02 and abs(y - 2.0) < 0.02
    assert np.allclose(page.paths[0][1].points[0], (x, y))
    assert page.panel.start_x.value() == pytest.approx(x, abs=1e-3)


def test_dragging_races_live_and_a_release_races_in_full(page: LabPage, qtbot) -> None:
    page.panel.steps.field.set(2000)
    page.panel.steps._typed(2000)
    assert len(page.paths[0][1].points) == 2001
    qtbot.mousePress(page.plot, Qt.MouseButton.LeftButton, pos=at(page, -1.0, 1.0))
    starts = []
    for x in (-0.5, 0.0, 0.4):
        qtbot.mouseMove(page.plot, at(page, x, 1.5))
        starts.append(tuple(page.paths[0][1].points[0]))
    assert len(set(starts)) == 3 and len(page.paths[0][1].points) == 601
    qtbot.mouseRelease(page.plot, Qt.MouseButton.LeftButton, pos=at(page, 0.4, 1.5))
    assert len(page.paths[0][1].points) == 2001


def test_a_click_outside_the_surface_does_nothing(page: LabPage, qtbot) -> None:
    before = page.panel.setup
    qtbot.mouseClick(page.plot, Qt.MouseButton.LeftButton, pos=QPoint(10, 10))
    assert page.panel.setup == before


def test_a_mark_takes_a_racer_out(page: LabPage, qtbot) -> None:
    qtbot.mouseClick(page.panel.racers[0].mark, Qt.MouseButton.LeftButton)
    assert [path.racer.label for _, path in page.paths] == ["Momentum", "RMSprop", "Adam", "AdamW"]
    for racer in page.panel.racers[1:]:
        qtbot.mouseClick(racer.mark, Qt.MouseButton.LeftButton)
    assert page.paths == [] and page.results.rows == []


def test_a_slider_changes_the_learning_rate(page: LabPage, qtbot) -> None:
    slider = page.panel.racers[0].rate.slider
    before = page.paths[0][1].racer.lr
    slider.setFocus()
    qtbot.keyClick(slider, Qt.Key.Key_PageUp)
    assert page.paths[0][1].racer.lr > before == 1e-3
    assert page.panel.racers[0].rate.field.value() == page.paths[0][1].racer.lr


def test_momentum_noise_and_penalty_reach_the_race(page: LabPage) -> None:
    panel = page.panel
    for field, value in ((panel.momentum, 0.5), (panel.noise, 2.0), (panel.penalty, 0.5)):
        field._typed(value)
    racers = {path.racer.label: path.racer for _, path in page.paths}
    assert racers["Momentum"].momentum == 0.5 and racers["SGD"].momentum == 0.0
    assert panel.setup.noise == 2.0 and panel.setup.penalty.strength == 0.5
    assert "penalty" in page._says.text()


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_can_be_chosen_and_painted(page: LabPage, name: str) -> None:
    page.panel.function.set(name)
    page.panel.function.changed.emit(name)
    assert page._card.title.text() == FUNCTIONS[name].title
    assert page.panel.condition_row.isVisible() == (name == "quadratic")
    image = page.plot.grab().toImage()
    frame = page.plot.frame.rect
    shares = [place / 40 for place in range(1, 40)]
    spots = [(frame.left() + frame.width() * share, frame.top() + frame.height() * share) for share in shares]
    colors = {image.pixel(int(x), int(y)) for x, y in spots}
    assert len(colors) > 3


def test_space_plays_and_scrubbing_shows_an_earlier_step(page: LabPage, qtbot) -> None:
    page.setFocus()
    qtbot.keyClick(page, Qt.Key.Key_Space)
    assert page.bar.playing
    qtbot.waitUntil(lambda: page.bar.moment > 5)
    qtbot.keyClick(page, Qt.Key.Key_Space)
    assert not page.bar.playing
    page.bar.slider.setValue(100)
    assert page.plot.step == 100 and page.bar.text.text() == "step 100 of 500"
    shown = float(page.results.rows[0][2])
    assert shown == pytest.approx(page.paths[0][1].values[100], rel=1e-3)


def test_a_diverged_racer_says_so(page: LabPage) -> None:
    page.panel.racers[0].rate._typed(1.0)
    assert page.results.rows[0][2] == "diverged"
    page.plot.repaint()


def test_another_theme_repaints(page: LabPage) -> None:
    from app.ui.theme import theme

    before = page.grab().toImage()
    theme().set_mode("light")
    QApplication.processEvents()
    try:
        assert page.grab().toImage() != before
    finally:
        theme().set_mode("dark")
