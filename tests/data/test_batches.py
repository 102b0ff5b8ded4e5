"""The order of samples is a pure function of seed and epoch."""

from __future__ import annotations

import torch

from app.data.batches import batches, mixed, order, steps_per_epoch


def test_order_is_a_permutation_that_depends_on_seed_and_epoch_only() -> None:
    assert sorted(order(1, 2, 100).tolist()) == list(range(100))
    assert torch.equal(order(1, 2, 100), order(1, 2, 100))
    different = {tuple(order(seed, epoch, 50).tolist()) for seed in range(8) for epoch in range(8)}
    assert len(different) == 64


def test_the_global_random_state_is_left_alone() -> None:
    torch.manual_seed(5)
    before = torch.get_rng_state()
    order(0, 0, 1000)
    assert torch.equal(before, torch.get_rng_state())


def test_seeds_mix_without_collisions() -> None:
    assert len({mixed(seed, epoch) for seed in range(200) for epoch in range(200)}) == 40_000


def test_batches_cover_all_samples() -> None:
    assert list(batches(10, 4)) == [(0, 4), (4, 8), (8, 10)]
    assert list(batches(8, 4)) == [(0, 4), (4, 8)]
    assert list(batches(0, 4)) == []
    assert [steps_per_epoch(count, 4) for count in (0, 1, 4, 5)] == [0, 1, 1, 2]
