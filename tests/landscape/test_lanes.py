"""Points measured side by side: the same numbers, in order, and nothing left behind."""

from __future__ import annotations

import threading
import time

import numpy as np
import pytest
import torch
from networks import digits_cnn, iris_mlp, ready, steps
from torch import nn

from app.landscape.full import Source, Wish, full_surface
from app.landscape.lanes import Lanes, lanes_for
from app.landscape.objective import Objective
from app.landscape.subset import subset
from app.landscape.trajectory import trajectory_of


def source(make=digits_cnn) -> Source:
    compiled, prepared = ready(make())
    kept = torch.stack(steps(compiled, prepared, 9)).numpy()
    return Source(compiled, prepared, trajectory_of(kept, range(len(kept)), [1.0] * len(kept)))


@pytest.mark.parametrize("batchnorm", ["running", "recomputed"])
def test_every_number_is_the_same_with_one_lane_and_with_three(batchnorm) -> None:
    given = source()
    wish = Wish(columns=9, rows=7, sample_size=96, batchnorm=batchnorm)
    one, three = (full_surface(given, wish, lanes=lanes) for lanes in (1, 3))
    assert one.surface.exact.all() and three.surface.exact.all()
    assert np.array_equal(one.surface.loss, three.surface.loss)
    assert np.array_equal(one.surface.accuracy, three.surface.accuracy)
    for name in ("true", "on_plane"):
        assert np.isfinite(getattr(one.path, name)).all()
        assert np.array_equal(getattr(one.path, name), getattr(three.path, name))


def test_lanes_leave_no_thread_and_no_thread_count_behind() -> None:
    given, before = source(iris_mlp), set(threading.enumerate())
    count = torch.get_num_threads()
    full_surface(given, Wish(columns=5, rows=5, sample_size=32), lanes=2)
    assert torch.get_num_threads() == count and set(threading.enumerate()) == before
    seen = []
    fresh = threading.Thread(target=lambda: seen.append(torch.get_num_threads()))
    fresh.start()
    fresh.join()
    assert seen == [count]


def test_values_come_in_order_whatever_takes_longest() -> None:
    given = source(iris_mlp)
    sample = subset(given.prepared.train, 16)
    together = threading.Barrier(2)

    def job(number: int):
        def work(objective: Objective) -> torch.Tensor:
            if number < 2:
                together.wait(timeout=10)  # passes only where two jobs are at work at once
            time.sleep(0.02 * (number % 3 == 0))
            return torch.tensor([float(number)])

        return work

    with Lanes([Objective(given.compiled, sample) for _ in range(2)]) as lanes:
        assert [int(value) for value in lanes.values(job(number) for number in range(12))] == list(range(12))


def test_an_error_in_a_lane_reaches_the_caller() -> None:
    given = source(iris_mlp)

    def broken(_: Objective) -> torch.Tensor:
        raise ZeroDivisionError

    objective = Objective(given.compiled, subset(given.prepared.train, 16))
    with pytest.raises(ZeroDivisionError), Lanes([objective]) as lanes:
        list(lanes.values([broken] * 5))


def test_cancelling_waits_for_no_more_than_has_begun() -> None:
    given, shares = source(iris_mlp), []
    wish = Wish(columns=201, rows=201, sample_size=64)
    found = full_surface(given, wish, lambda _, share: shares.append(share), lambda: len(shares) > 1, every=0.01)
    assert 0 < found.surface.done < 0.5


def test_the_coarse_picture_and_the_colours_of_the_path_come_first() -> None:
    told = []
    wish = Wish(columns=25, rows=25, sample_size=32)
    full_surface(source(iris_mlp), wish, lambda landscape, _: told.append(landscape), every=0.0)
    first = next(each for each in told if np.isfinite(each.path.true).any())
    assert first.surface.exact.sum() == 49 and np.isfinite(first.surface.preview()).all()
    begun = next(each for each in told if each.surface.exact.sum() > 49)
    assert np.isfinite(begun.path.true).all()


def test_an_accelerator_takes_one_point_at_a_time() -> None:
    assert lanes_for(torch.device("cuda")) == 1
    assert 1 <= lanes_for(torch.device("cpu")) <= 4


def test_faster_pooling_changes_no_bit() -> None:
    compiled, prepared = ready(digits_cnn())
    steps(compiled, prepared, 5)
    sample = subset(prepared.train, 200)
    objective = Objective(compiled, sample)
    pools = [module for module in objective._root.modules() if isinstance(module, nn.MaxPool2d)]
    assert pools and all(len(module._forward_hooks) == 1 for module in pools)
    assert not any(module._forward_hooks for module in compiled.root.modules())
    compiled.train(False)
    with torch.no_grad():
        plain = compiled.forward(*sample.part.inputs)
        fast = objective._forward(*sample.part.inputs)
    assert all(torch.equal(*pair) for pair in zip(plain, fast, strict=True))
    picture = torch.randn(3, 5, 9, 7)
    picture[0, 0, 3, 3] = float("nan")
    for module in pools:
        found = module(picture)
        assert torch.equal(found.nan_to_num(9.0), nn.functional.max_pool2d(picture, 2).nan_to_num(9.0))
        assert found.is_contiguous() and found.isnan().sum() == 1
