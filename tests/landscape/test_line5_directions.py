"""Line 5: random directions are Gaussian, filter-normalised by the right slice, and orthogonal at the end."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch
from networks import chain, digits_cnn, ready

from app.errors import RunError
from app.graph.project import Project
from app.landscape.layout import Block, blocks_of, flat_weights
from app.landscape.planes import cosine, random_plane


def block(compiled, name: str) -> Block:
    return next(each for each in blocks_of(compiled) if each.name == name)


def norms(values: np.ndarray) -> np.ndarray:
    return np.linalg.norm(values, axis=1)


def test_each_output_filter_gets_its_own_length() -> None:
    compiled, _ = ready(digits_cnn())
    plane = random_plane(compiled)
    for name, module in (("conv.weight", "conv"), ("linear.weight", "linear")):
        where = block(compiled, name)
        weight = compiled.root.get_submodule(module).weight.detach().double()
        assert np.allclose(norms(where.filters(plane.u)), weight.flatten(1).norm(dim=1).numpy())


def test_offsets_and_scales_stay_put() -> None:
    compiled, _ = ready(digits_cnn())
    plane = random_plane(compiled)
    for each in blocks_of(compiled):
        piece = slice(each.start, each.start + each.size)
        assert (len(each.shape) < 2) == (not plane.u[piece].any()) == (not plane.v[piece].any())


@pytest.mark.parametrize("groups", [1, 2])
def test_transposed_convolutions_are_cut_along_axis_1(groups: int) -> None:
    where = Block("weight", 3, 4 * 3 * 2 * 2, (4, 3, 2, 2), groups)
    vector = np.random.default_rng(0).standard_normal(60)
    weight = vector[3:51].reshape(4, 3, 2, 2)
    found = where.filters(vector)
    assert found.shape == (3 * groups, 4 // groups * 4)
    per_group = np.split(weight, groups, axis=0)
    assert np.allclose(norms(found), [np.linalg.norm(each[:, k]) for each in per_group for k in range(3)])
    back = np.zeros(60)
    where.put(back, found)
    assert (back[3:51] == vector[3:51]).all() and not back[:3].any() and not back[51:].any()


def test_a_transposed_convolution_in_a_network_is_known() -> None:
    project = chain(
        ("image", "Input", {"shape": [1, 8, 8]}),
        ("up", "ConvTranspose2d", {"out_channels": 5}),
        ("flatten", "Flatten", {}),
        ("linear", "Linear", {"out_features": 10}),
    )
    compiled, _ = ready(project)
    where = block(compiled, "up.weight")
    assert where.groups == 1
    weight = compiled.root.get_submodule("up").weight.detach().double()
    assert np.allclose(norms(where.filters(random_plane(compiled).u)), weight.transpose(0, 1).flatten(1).norm(dim=1))


def tokens() -> Project:
    return chain(
        ("image", "Input", {"shape": [64], "dtype": "int64"}),
        ("embedding", "Embedding", {"num_embeddings": 17, "embedding_dim": 8}),
        ("attention", "MultiheadAttention", {"num_heads": 2}),
        ("flatten", "Flatten", {}),
        ("linear", "Linear", {"out_features": 10}),
    )


def test_embeddings_by_row_and_attention_by_row_of_query_key_and_value() -> None:
    from app.compile.module import compile_project

    compiled = compile_project(tokens(), seed=0)
    with torch.no_grad():
        compiled.root.get_submodule("attention").in_proj_weight[8:16] *= 10  # keys ten times larger
        compiled.root.get_submodule("embedding").weight[3] = 0  # a row that is never used
    plane = random_plane(compiled)
    rows = norms(block(compiled, "embedding.weight").filters(plane.u))
    assert rows.shape == (17,) and rows[3] == 0 and np.isfinite(plane.u).all()
    stacked = norms(block(compiled, "attention.in_proj_weight").filters(plane.u))
    own = compiled.root.get_submodule("attention").in_proj_weight.detach().double().norm(dim=1)
    assert stacked.shape == (24,) and np.allclose(stacked, own)


def test_frozen_weights_stay_out_and_shared_ones_come_once() -> None:
    project = chain(
        ("row", "Input", {"shape": [64]}),
        ("first", "Linear", {"out_features": 64}),
        ("again", "Linear", {"out_features": 64}),
        ("last", "Linear", {"out_features": 10}),
    )
    project.graph.put_instance(replace(project.graph["id_again"], shares="id_first"))
    project.graph.put_instance(replace(project.graph["id_last"], frozen=True))
    compiled, _ = ready(project)
    assert [each.name for each in blocks_of(compiled)] == ["first.weight", "first.bias"]
    assert len(random_plane(compiled).u) == 64 * 64 + 64


def test_orthogonal_after_normalising_and_the_cosine_is_told() -> None:
    compiled, _ = ready(digits_cnn())
    plane = random_plane(compiled, seed=2)
    assert abs(plane.cosine) < 1e-12
    assert 0 < abs(plane.cosine_before) < 0.3
    assert cosine(np.ones(3), np.zeros(3)) != cosine(np.ones(3), np.zeros(3))  # NaN, not a made-up number


def test_directions_are_gaussian_and_seeded() -> None:
    compiled, _ = ready(digits_cnn())
    first, again, other = (random_plane(compiled, seed).u for seed in (0, 0, 1))
    assert (first == again).all() and not (first == other).all()
    assert abs(cosine(first, np.ones_like(first))) < 0.15  # uniform draws in [0, 1] would give 0.87
    rows = block(compiled, "linear.weight").filters(first)
    scaled = (rows / rows.std(axis=1, keepdims=True)).ravel()
    assert (scaled**4).mean() == pytest.approx(3.0, abs=0.5)  # kurtosis of a Gaussian


def test_relative_units() -> None:
    compiled, _ = ready(digits_cnn())
    plane = random_plane(compiled)
    step = np.linalg.norm(plane.point(2.0, 0.0) - plane.anchor) / np.linalg.norm(flat_weights(compiled))
    assert 2.0 * plane.relative[0] == pytest.approx(step)


def test_nothing_to_vary_is_said() -> None:
    compiled, _ = ready(digits_cnn())
    with pytest.raises(RunError, match="weight matrix"):
        random_plane(compiled, anchor=np.zeros(len(flat_weights(compiled))))
