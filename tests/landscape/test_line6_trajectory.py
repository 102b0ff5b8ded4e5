"""Line 6: the path by least squares, its true losses and its distance; the PCA plane goes through the final point."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch
from networks import digits_cnn, iris_mlp, ready, steps

from app.errors import RunError
from app.landscape.full import Source, Wish, full_surface
from app.landscape.keeper import Keeper
from app.landscape.objective import Objective
from app.landscape.path import path_on
from app.landscape.planes import Plane, pca_plane, project, random_plane
from app.landscape.subset import subset
from app.landscape.trajectory import read_trajectory, trajectory_of


def walk(count: int = 12, size: int = 40, seed: int = 0) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return (5 + np.cumsum(rng.standard_normal((count, size)), axis=0)).astype(np.float32)


def oblique() -> Plane:
    rng = np.random.default_rng(1)
    u, v, anchor = rng.standard_normal((3, 40))
    return Plane("random", anchor, 3.0 * u, 0.2 * v + 0.4 * u, ("u", "v"), "")


def test_projection_is_least_squares_also_on_oblique_directions() -> None:
    plane, vectors = oblique(), walk()
    coordinates, residual = project(plane, vectors)
    base = np.column_stack([plane.u, plane.v])
    for place, vector in enumerate(vectors):
        apart = vector.astype(np.float64) - plane.anchor
        expected, rest, *_ = np.linalg.lstsq(base, apart, rcond=None)
        assert np.allclose(coordinates[place], expected)
        assert residual[place] == pytest.approx(np.sqrt(rest[0]))


def test_points_of_the_plane_come_back() -> None:
    plane = oblique()
    coordinates, residual = project(plane, [plane.point(0.3, -2.0), plane.point(-1.0, 0.0)])
    assert np.allclose(coordinates, [[0.3, -2.0], [-1.0, 0.0]]) and np.allclose(residual, 0.0, atol=1e-10)


def test_pca_plane_goes_through_the_final_point() -> None:
    vectors = walk()
    plane = pca_plane(vectors)
    coordinates, residual = project(plane, vectors)
    assert (plane.anchor == vectors[-1].astype(np.float64)).all()
    assert np.allclose(coordinates[-1], 0.0) and residual[-1] == 0.0
    assert coordinates[0, 0] >= 0 and coordinates[0, 1] >= 0


def test_gram_pca_equals_the_svd() -> None:
    vectors = walk(20, 300)
    plane = pca_plane(vectors)
    _, values, rows = np.linalg.svd(vectors - vectors.mean(axis=0, dtype=np.float64), full_matrices=False)
    assert abs(plane.u @ rows[0]) == pytest.approx(1.0, abs=1e-9) and abs(plane.v @ rows[1]) == pytest.approx(
        1.0, abs=1e-9
    )
    assert plane.explained == pytest.approx(tuple((values**2 / (values**2).sum())[:2]))
    assert abs(plane.cosine) < 1e-12 and np.linalg.norm(plane.u) == pytest.approx(1.0)


def test_a_growing_path_equals_a_fresh_one_and_thinning_keeps_the_first() -> None:
    keeper, vectors = Keeper(40, limit=8), walk(30)
    for step, vector in enumerate(vectors):
        if keeper.wants(step):
            keeper.add(step, vector, float(step))
            if len(keeper) == 5:
                earlier = keeper.plane()
    assert len(keeper) <= 8 and keeper.steps[0] == 0 and keeper.stride == 4
    assert (np.diff(keeper.steps) == keeper.stride).all()
    kept = keeper.trajectory()
    assert (kept.vectors == vectors[keeper.steps]).all()
    fresh, grown = pca_plane(kept.vectors), keeper.plane(beside=earlier)
    assert grown.explained == pytest.approx(fresh.explained, rel=1e-5) and np.allclose(grown.u, fresh.u, atol=1e-5)
    for plane in (earlier, grown):  # the one that is shown, and the one that is measured
        quick, slow = keeper.path(plane), path_on(plane, kept)
        assert np.allclose(quick.coordinates, slow.coordinates, atol=1e-3)
        assert np.allclose(quick.residual, slow.residual, atol=2e-2)


def test_path_is_projected_anew_on_another_plane() -> None:
    compiled, prepared = ready(digits_cnn())
    kept = trajectory_of(torch.stack(steps(compiled, prepared, 8)).numpy(), range(9), np.arange(9.0))
    on_pca = path_on(pca_plane(kept.vectors), kept)
    on_random = path_on(random_plane(compiled, 0, kept.vectors[-1].astype(float)), kept)
    assert not np.allclose(on_pca.coordinates, on_random.coordinates)
    apart = np.linalg.norm(kept.vectors[0].astype(float) - kept.vectors[-1])
    assert on_random.residual[0] > 0.9 * apart  # two random directions see next to nothing of the path
    assert on_pca.residual[0] < 0.5 * apart


def test_every_moment_carries_its_true_loss_and_the_one_on_the_plane() -> None:
    compiled, prepared = ready(digits_cnn())
    vectors = torch.stack(steps(compiled, prepared, 8)).numpy()
    source = Source(compiled, prepared, trajectory_of(vectors, range(9), np.full(9, np.nan)))
    landscape = full_surface(source, Wish(columns=5, rows=4, sample_size=96))
    objective = Objective(compiled, subset(prepared.train, 96))
    path = landscape.path
    assert [objective.value(vector).loss for vector in vectors] == path.true.tolist()
    feet = [objective.value(landscape.surface.plane.point(x, y)).loss for x, y in path.coordinates]
    assert feet == path.on_plane.tolist()
    assert path.on_plane[-1] == pytest.approx(path.true[-1], rel=1e-6)
    assert path.on_plane[3] != pytest.approx(path.true[3], rel=1e-4)
    assert landscape.surface.exact.all() and (path.losses == path.true).all()


def test_window_holds_the_path_with_a_margin() -> None:
    compiled, prepared = ready(iris_mlp())
    vectors = torch.stack(steps(compiled, prepared, 10)).numpy()
    source = Source(compiled, prepared, trajectory_of(vectors, range(11), np.zeros(11)))
    landscape = full_surface(source, Wish(columns=3, rows=3, sample_size=30))
    low, high = landscape.path.coordinates.min(axis=0), landscape.path.coordinates.max(axis=0)
    surface = landscape.surface
    assert surface.xs[0] < low[0] and surface.xs[-1] > high[0] and surface.ys[0] < low[1] and surface.ys[-1] > high[1]


def test_given_out_landscapes_do_not_change_and_cancel_keeps_what_is_known() -> None:
    compiled, prepared = ready(iris_mlp())
    vectors = torch.stack(steps(compiled, prepared, 10)).numpy()
    source = Source(compiled, prepared, trajectory_of(vectors, range(11), np.zeros(11)))
    seen = []
    full_surface(
        source,
        Wish(columns=9, rows=9, sample_size=30),
        lambda landscape, share: seen.append((landscape, share)),
        every=0.0,
    )
    shares = [share for _, share in seen]
    assert shares == sorted(shares) and shares[-1] == 1.0
    early = seen[20][0]
    assert 0 < early.surface.done < 1 and np.isnan(early.surface.loss[~early.surface.exact]).all()
    assert np.isnan(early.path.true).any() and not np.isnan(seen[-1][0].path.true).any()
    calls = iter(range(100))
    stopped = full_surface(source, Wish(columns=9, rows=9), cancel=lambda: next(calls) > 10)
    assert 0 < stopped.surface.exact.sum() <= 12


def test_too_short_runs_are_explained() -> None:
    compiled, prepared = ready(iris_mlp())
    with pytest.raises(RunError, match="at least 3"):
        pca_plane(walk(2))
    with pytest.raises(RunError, match="line"):
        pca_plane(np.outer(np.arange(5.0), np.ones(6)))
    with pytest.raises(RunError, match="train first"):
        full_surface(Source(compiled, prepared, None))
    assert full_surface(Source(compiled, prepared, None), Wish("random", 3, 3)).path is None


def test_damaged_trajectories_are_refused(tmp_path) -> None:
    with pytest.raises(RunError, match="no trajectory"):
        read_trajectory(tmp_path)
    (tmp_path / "trajectory.safetensors").write_bytes(b"nonsense")
    with pytest.raises(RunError, match="expected"):
        read_trajectory(tmp_path)
    with pytest.raises(ValueError, match="2 steps"):
        replace(trajectory_of(walk(3), range(3), range(3))).extended(3, walk(1)[0], 0.0)
        trajectory_of(walk(3), range(2), range(3))
