"""Plots: nothing is lost in decimation, colours follow the theme, cells can be asked."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPicture
from pytestqt.qtbot import QtBot

from app.training.records.telemetry import EpochRecord, Telemetry
from app.ui.plots import ColorBar, ConfusionView, HeatMap, LineSeries, Part, PlotCard, Sparkline
from app.ui.plots.axes import short
from app.ui.plots.colorbar import lookup
from app.ui.plots.decimate import averaged, decimated, nice_end
from app.ui.plots.figures import best_epoch, duration, interval_text, progress_text, score_text
from app.ui.plots.heat import painted, scale
from app.ui.theme import color, theme


def test_decimation_keeps_every_spike_and_stays_small() -> None:
    y = np.random.default_rng(0).normal(size=100_000)
    y[54_321] = 99.0
    x, kept = decimated(np.arange(len(y)), y, 500)
    assert len(x) == len(kept) <= 1000
    assert kept.max() == 99.0 and kept.min() == y.min()
    assert (np.diff(x) >= 0).all()
    assert abs(x[kept.argmax()] - 54_321) < 256


def test_decimation_is_exact_for_few_points_and_survives_gaps() -> None:
    x, y = np.arange(10), np.array([1, np.nan, 3, 4, 5, 6, 7, 8, 9, 10.0])
    assert np.array_equal(decimated(x, y, 100)[1], y, equal_nan=True)
    many = np.tile(y, 100)
    assert np.nanmax(decimated(np.arange(1000), many, 20)[1]) == 10


@pytest.mark.parametrize(("value", "end"), [(0, 50), (51, 60), (612, 800), (1001, 1500), (9999, 10000)])
def test_axes_end_on_round_numbers(value: float, end: float) -> None:
    assert nice_end(value) == end


def test_numbers_are_short() -> None:
    assert [short(each) for each in (0, 0.00123, 3.4e-7, 12_000, 0.5)] == ["0", "0.00123", "3.4e-7", "12,000", "0.5"]
    assert short(float("nan")) == "NaN"


def test_a_line_draws_only_what_changed(qtbot: QtBot) -> None:
    card = PlotCard("Loss")
    qtbot.addWidget(card)
    series, drawn = LineSeries(card, "accent"), []
    series._curve.setData = lambda x, y: drawn.append((x, y))  # type: ignore[method-assign]
    x, y = np.arange(3.0), np.array([1.0, 10.0, 0.0])
    series.set(x, y)
    series.set(x, y)
    assert len(drawn) == 1
    series.set(x, y, log=True)
    assert drawn[1][1][:2] == pytest.approx([0, 1]) and np.isnan(drawn[1][1][2])


def test_a_longer_value_is_not_cut_off_until_the_next_layout(qtbot: QtBot) -> None:
    card = PlotCard("Gradient norm by layer")
    qtbot.addWidget(card)
    card.resize(640, 300)
    card.set_value("0")
    card.show()
    qtbot.waitExposed(card)
    card.set_value("0.00123 total")  # what is painted before the layout has heard of it
    assert card._value.width() >= card._value.sizeHint().width()
    card.set_parts(Part("train", "98.1 %", "accent"), Part("val", "97.2 % [95.0, 98.9]", "attention"))
    assert card._value.width() >= card._value.sizeHint().width()


def test_a_sparkline_is_painted_only_where_something_changed(qtbot: QtBot) -> None:
    line = Sparkline()
    qtbot.addWidget(line)
    line.resize(200, 60)
    x, y = np.arange(5.0), np.array([1.0, 2.0, np.nan, 3.0, np.nan])
    line.set_curves((x, y, "accent", 1.0, 1.0))
    before = line._curves
    line.set_curves((x, y, "accent", 1.0, 1.0))
    assert line._curves is before
    line.set_curves((x[:4], y[:4], "accent", 1.0, 1.0))
    longer = line._curves
    line.resize(400, 60)
    line.set_curves((x[:4], y[:4], "accent", 1.0, 1.0))
    assert longer is not before and line._curves is not longer


def test_a_lone_point_is_a_dot_until_it_becomes_a_line(qtbot: QtBot) -> None:
    card = PlotCard("Accuracy")
    qtbot.addWidget(card)
    plain, dotted = LineSeries(card, "accent"), LineSeries(card, "attention", dots=True)
    for series in (plain, dotted):
        series.set(np.array([48.0]), np.array([0.5]))
        assert (series._curve.opts["symbol"], series._curve.opts["symbolSize"]) == ("o", 7)
        series.set(np.array([48.0, 96.0, 144.0]), np.array([np.nan, 0.6, np.nan]))
        assert series._curve.opts["symbol"] == "o"
        series.set(np.array([48.0, 96.0]), np.array([0.5, 0.6]))
    assert plain._curve.opts["symbol"] is None
    assert (dotted._curve.opts["symbol"], dotted._curve.opts["symbolSize"]) == ("o", 5)


def test_dots_go_where_they_would_touch(qtbot: QtBot) -> None:
    card = PlotCard("Accuracy")
    qtbot.addWidget(card)
    series = LineSeries(card, "attention", dots=True)
    series.set(np.arange(card.pixels), np.ones(card.pixels))
    assert series._curve.opts["symbol"] is None


def test_averages_are_merged_by_their_mean() -> None:
    wave = np.where(np.arange(4096) % 2, 1.0, 3.0)
    wave[100] = np.nan
    x, y = averaged(np.arange(4096), wave, 500)
    assert len(x) <= 500 and (np.diff(x) > 0).all()
    assert np.abs(y - 2.0).max() < 0.2
    few = averaged(np.arange(3), np.array([1.0, np.nan, 2.0]), 500)[1]
    assert np.isnan(few[1])
    assert np.isnan(averaged(np.arange(100), np.full(100, np.nan), 10)[1]).all()


def test_axes_name_their_ends_and_large_values(qtbot: QtBot) -> None:
    card = PlotCard("Loss")
    qtbot.addWidget(card)
    card.resize(600, 400)
    card.show()
    card.set_ranges((0, 100), (0, 3))
    qtbot.wait(20)
    axis = card.plot.getAxis("left")
    paper = QPicture()
    painter = QPainter(paper)
    left = {text for _, _, text in axis.generateDrawSpecs(painter)[2]}
    painter.end()
    assert {"0.0", "3.0"} <= left
    assert axis.tickStrings([0.0, 2e31, 4e31], 1.0, 2e31) == ["0", "2e31", "4e31"]
    assert axis.tickStrings([0.0, 500.0, 1000.0], 1.0, 500.0) == ["0", "500", "1,000"]


def test_a_lone_point_of_a_sparkline_can_be_seen(qtbot: QtBot) -> None:
    spark = Sparkline()
    qtbot.addWidget(spark)
    spark.resize(120, 40)
    spark.set_limits(0.0, 1.0)
    spark.set_curves((np.array([48.0]), np.array([0.5]), "accent", 1.6, 1.0))
    picture = spark.grab().toImage()
    ink = color("accent").name()
    assert any(picture.pixelColor(x, y).name() == ink for x in range(120) for y in range(40))


def test_lines_and_legend_follow_the_theme(qtbot: QtBot) -> None:
    card = PlotCard("Loss")
    qtbot.addWidget(card)
    series = LineSeries(card, "accent")
    card.set_parts(Part("train", "0.083", "accent"), Part("val", "0.121", "attention"))
    assert card.value_text == "train 0.083 · val 0.121"
    dark = color("accent").name()
    assert series._curve.opts["pen"].color().name() == dark
    theme().set_mode("light")
    try:
        assert color("accent").name() != dark
        assert series._curve.opts["pen"].color().name() == color("accent").name()
        assert color("accent").name() in card._value.text()
    finally:
        theme().set_mode("dark")


def test_heat_map_scale_and_pixels(qtbot: QtBot) -> None:
    values = np.array([[0.1, 1.0], [0.01, np.nan], [10.0, 0.0]], np.float32)
    low, high = scale(values)
    assert low <= 0.0101 and high >= 10
    picture = painted(values, 0.01, 10.0)
    fine = picture.shape[0] // 2
    assert picture.shape == (2 * fine, 3, 4)
    assert tuple(picture[0, 2]) == tuple(lookup()[255])
    assert tuple(picture[0, 1]) == tuple(lookup()[0])
    assert picture[fine, 1, 3] == 0, "what is no number stays empty"
    card = HeatMap("Gradient norm")
    qtbot.addWidget(card)
    card.resize(400, 300)
    card.set(("conv_1", "linear_1"), np.arange(1, 4), values)
    assert not card.grab().isNull()


def test_color_bar_labels_decades(qtbot: QtBot) -> None:
    bar = ColorBar()
    qtbot.addWidget(bar)
    bar.set_range(0.01, 10.0)
    assert bar.ticks() == [(0.0, "0.01"), (pytest.approx(1 / 3), "0.1"), (pytest.approx(2 / 3), "1"), (1.0, "10")]


def test_viridis_is_viridis() -> None:
    pg = pytest.importorskip("pyqtgraph")
    golden = pg.colormap.get("viridis").getLookupTable(0.0, 1.0, 256)[:, :3]
    assert np.abs(golden.astype(int) - lookup()[:, :3].astype(int)).max() <= 6


def test_confusion_cells_answer_to_mouse_and_keys(qtbot: QtBot) -> None:
    view, chosen = ConfusionView(), []
    qtbot.addWidget(view)
    view.resize(400, 400)
    view.set(np.array([[5, 1], [0, 7]]), ("cat", "dog"))
    view.chosen.connect(lambda row, column: chosen.append((row, column)))
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=view.cell_rect(0, 1).center().toPoint())
    qtbot.keyClick(view, Qt.Key.Key_Down)
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=view.cell_rect(1, 1).center().toPoint())
    assert chosen == [(0, 1), (1, 1), (-1, -1)]
    assert view._sentence(0, 1) == "1 of 6 true cat called dog"


def test_sparkline_takes_gaps(qtbot: QtBot) -> None:
    line = Sparkline()
    qtbot.addWidget(line)
    line.set_curves((np.arange(3), np.array([np.nan, 1.0, 2.0]), "accent", 1.0, 1.0))
    assert not line.grab().isNull()


def test_figures_as_text() -> None:
    telemetry = Telemetry()
    assert progress_text(telemetry, live=True) == "epoch 0 / 0 · step 0 / 0"
    for epoch, accuracy in enumerate((0.9, 0.981, 0.97), 1):
        telemetry.epochs.append(EpochRecord(epoch, epoch * 10, 0.1, 0.2, accuracy, accuracy, 1.0))
    best = best_epoch(telemetry)
    assert best is not None and best.epoch == 2 and score_text(best) == "98.1 %"
    assert interval_text((0.962, 0.991)) == "[96.2, 99.1]"
    assert [duration(each) for each in (2.2, 200, 3900, None)] == ["2.2 s", "3 min 20 s", "1 h 05 min", "–"]
