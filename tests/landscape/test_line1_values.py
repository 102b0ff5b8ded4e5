"""Line 1: the value drawn at (i, j) is L(anchor + x_i u + y_j v) in float64 to 1e-5 relative."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from networks import chain, digits_cnn, iris_mlp, ready, steps

from app.graph.project import Project
from app.landscape.objective import Objective
from app.landscape.planes import Plane, pca_plane, random_plane
from app.landscape.subset import Sample, subset
from app.landscape.surface import evaluate

GRIDS = [(5, 5), (4, 4), (3, 6), (6, 3), (7, 4), (1, 5)]


def reference(
    project: Project, state: dict[str, torch.Tensor], sample: Sample, plane: Plane, x: float, y: float
) -> float:
    """The same loss, the slow and simple way: a freshly compiled network, everything in float64."""
    compiled, _ = ready(project)
    compiled.root.load_state_dict(state)
    compiled.root.double()
    trained = compiled.parameters()
    torch.nn.utils.vector_to_parameters(torch.from_numpy(plane.anchor + x * plane.u + y * plane.v), trained)
    compiled.train(False)
    inputs = [each.double() if each.is_floating_point() else each for each in sample.part.inputs]
    targets = [each.double() if each.is_floating_point() else each for each in sample.part.targets]
    with torch.no_grad():
        return float(compiled.loss(inputs, targets))


@pytest.mark.parametrize("make", [digits_cnn, iris_mlp])
@pytest.mark.parametrize("rows,columns", GRIDS)
@pytest.mark.parametrize("order", ["coarse to fine", "row by row"])
def test_every_cell_is_the_float64_loss(make, rows: int, columns: int, order: str) -> None:
    project = make()
    compiled, prepared = ready(project)
    kept = steps(compiled, prepared, 15)
    sample = subset(prepared.train, 100)
    plane = pca_plane(torch.stack(kept).numpy())
    xs, ys = np.linspace(-0.7, 1.1, columns), np.linspace(-0.2, 0.9, rows)
    surface = evaluate(Objective(compiled, sample), plane, xs, ys, order=order)
    assert surface.loss.shape == (rows, columns) and surface.exact.all()
    state = {name: value.clone() for name, value in compiled.root.state_dict().items()}
    truth = [[reference(project, state, sample, plane, x, y) for x in xs] for y in ys]
    assert np.allclose(surface.loss, truth, rtol=1e-5, atol=0)
    if rows > 1:
        assert not np.allclose(surface.loss, np.asarray(truth)[::-1], rtol=1e-3)  # the test could see swapped rows


def test_centre_cell_is_the_loss_of_the_network_itself() -> None:
    compiled, prepared = ready(digits_cnn())
    steps(compiled, prepared, 15)
    sample = subset(prepared.train, 200)
    surface = evaluate(
        Objective(compiled, sample), random_plane(compiled), np.linspace(-1, 1, 5), np.linspace(-1, 1, 7)
    )
    compiled.train(False)
    with torch.no_grad():
        scores = compiled.forward(*sample.part.inputs)[0]
        loss = torch.nn.functional.cross_entropy(scores.double(), sample.part.targets[0]).item()
        right = (scores.argmax(1) == sample.part.targets[0]).double().mean().item()
    assert surface.loss[3, 2] == pytest.approx(loss, rel=1e-12)
    assert surface.centre.loss == surface.loss[3, 2]
    assert surface.accuracy[3, 2] == surface.centre.accuracy == pytest.approx(right)


def test_small_losses_keep_their_digits() -> None:
    """A fitted network: in float32 the criterion alone would be off by more than 1e-5."""
    project = chain(
        ("row", "Input", {"shape": [64]}),
        ("first", "Linear", {"out_features": 64}),
        ("relu", "ReLU", {}),
        ("second", "Linear", {"out_features": 10}),
    )
    compiled, prepared = ready(project)
    steps(compiled, prepared, 800, lr=0.02)
    sample = subset(prepared.train, 64)
    plane = random_plane(compiled)
    surface = evaluate(Objective(compiled, sample), plane, [0.0, 0.01], [0.0])
    state = {name: value.clone() for name, value in compiled.root.state_dict().items()}
    assert surface.loss[0, 0] < 0.005
    assert surface.loss[0, 1] == pytest.approx(reference(project, state, sample, plane, 0.01, 0.0), rel=1e-5)


def test_regression_has_no_accuracy() -> None:
    from dataclasses import replace

    from app.graph.data_choice import DataChoice

    project = chain(
        ("row", "Input", {"shape": [10]}), ("linear", "Linear", {"out_features": 1}), classes=0, loss="HuberLoss"
    )
    node = project.graph["id_label"]
    project.graph.put_instance(replace(node, node=node.node.changed(shape=[1])))
    project = replace(project, data=DataChoice(source="diabetes"))
    compiled, prepared = ready(project)
    sample = subset(prepared.train, 80)
    assert not sample.stratified
    plane = random_plane(compiled, 3)
    surface = evaluate(Objective(compiled, sample), plane, [-1.0, 0.5], [0.25, 1.0])
    state = {name: value.clone() for name, value in compiled.root.state_dict().items()}
    truth = [[reference(project, state, sample, plane, x, y) for x in (-1.0, 0.5)] for y in (0.25, 1.0)]
    assert np.allclose(surface.loss, truth, rtol=1e-5, atol=0)
    assert np.isnan(surface.accuracy).all()


def test_a_plane_of_another_network_is_refused() -> None:
    small, data = ready(iris_mlp())
    large, _ = ready(digits_cnn())
    with pytest.raises(ValueError, match="weights"):
        evaluate(Objective(small, subset(data.train)), random_plane(large), [0.0], [0.0])
    with pytest.raises(ValueError, match="rise"):
        evaluate(Objective(small, subset(data.train)), random_plane(small), [1.0, 0.0], [0.0])
