"""Submodules that repeat become blocks, with the numbers in which they differ as arguments."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from app.compile.empty import compile_with_weights
from app.graph.blocks.expand import expand
from app.importing.importer import import_module
from nodes.blocks import Block
from tests.importing.samples import imported


def _blocks(name: str) -> dict[str, list[str]]:
    found = imported(name).project
    return {block.name: [argument.name for argument in block.arguments] for block in found.blocks.values()}


def test_residual_blocks_differ_in_their_width() -> None:
    assert _blocks("resnet") == {"BasicBlock": ["out_channels"], "BasicBlock2": ["out_channels"]}


def test_copies_in_a_row_are_one_node() -> None:
    graph = imported("resnet").project.graph
    row = graph.named("layer1")
    assert row is not None
    assert isinstance(row.node, Block)
    assert row.node.repeat == 2
    assert "layer1.1.conv2.weight" in imported("resnet").weights
    blocks = imported("gpt").project.graph.named("blocks")
    assert blocks is not None
    assert isinstance(blocks.node, Block)
    assert blocks.node.repeat == 3


def test_blocks_lie_in_one_another_as_the_classes_do() -> None:
    project = imported("gpt").project
    outer = next(block for block in project.blocks.values() if block.name == "GPTBlock")
    assert [each.name for each in outer.graph if isinstance(each.node, Block)] == ["attn", "mlp"]
    assert outer.exits == ("y",)


def test_an_encoder_that_is_called_twice_keeps_one_set_of_weights() -> None:
    graph = imported("siamese").project.graph
    first, second = graph.named("encoder"), graph.named("encoder_2")
    assert first is not None
    assert second is not None
    assert second.shares == first.id


def test_tied_weights_are_one_parameter() -> None:
    project = imported("gpt").project
    tied = project.graph.named("tok_weight")
    assert tied is not None
    assert {project.graph[link.target].kind for link in project.graph.links_from(tied.id)} == {
        "TableLookup",
        "TiedLinear",
    }


def test_a_class_that_is_used_once_is_no_block() -> None:
    assert _blocks("tuples") == {}
    assert imported("tuples").project.graph.named("encoder_mean") is not None


def test_nodes_stand_apart_in_the_drawing_and_in_blocks() -> None:
    for name in ("resnet", "gpt"):
        project = imported(name).project
        for graph in (project.graph, *(block.graph for block in project.blocks.values())):
            assert len({(each.x, each.y) for each in graph}) == len(graph)


class _Borrowing(nn.Module):
    """Two blocks of different make whose second half is one and the same layer."""

    def __init__(self) -> None:
        super().__init__()
        shared = nn.Linear(4, 4)
        self.a = nn.ModuleList([_Half(nn.Linear(4, 4), shared), _Half(nn.Linear(4, 4), shared)])

    def forward(self, x: Tensor) -> Tensor:
        return self.a[1](self.a[0](x))


class _Half(nn.Module):
    def __init__(self, own: nn.Module, shared: nn.Module) -> None:
        super().__init__()
        self.own, self.shared = own, shared

    def forward(self, x: Tensor) -> Tensor:
        return torch.relu(self.shared(torch.tanh(self.own(x))))


def test_what_shares_only_some_weights_stays_taken_apart() -> None:
    found = import_module(_Borrowing(), [torch.randn(3, 4)])
    assert not found.project.blocks
    assert found.checked.exact
    flat = expand(found.project).graph
    assert sum(bool(each.shares) for each in flat) == 1
    assert len(compile_with_weights(found.project, found.weights).parameters()) == 6
