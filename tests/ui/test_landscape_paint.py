"""What is painted on a surface: labels of contours, marks of epochs, ticks and figures."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QRectF

from app.landscape.levels import Levels
from app.ui.pages.landscape.contour_plot import ContourPlot
from app.ui.pages.landscape.field import bar_ticks, contour_lines, loss_field
from app.ui.pages.landscape.frame import Frame, tick_text
from app.ui.pages.landscape.ground import label_place
from app.ui.pages.landscape.path_paint import EPOCHS_APART, ROUND, epochs_marked, spread
from app.ui.pages.landscape.ruler import Ruler
from app.ui.pages.landscape.status import _in_view

AREA = QRectF(0, 0, 800, 600)
NOTHING = np.zeros((0, 2))


def slope(power: float = 5.0):
    """A loss that rises by a power of ten to the right, on a grid of 5 x 6 points."""
    xs, ys = np.linspace(0, power, 6), np.linspace(0, 1, 5)
    loss = np.repeat(10.0 ** (xs - power)[None, :], 5, axis=0)
    return loss_field(xs, ys, loss, Levels(tuple(np.geomspace(10.0**-power, 1.0, 25))))


def test_lines_run_where_the_colour_bar_says() -> None:
    field = slope()
    assert [text for _, text in bar_ticks(field)] == ["1e-5", "0.0001", "0.001", "0.01", "0.1", "1"]
    lines = dict(contour_lines(field))
    assert list(lines) == ["0.0001", "0.001", "0.01", "0.1"]  # the ends of the bar are no contours
    assert all(np.allclose(line[:, 0], 3.0) for line in lines["0.01"])


def test_a_label_lies_along_its_line_upright_and_inside() -> None:
    line = np.column_stack([np.full(60, 300.0), np.linspace(590, 10, 60)])
    at, angle = label_place(line, AREA, NOTHING, NOTHING)
    assert (at.x(), at.y()) == pytest.approx((300, 300)) and abs(angle) == pytest.approx(90)
    back = label_place(np.column_stack([np.linspace(700, 100, 60), np.full(60, 200.0)]), AREA, NOTHING, NOTHING)
    assert back is not None and back[1] == pytest.approx(0, abs=1e-6)


def test_a_label_keeps_away_from_others_and_from_the_path() -> None:
    line = np.column_stack([np.linspace(100, 700, 60), np.full(60, 300.0)])
    taken, path = np.array([[400.0, 300.0]]), np.array([[310.0, 300.0]])
    at, _ = label_place(line, AREA, taken, path)
    assert abs(at.x() - 400) >= 64 and abs(at.x() - 310) >= 32
    crowd = np.column_stack([np.linspace(100, 700, 40), np.full(40, 300.0)])
    assert label_place(line, AREA, NOTHING, crowd) is None
    assert label_place(line[:3], AREA, NOTHING, NOTHING) is None  # too short to carry one


def test_round_epochs_are_marked_first_and_none_near_another() -> None:
    places = np.column_stack([np.linspace(10, 510, 50), np.zeros(50)])
    marked = epochs_marked(places, np.array([[0.0, 0.0], [520.0, 0.0]]))
    assert {10, 20, 30, 40} <= set(marked) and marked == sorted(marked)
    at = places[np.array(marked) - 1, 0]
    assert (np.diff(at) >= EPOCHS_APART).all() and at[0] >= EPOCHS_APART and at[-1] <= 520 - EPOCHS_APART


def test_marks_of_epochs_are_those_one_finds_one_by_one() -> None:
    random = np.random.default_rng(0)
    places, ends = random.uniform(0, 400, size=(300, 2)), random.uniform(0, 400, size=(2, 2))
    taken, marked = list(ends), []
    for number in sorted(
        range(1, 301), key=lambda number: (next(b for b in range(10) if number % ROUND[b] == 0), number)
    ):
        if all(np.hypot(*(places[number - 1] - other)) >= EPOCHS_APART for other in taken):
            taken.append(places[number - 1])
            marked.append(number)
    assert epochs_marked(places, ends) == sorted(marked)


def test_dots_of_moments_keep_their_distance() -> None:
    line = np.array([[0.0, 0.0], [3.0, 0.0], [9.0, 0.0], [12.0, 0.0], [40.0, 0.0]])
    assert spread(line, 11.0) == [0, 3, 4]


def test_ruler_numbers_what_has_room_and_stands_under_the_slider(qtbot) -> None:
    ruler = Ruler("epoch")
    qtbot.addWidget(ruler)
    ruler.resize(614, 20)
    ruler.set_marks([2.0 * number for number in range(1, 51)], 100)
    ticks, numbers = ruler.shown()
    assert ticks == list(range(1, 51)) and numbers == list(range(5, 51, 5))
    assert ruler.x_of(50) == 607 and ruler.x_of(25) == 307
    ruler.set_marks([float(number) for number in range(1, 1001)], 1000)
    ticks, numbers = ruler.shown()
    assert ticks[0] == 10 and numbers == list(range(100, 1001, 100))
    ruler.set_marks((), 0)
    assert ruler.isHidden()


def test_values_beyond_the_colours_give_the_bar_an_arrow(qtbot) -> None:
    plots = []
    for highest in (1.0, 50.0):
        xs = ys = np.linspace(0, 1, 4)
        loss = np.full((4, 4), 0.1)
        loss[3, 3] = highest
        plot = ContourPlot()
        qtbot.addWidget(plot)
        plot.resize(500, 400)
        plot.show_field(loss_field(xs, ys, loss, Levels(tuple(np.geomspace(0.1, 1.0, 25)))))
        plots.append(plot.grab().toImage())
    x, y = 500 - 84 + 20, 10  # the upper left corner of the bar
    within, beyond = (image.pixelColor(x + 1, y + 1) for image in plots)
    assert within != beyond and beyond == plots[1].pixelColor(x - 8, y + 1)


def test_pixels_of_many_coordinates_are_those_of_each() -> None:
    frame = Frame(QRectF(10, 20, 300, 200), -1.0, 2.0, 0.5, 4.5)
    coordinates = np.array([[-1.0, 0.5], [2.0, 4.5], [0.3, 1.7]])
    one_by_one = [frame.to_px(x, y) for x, y in coordinates.tolist()]
    assert np.allclose(frame.pixels(coordinates), [(at.x(), at.y()) for at in one_by_one])


@pytest.mark.parametrize("value,text", [(1e-5, "1e-5"), (-0.0, "0"), (-2.5, "−2.5"), (1e6, "1e6"), (1e-12, "1e-12")])
def test_ticks_have_no_needless_digits(value: float, text: str) -> None:
    assert tick_text(value) == text


def test_a_path_is_in_view_where_one_moment_is() -> None:
    class Path:
        coordinates = np.array([[5.0, 5.0], [0.5, 0.5]])

    assert _in_view(Path, Frame(AREA, 0.0, 1.0, 0.0, 1.0))
    assert not _in_view(Path, Frame(AREA, 1.0, 2.0, 0.0, 1.0))
