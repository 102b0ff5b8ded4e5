"""What trains is what was drawn: the same numbers as a module written by hand."""

from __future__ import annotations

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from app.compile.module import Compiled, compile_project
from app.errors import RunError
from app.graph.project import Project
from tests.compile.drawings import digits_cnn, draw


class Twin(nn.Module):
    """`digits_cnn` by hand."""

    def __init__(self) -> None:
        super().__init__()
        self.conv_1 = nn.Conv2d(1, 8, 3, padding=1)
        self.norm_1 = nn.BatchNorm2d(8)
        self.pool_1 = nn.MaxPool2d(2)
        self.dropout = nn.Dropout(0.2)
        self.linear_1 = nn.Linear(128, 10)

    def forward(self, x: Tensor) -> Tensor:
        x = self.pool_1(F.relu(self.norm_1(self.conv_1(x))))
        return self.linear_1(self.dropout(x.flatten(1)))


def batch(seed: int = 0, count: int = 16) -> tuple[Tensor, Tensor]:
    generator = torch.Generator().manual_seed(seed)
    return torch.randn(count, 1, 8, 8, generator=generator), torch.randint(10, (count,), generator=generator)


def test_training_is_bit_equal_to_a_hand_written_twin() -> None:
    compiled = compile_project(digits_cnn(), seed=3)
    torch.manual_seed(3)
    twin = Twin()
    assert list(compiled.root.state_dict()) == list(twin.state_dict())
    drawn = torch.optim.AdamW(compiled.parameters(), lr=1e-2)
    written = torch.optim.AdamW(twin.parameters(), lr=1e-2)
    x, label = batch()
    for step in range(5):
        torch.manual_seed(step)
        loss = compiled.loss([x], [label])
        torch.manual_seed(step)
        expected = F.cross_entropy(twin(x), label)
        assert torch.equal(loss, expected)
        for optimizer, value in ((drawn, loss), (written, expected)):
            optimizer.zero_grad()
            value.backward()
            optimizer.step()
    for mine, theirs in zip(compiled.root.state_dict().values(), twin.state_dict().values(), strict=True):
        assert torch.equal(mine, theirs)


def siamese() -> Project:
    return draw(
        ("left", "Input", {"shape": [6]}),
        ("right", "Input", {"shape": [6]}),
        ("tower", "Linear", {"out_features": 4}),
        ("twin", "Linear", {"out_features": 4}),
        ("sum", "Add", {}),
        ("head", "Linear", {"out_features": 1}),
        ("output", "Output", {}),
        ("truth", "Target", {"classes": 0, "shape": []}),
        ("loss", "MSELoss", {}),
        links="left > tower, right > twin, tower > sum, twin > sum, sum > head, head > output, head > loss,"
        "truth > loss.target",
        twin={"shares": "id_tower"},
    )


def test_shared_weights_are_one_module_called_twice() -> None:
    compiled = compile_project(siamese(), seed=0)
    assert [name for name, _ in compiled.root.named_children()] == ["tower", "head"]
    assert len(compiled.parameters()) == 4 and [layer.name for layer in compiled.layers] == ["tower", "head"]
    left, right = torch.randn(3, 6), torch.randn(3, 6)
    tower, head = compiled.root.tower, compiled.root.head
    assert torch.equal(compiled.model(left, right), head(tower(left) + tower(right)))


def two_losses() -> Project:
    return draw(
        ("x", "Input", {"shape": [6]}),
        ("body", "Linear", {"out_features": 8}),
        ("relu", "ReLU", {}),
        ("scores", "Linear", {"out_features": 3}),
        ("value", "Linear", {"out_features": 1}),
        ("classes", "Output", {}),
        ("number", "Output", {}),
        ("label", "Target", {"classes": 3}),
        ("amount", "Target", {"classes": 0}),
        ("aux", "MSELoss", {"weight": 0.3}),
        ("main", "CrossEntropyLoss", {"label_smoothing": 0.1}),
        links="x > body, body > relu, relu > scores, relu > value, scores > classes, value > number,"
        "scores > main, label > main.target, value > aux, amount > aux.target",
    )


def test_total_is_the_weighted_sum_of_losses() -> None:
    compiled = compile_project(two_losses(), seed=0)
    x, label, amount = torch.randn(5, 6), torch.randint(3, (5,)), torch.randn(5)
    scores, value = compiled.model(x)
    total, aux, main = compiled.criterion(*compiled.forward(x), label, amount)
    assert torch.equal(aux, F.mse_loss(value.squeeze(1), amount))
    assert torch.equal(main, F.cross_entropy(scores, label, label_smoothing=0.1))
    assert torch.allclose(total, 0.3 * aux + main, atol=0, rtol=1e-7)
    assert compiled.losses == ("aux", "main") and compiled.outputs == ("classes", "number")
    assert [(head.loss, head.task, head.target, head.classes) for head in compiled.heads] == [
        ("aux", "regression", 1, 0),
        ("main", "classification", 0, 3),
    ]
    taps = compiled.forward(x)
    assert torch.equal(taps[compiled.heads[1].tap], scores) and torch.equal(taps[compiled.heads[0].tap], value)


def autoencoder() -> Project:
    return draw(
        ("image", "Input", {"shape": [6]}),
        ("encode", "Linear", {"out_features": 2}),
        ("back", "Linear", {"out_features": 6}),
        ("output", "Output", {}),
        ("loss", "MSELoss", {}),
        links="image > encode, encode > back, back > output, back > loss, image > loss.target",
    )


def test_an_autoencoder_needs_no_target() -> None:
    compiled = compile_project(autoencoder(), seed=0)
    x = torch.randn(4, 6)
    assert torch.equal(compiled.loss([x], []), F.mse_loss(compiled.model(x), x))
    assert compiled.targets == () and compiled.heads[0].target is None


def test_a_branch_that_only_a_loss_needs_is_not_in_the_model() -> None:
    project = two_losses()
    link = project.graph.links_into("id_number")[0]
    project.graph.take_link(link)
    project.graph.take_instance("id_number")
    compiled = compile_project(project, seed=0)
    names = {node.target for node in compiled.model.graph.nodes if node.op == "call_module"}
    assert names == {"body", "scores"} and "value" in dict(compiled.root.named_children())


def test_frozen_layers_are_not_trained() -> None:
    project = draw_frozen()
    compiled = compile_project(project, seed=0)
    assert [name for name, value in compiled.root.named_parameters() if value.requires_grad] == [
        "linear_1.weight",
        "linear_1.bias",
    ]
    assert {layer.name: layer.frozen for layer in compiled.layers} == {
        "conv_1": True,
        "norm_1": True,
        "linear_1": False,
    }


def draw_frozen() -> Project:
    from dataclasses import replace

    project = digits_cnn()
    for name in ("conv_1", "norm_1"):
        project.graph.put_instance(replace(project.graph[f"id_{name}"], frozen=True))
    return project


def test_same_seed_same_weights_and_renaming_changes_nothing() -> None:
    from dataclasses import replace

    def weights(compiled: Compiled) -> list[Tensor]:
        return [value.detach().clone() for value in compiled.parameters()]

    first = weights(compile_project(digits_cnn(), seed=5))
    renamed = digits_cnn()
    renamed.graph.put_instance(replace(renamed.graph["id_conv_1"], name="zz"))
    for mine, theirs in zip(first, weights(compile_project(renamed, seed=5)), strict=True):
        assert torch.equal(mine, theirs)
    other = weights(compile_project(digits_cnn(), seed=6))
    assert not torch.equal(first[0], other[0])


def test_what_cannot_run_is_one_sentence_with_the_node() -> None:
    with pytest.raises(RunError, match="the drawing is empty"):
        compile_project(Project())
    broken = draw(
        ("image", "Input", {}),
        ("linear", "Linear", {}),
        ("output", "Output", {}),
        ("label", "Target", {}),
        ("loss", "CrossEntropyLoss", {}),
        links="image > linear, linear > output, linear > loss, label > loss.target",
    )
    with pytest.raises(RunError, match=r"^linear expects \(N, features\).*got \(N, 1, 8, 8\) from image$"):
        compile_project(broken)


def test_a_model_larger_than_memory_is_refused() -> None:
    project = draw(
        ("x", "Input", {"shape": [2**24]}),
        ("linear", "Linear", {"out_features": 1_000_000}),
        ("output", "Output", {}),
        ("truth", "Target", {"classes": 0, "shape": [1_000_000]}),
        ("loss", "MSELoss", {}),
        links="x > linear, linear > output, linear > loss, truth > loss.target",
    )
    with pytest.raises(RunError, match="weights need"):
        compile_project(project)


def test_train_switches_all_graphs() -> None:
    compiled = compile_project(digits_cnn(), seed=0)
    compiled.train(False)
    x, _ = batch()
    assert torch.equal(compiled.model(x), compiled.model(x))
    assert not compiled.root.get_submodule("dropout").training


def test_a_network_that_only_answers_needs_no_loss() -> None:
    project = draw(
        ("x", "Input", {"shape": [4]}),
        ("linear", "Linear", {"out_features": 2}),
        ("y", "Output", {}),
        links="x > linear, linear > y",
    )
    with pytest.raises(RunError, match="there is no loss"):
        compile_project(project)
    compiled = compile_project(project, judged=False)
    assert compiled.model(torch.randn(3, 4)).shape == (3, 2)
    assert compiled.losses == ()
