"""Line 8: log-spaced contours, a labelled bar; clipped and non-finite cells marked, nothing imputed or smoothed."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from networks import iris_mlp, ready

from app.landscape.full import Landscape
from app.landscape.grid import between, coarse_to_fine, known_lattice, levels_of_detail, row_by_row
from app.landscape.levels import levels
from app.landscape.objective import Objective
from app.landscape.pictures import draw
from app.landscape.planes import random_plane
from app.landscape.subset import subset
from app.landscape.surface import Surface, evaluate


def test_levels_are_equal_steps_of_the_logarithm() -> None:
    found = levels(np.geomspace(0.01, 8.0, 50), count=12)
    ratios = np.diff(np.log(found.values))
    assert len(found.values) == 13 and np.allclose(ratios, ratios[0])
    assert found.low == pytest.approx(0.01) and found.high == pytest.approx(8.0)


def test_non_finite_and_non_positive_values_do_not_set_the_range() -> None:
    loss = np.array([[np.nan, np.inf, 0.5], [2.0, 0.0, -1.0]])
    found = levels(loss)
    assert (found.low, found.high) == pytest.approx((0.5, 2.0))
    assert found.below(loss).tolist() == [[False, False, False], [False, True, True]]
    assert not found.above(loss).any()
    assert np.isnan(found.share(loss)[0, :2]).all()


def test_a_peak_is_clipped_and_marked_instead_of_eating_the_colours() -> None:
    loss = np.full((5, 5), 1.0)
    loss[0, 0], loss[1, 1] = 1e9, 0.1
    found = levels(loss)
    assert found.high == pytest.approx(100.0)
    assert np.argwhere(found.above(loss)).tolist() == [[0, 0]]
    assert found.share(loss)[0, 0] == 1.0 and found.share(loss)[1, 1] == 0.0


def test_compared_surfaces_share_levels_and_a_flat_one_has_some() -> None:
    both = levels(np.array([0.1, 1.0]), np.array([0.5, 20.0]))
    assert (both.low, both.high) == pytest.approx((0.1, 20.0))
    flat = levels(np.full(4, 3.0))
    assert flat.low < 3.0 < flat.high
    assert levels(np.full(3, np.nan)).low > 0 and levels(np.array([1.0, 9.0]), low=2.0, high=4.0).values[
        0
    ] == pytest.approx(2.0)


@pytest.mark.parametrize("low,high", [(0.08, 6.0), (0.9, 1.1), (1e-6, 1e3), (2.1, 2.4)])
def test_bar_is_labelled_with_round_numbers_inside(low: float, high: float) -> None:
    ticks = levels(np.array([low, high])).ticks()
    assert len(ticks) >= 2 and all(low * 0.999 <= tick <= high * 1.001 for tick in ticks)


@pytest.mark.parametrize("rows,columns", [(25, 25), (4, 7), (1, 1), (1, 9), (2, 2), (12, 5)])
def test_coarse_to_fine_visits_every_cell_once(rows: int, columns: int) -> None:
    order = coarse_to_fine(rows, columns)
    assert sorted(order) == row_by_row(rows, columns)
    lines, posts = levels_of_detail(rows, columns)[0]
    assert {lines[0], lines[-1]} == {0, rows - 1} and {posts[0], posts[-1]} == {0, columns - 1}
    assert set(order[: len(lines) * len(posts)]) == {(row, column) for row in lines for column in posts}


def test_first_picture_of_a_25_grid_needs_less_than_a_tenth() -> None:
    lines, posts = levels_of_detail(25, 25)[0]
    assert len(lines) * len(posts) <= 62


def test_preview_interpolates_the_logarithm_and_keeps_what_is_known() -> None:
    xs, ys = np.linspace(0, 1, 9), np.linspace(0, 2, 5)
    truth = np.exp(3 * xs[None, :] - 2 * ys[:, None])
    exact = np.zeros((5, 9), dtype=bool)
    lines, posts = levels_of_detail(5, 9)[0]
    exact[np.ix_(lines, posts)] = True
    shown = between(np.where(exact, truth, np.nan), exact, xs, ys)
    assert np.allclose(shown, truth)
    exact[0, 0] = False
    assert np.isnan(between(np.where(exact, truth, np.nan), exact, xs, ys)[0, 0])


def test_preview_invents_nothing_beside_broken_cells() -> None:
    xs = ys = np.linspace(0, 1, 5)
    values, exact = np.full((5, 5), np.nan), np.zeros((5, 5), dtype=bool)
    exact[::2, ::2] = True
    values[::2, ::2] = 1.0
    values[0, 0] = np.inf
    assert known_lattice(exact) == ((0, 2, 4), (0, 2, 4))
    shown = between(values, exact, xs, ys)
    assert np.isinf(shown[0, 0]) and np.isnan(shown[0, 1]) and np.isnan(shown[1, 1])
    assert shown[2, 1] == 1.0 and shown[4, 3] == 1.0


def broken_surface() -> Surface:
    """A real surface, so far out that some losses are not finite in float32."""
    compiled, prepared = ready(iris_mlp())
    plane = random_plane(compiled)
    with torch.no_grad():
        compiled.root.get_submodule("second").bias[0] = 3e38
    objective = Objective(compiled, subset(prepared.train, 30))
    return evaluate(objective, plane, np.linspace(-3, 1, 4) * 1e38, np.linspace(0, 1e38, 3))


def test_non_finite_cells_stay_as_they_are_and_are_told() -> None:
    surface = broken_surface()
    assert surface.broken.any() and surface.exact.all()
    assert (~np.isfinite(surface.loss) == surface.broken).all()
    assert (~np.isfinite(surface.preview()) == surface.broken).all()


def test_picture_has_a_labelled_log_bar_hatching_axes_and_facts() -> None:
    compiled, prepared = ready(iris_mlp())
    objective = Objective(compiled, subset(prepared.train, 30, seed=6))
    surface = evaluate(objective, random_plane(compiled), np.linspace(-1, 1, 6), np.linspace(-1, 1, 5))
    surface.loss[1, 1], surface.loss[3, 4] = np.nan, 1e12
    figure = draw(Landscape(surface, None))
    axes, bar = figure.axes[:2]
    assert [float(label.get_text()) for label in bar.get_yticklabels()] == levels(surface.loss).ticks()
    assert bar.get_ylabel() == "loss (log scale)"
    texts = [text.get_text() for text in axes.get_legend().get_texts()]
    assert texts[0] == "not finite" and texts[1].startswith("beyond")
    title = axes.get_title(loc="left")
    assert "30 fixed, stratified samples (seed 6)" in title and "without penalty" in title and "cos(u, v)" in title
    assert "|Δw| / |w|" in axes.get_xlabel()
