"""A grown network says what it said, in both modes and at every batch size, keeps its weights, and learns on."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import torch

from app.errors import RunError
from app.graph import changes
from app.graph.document import Document
from app.graph.files.format import dump, parse
from app.graph.graph import Link
from app.graph.project import Project
from app.training.starts import difference, growing
from app.training.starts.difference import TOLERANCE
from app.training.starts.gathering import gathered
from app.training.starts.growing import Grown, deepened, widened
from app.training.starts.warm_start import WarmStart
from tests.training.grown import PICTURE, SEQUENCE, deep, drawn, loaded, samples, trained, wide


def blocky() -> Project:
    """Conv and norm of the picture net in a block of their own, used twice in a row."""
    project = drawn(
        ("conv_1", "Conv2d", {"out_channels": 4, "padding": 1}),
        ("relu_1", "ReLU", {}),
        ("conv_2", "Conv2d", {"out_channels": 2, "padding": 1}),
        ("flat", "Flatten", {}),
        ("fc_1", "Linear", {"out_features": 3}),
        shape=(2, 4, 4),
    )
    document = Document(project)
    edits, use = changes.make_block(project, ["conv_1", "relu_1", "conv_2"], "Stage")
    document.do("block", edits)
    document.do("repeat", changes.set_params(project, [use], repeat=2))
    return project


@pytest.mark.parametrize(
    ("project", "source", "target"),
    [
        (PICTURE, "conv_1", "norm_1"),
        (PICTURE, "relu_1", "conv_2"),
        (PICTURE, "flat", "fc_1"),
        (PICTURE, "fc_2", "output"),
        (SEQUENCE, "fc_1", "norm_1"),
        (SEQUENCE, "mean", "fc_3"),
    ],
)
def test_a_deeper_network_says_exactly_the_same_in_both_modes(project: Project, source: str, target: str) -> None:
    grown = deep(project, source, target)
    assert (grown.difference.evaluation, grown.difference.training) == (0.0, 0.0)
    assert grown.difference.batches == (1, 2, 7, 16)
    before = trained(project).weights
    assert all(torch.equal(value, grown.start.weights[name]) for name, value in before.items())
    assert grown.start.new == grown.start.weights.keys() - before.keys() != set()


def test_branches_suit_their_tensors() -> None:
    def inner(grown: Grown) -> list[str]:
        block = next(iter(grown.project.blocks.values()))
        return [each.kind for each in block.graph][1:-2]

    assert inner(deep(PICTURE, "relu_1", "conv_2")) == ["Conv2d", "BatchNorm2d", "ReLU", "Conv2d"]
    assert inner(deep(PICTURE, "tanh", "fc_2")) == ["Linear", "Tanh", "Linear"]
    assert inner(deep(SEQUENCE, "gelu", "fc_2")) == ["LayerNorm", "Linear", "GELU", "Linear"]


def test_dropout_does_not_hide_a_deeper_network() -> None:
    project = drawn(
        ("fc_1", "Linear", {"out_features": 8}),
        ("drop", "Dropout", {"p": 0.5}),
        ("fc_2", "Linear", {"out_features": 3}),
        shape=(4,),
    )
    assert deep(project, "fc_1", "drop").difference.training == 0.0  # the same masks fall
    assert wide(project, "fc_1", 11).difference.training is None  # more units draw other masks


@pytest.mark.parametrize(
    ("project", "name", "width"),
    [
        (PICTURE, "conv_1", 8),
        (PICTURE, "conv_1", 15),
        (PICTURE, "conv_2", 9),
        (PICTURE, "fc_1", 30),
        (SEQUENCE, "fc_1", 12),
        (SEQUENCE, "fc_2", 6),
    ],
)
def test_a_wider_network_says_the_same_in_both_modes(project: Project, name: str, width: int) -> None:
    grown = wide(project, name, width)
    assert grown.difference.evaluation <= TOLERANCE
    assert grown.difference.training is not None and grown.difference.training <= TOLERANCE
    before, after = trained(project).weights, grown.start.weights
    assert {name for name in before if before[name].shape != after[name].shape} == grown.start.grown != set()
    assert all(torch.equal(before[name], after[name]) for name in before.keys() - grown.start.grown)


def test_old_units_stay_bit_for_bit_and_readers_share() -> None:
    before, after = trained(PICTURE).weights, wide(PICTURE, "conv_1", 8).start.weights
    for name in ("conv_1.weight", "conv_1.bias", "norm_1.weight", "norm_1.running_mean", "norm_1.running_var"):
        assert torch.equal(after[name][:5], before[name])
    read, whole = after["conv_2.weight"], before["conv_2.weight"]
    copied = [int(((before["norm_1.weight"] - after["norm_1.weight"][place]) == 0).nonzero()) for place in range(8)]
    for unit in range(5):
        parts = read[:, [place for place in range(8) if copied[place] == unit]]
        assert torch.equal(parts.sum(1), whole[:, unit])
    assert not torch.allclose(read[:, 5], whole[:, copied[5]] / 2)  # shares differ, so that copies part in training


def test_copies_part_from_each_other_in_training() -> None:
    grown = wide(PICTURE, "conv_1", 10)
    compiled = loaded(grown.project, grown.start)
    weight = compiled.root.get_submodule("conv_1").weight
    assert torch.equal(weight[0], weight[1])
    _steps(compiled, grown.project, 3)
    assert not torch.allclose(weight[0], weight[1], rtol=1e-3)


def test_gradients_reach_the_branch_from_the_second_step_on() -> None:
    grown = deep(PICTURE, "relu_1", "conv_2")
    compiled = loaded(grown.project, grown.start)
    first, last = (compiled.root.get_submodule(f"residual_1.{name}").weight for name in ("conv_1", "conv_2"))
    gradients = []
    for _ in range(2):
        _steps(compiled, grown.project, 1)
        gradients.append((first.grad.abs().max().item(), last.grad.abs().max().item()))
    assert gradients[0][0] == 0.0 and gradients[0][1] > 0 and gradients[1][0] > 0


@pytest.mark.parametrize("grow", [lambda: deep(PICTURE, "relu_1", "conv_2"), lambda: wide(PICTURE, "conv_1", 9)])
def test_it_trains_on_from_where_it_was(grow) -> None:
    grown = grow()
    losses = _steps(loaded(grown.project, grown.start), grown.project, 30)
    plain = _steps(loaded(PICTURE, trained(PICTURE)), PICTURE, 1)
    assert losses[0] == pytest.approx(plain[0], rel=1e-5)
    assert losses[-1] < 0.7 * losses[0]


def _steps(compiled, project: Project, count: int) -> list[float]:
    """Plain gradient descent on one batch; gives the losses, and leaves the last gradients."""
    inputs = samples(project)
    targets = [torch.arange(len(inputs[0])) % 3]
    losses = []
    for _ in range(count):
        compiled.root.zero_grad()
        loss = compiled.loss(inputs, targets)
        loss.backward()
        losses.append(loss.item())
        with torch.no_grad():
            for weight in compiled.parameters():
                weight -= 0.05 * weight.grad
    return losses


def test_several_changes_follow_each_other() -> None:
    first = deep(PICTURE, "relu_1", "conv_2")
    second = widened(first.project, first.start, "conv_2", 10, samples(PICTURE))
    inner = second.project.inside(next(iter(second.project.blocks)))
    third = widened(second.project, second.start, "fc_1", 9, samples(PICTURE))
    assert third.difference.evaluation <= TOLERANCE
    assert inner.graph.named("conv_2").initialization == "zeros"
    compiled = loaded(third.project, third.start)
    compiled.train(False)
    old = loaded(PICTURE, trained(PICTURE))
    old.train(False)
    torch.testing.assert_close(compiled.model(*samples(PICTURE)), old.model(*samples(PICTURE)), rtol=2e-6, atol=2e-6)


def test_a_second_block_of_the_same_kind_is_the_same_block() -> None:
    first = deep(PICTURE, "conv_1", "norm_1")
    graph = first.project.graph
    link = graph.links_from("relu_1")[0]
    second = deepened(first.project, first.start, [link], samples(PICTURE))
    assert len(second.project.blocks) == 1
    assert [each.name for each in second.project.graph if each.node.role == "block"] == ["residual_1", "residual_2"]


def test_undo_brings_the_old_drawing_and_its_weights_back() -> None:
    document = Document(PICTURE.copy())
    before = dump(document.project)
    start = trained(PICTURE)
    for grown in (deep(PICTURE, "relu_1", "conv_2"), wide(PICTURE, "conv_1", 9)):
        document.do(grown.label, grown.edits)
        assert document.project.graph == grown.project.graph
        document.undo()
        assert dump(document.project) == before
        found, carried = grown.start.fitting(start.weights)
        assert all(torch.equal(found[name], start.weights[name]) for name in start.weights)
        assert (carried.grown, carried.new) == ((), ())


def test_a_grown_project_is_saved_and_read_again() -> None:
    grown = deep(SEQUENCE, "gelu", "fc_2")
    again = parse(dump(grown.project))
    assert again.graph == grown.project.graph
    compiled, old = loaded(again, grown.start), loaded(SEQUENCE, trained(SEQUENCE))
    assert torch.equal(compiled.model(*samples(SEQUENCE)), old.model(*samples(SEQUENCE)))


def test_inside_a_block_every_use_grows() -> None:
    project = blocky()
    (scope,) = project.blocks
    grown = wide(project, "conv_1", 7, scope)
    assert grown.difference.largest <= TOLERANCE
    assert {"stage_1.0.conv_1.weight", "stage_1.1.conv_2.weight"} <= grown.start.grown
    grown = deep(project, "relu_1", "conv_2", scope)
    assert grown.difference.largest == 0.0
    assert {"stage_1.0.residual_1.conv_1.weight", "stage_1.1.residual_1.conv_1.weight"} <= grown.start.new


def test_what_is_judged_and_what_is_answered_stay_together() -> None:
    grown = deep(PICTURE, "fc_2", "loss")
    graph = grown.project.graph
    assert {graph[link.target].name for link in graph.links_from(grown.node_id)} == {"output", "loss"}


def test_a_skip_connection_is_deepened_by_itself() -> None:
    project = drawn(
        ("fc_1", "Linear", {"out_features": 4}),
        ("fc_2", "Linear", {"out_features": 4}),
        ("add", "Add", {}),
        ("fc_3", "Linear", {"out_features": 3}),
        shape=(4,),
        wires=("fc_1>add",),
    )
    grown = deep(project, "fc_1", "add")
    assert [link.target for link in grown.project.graph.links_from("fc_1")] == ["fc_2", grown.node_id]
    assert Link(grown.node_id, "y", "add", "x", 1) in grown.project.graph.links()


def test_rounding_is_told_from_another_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(difference, "TOLERANCE", 1e-9)  # as if the network were deep enough to round that far
    told = wide(PICTURE, "conv_1", 8).difference
    assert told.in_double is not None and told.in_double < 1e-12 < told.largest
    assert "in 64-bit numbers by" in told.sentence


def test_a_growth_that_changes_the_answers_is_not_made(monkeypatch: pytest.MonkeyPatch) -> None:
    def copied(weights, gathers, seed):
        return gathered(weights, [replace(gather, shared=False) for gather in gathers], seed)

    monkeypatch.setattr(growing, "gathered", copied)
    with pytest.raises(RunError, match=r"Widen conv_1 would change the network: its outputs differ by at most 0\.\d"):
        wide(PICTURE, "conv_1", 8)


def test_weights_of_another_drawing_are_refused(tmp_path: Path) -> None:
    other = WarmStart("run other", {"conv_1.weight": torch.zeros(1)})
    with pytest.raises(RunError, match=r"run other do not fit the drawing as it is: nothing for conv_1\.weight"):
        deepened(PICTURE, other, PICTURE.graph.links_from("relu_1"), samples(PICTURE))
