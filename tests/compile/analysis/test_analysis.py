"""The figures of whole drawings: totals against torch itself, blocks, frozen and shared weights, what is remembered."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
import torch
from hypothesis import HealthCheck, given, settings
from torch import Tensor
from torch.autograd.graph import saved_tensors_hooks
from torch.utils.flop_counter import FlopCounterMode

from app.compile.analysis import costs, fields, sight
from app.compile.analysis.costs import CostEngine
from app.compile.analysis.engine import AnalysisEngine, analyse
from app.compile.analysis.rows import Analysis, Row
from app.compile.drawing import infer
from app.compile.module import compile_project
from app.compile.shapes.engine import ShapeEngine
from app.graph.files.storage import examples, load, resolve
from app.graph.graph import Graph
from app.graph.project import Project
from tests.compile.drawings import digits_cnn, draw
from tests.compile.random_drawings import drawings
from tests.graph.blocky import blocky

BATCH = 6
TYPES = {"float32": torch.float32, "int64": torch.int64}


def analysed(project: Project, batch: int = BATCH) -> Analysis:
    return analyse(infer(project), batch)


def named(project: Project, batch: int = BATCH) -> dict[str, Row]:
    return {row.name: row for row in analysed(project, batch).total.inside}


def data(project: Project, role: str, device: str) -> list[Tensor]:
    shapes = [instance.node.emits() for instance in project.graph if instance.node.role == role]  # type: ignore[attr-defined]
    return [torch.zeros(shape.at(BATCH), dtype=TYPES[shape.dtype], device=device) for shape in shapes]


def counted(project: Project) -> int:
    """What torch counts when the model runs, on meta tensors: the CPU's own LSTM is closed to the counter."""
    compiled = compile_project(project, seed=0).to("meta")
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        compiled.model(*data(project, "input", "meta"))
    return counter.get_total_flops()


def kept(project: Project) -> int:
    """Bytes that autograd keeps between the passes of a training step, weights left out."""
    compiled = compile_project(project, seed=0)
    compiled.train()
    tensors: list[Tensor] = []
    with saved_tensors_hooks(tensors.append, lambda x: x):
        loss = compiled.loss(data(project, "input", "cpu"), data(project, "target", "cpu"))
    assert loss.requires_grad
    weights = {x.data_ptr() for x in (*compiled.root.parameters(), *compiled.root.buffers())}
    memory = {x.untyped_storage().data_ptr(): x.untyped_storage().nbytes() for x in tensors}
    return sum(size for place, size in memory.items() if place not in weights)


def attention() -> Project:
    return draw(
        ("words", "Input", {"shape": [6], "dtype": "int64"}),
        ("table", "Embedding", {"num_embeddings": 9, "embedding_dim": 8}),
        ("look", "MultiheadAttention", {"num_heads": 2}),
        ("layer", "TransformerEncoderLayer", {"nhead": 2, "dim_feedforward": 16}),
        ("keep", "CausalSelfAttention", {"num_heads": 2}),
        ("first", "FirstStep", {}),
        ("scores", "Linear", {}),
        ("output", "Output", {}),
        ("truth", "Target", {}),
        ("loss", "CrossEntropyLoss", {}),
        links="words > table, table > look, look > layer, layer > keep, keep > first, first > scores, scores > output,"
        "scores > loss, truth > loss.target",
    )


def frozen(*names: str) -> Project:
    project = digits_cnn()
    for name in names:
        project.graph.put_instance(replace(project.graph[f"id_{name}"], frozen=True))
    return project


def siamese() -> Project:
    return draw(
        ("a", "Input", {"shape": [8]}),
        ("b", "Input", {"shape": [8]}),
        ("left", "Linear", {"out_features": 4}),
        ("right", "Linear", {"out_features": 4}),
        ("apart", "Subtract", {}),
        ("scores", "Linear", {"out_features": 2}),
        ("output", "Output", {}),
        ("truth", "Target", {"classes": 2}),
        ("loss", "CrossEntropyLoss", {}),
        links="a > left, b > right, left > apart.a, right > apart.b, apart > scores, scores > output, scores > loss,"
        "truth > loss.target",
        right={"shares": "id_left"},
    )


EXAMPLES = {each.name: load(each.path) for each in examples()}
OWN = {"blocks": blocky(), "attention": attention(), "siamese": siamese(), "frozen": frozen("conv_1", "norm_1")}
LIBRARY = {"digits-rows-lstm"}  # the CPU's own LSTM keeps a workspace of its own making


@pytest.mark.parametrize("project", [*EXAMPLES.values(), *OWN.values()], ids=[*EXAMPLES, *OWN])
def test_flops_are_torchs_own(project: Project) -> None:
    total = analysed(project).total
    assert total.flops * BATCH == counted(project) > 0
    assert total.multiply_adds * 2 == total.flops


@pytest.mark.parametrize("name", [*sorted(EXAMPLES.keys() - LIBRARY), *OWN])
def test_memory_is_what_autograd_keeps(name: str) -> None:
    project = (EXAMPLES | OWN)[name]
    assert analysed(project).total.memory == kept(project) > 0


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(drawings())
def test_random_drawings(project: Project) -> None:
    total = analysed(project).total
    assert total.flops * BATCH == counted(project)
    assert total.memory == kept(project)


def test_memory_grows_with_the_batch() -> None:
    one, two, three = (analysed(digits_cnn(), batch).total.memory for batch in (1, 2, 3))
    assert three - two == two - one > 0
    assert analysed(digits_cnn(), 3).total.flops == analysed(digits_cnn(), 1).total.flops


def test_a_tensor_counts_once_for_the_node_that_made_it() -> None:
    rows = named(digits_cnn(), batch=1)
    picture, maps, pooled = 64 * 4, 8 * 64 * 4, 8 * 16 * 4
    assert rows["image"].memory == picture  # needed for the weights' gradient of conv_1
    assert rows["conv_1"].memory == maps  # needed by norm_1
    assert rows["norm_1"].memory == 2 * 8 * 4  # its result is not needed: relu_1 keeps its own; mean and spread are
    assert rows["relu_1"].memory == maps
    assert rows["pool_1"].memory == 2 * pooled  # the places of the maxima, 8 bytes each
    assert rows["flatten"].memory == 0  # the same memory in another shape
    assert rows["dropout"].memory == 2 * pooled  # its result and its mask


def test_what_comes_before_the_first_trained_layer_keeps_nothing() -> None:
    before = named(digits_cnn())
    after = named(frozen("conv_1", "norm_1"))
    assert after["image"].memory == after["conv_1"].memory == after["pool_1"].memory == 0
    assert after["dropout"].memory == before["dropout"].memory // 2  # what linear_1 needs; no mask without a gradient
    assert (after["conv_1"].trainable, after["conv_1"].frozen, after["conv_1"].buffers) == (0, 80, 0)
    assert (after["norm_1"].frozen, after["norm_1"].buffers) == (16, 17)


def test_without_a_loss_the_outputs_are_trained() -> None:
    nodes = ("x", "Input", {"shape": [4]}), ("a", "Linear", {}), ("b", "Linear", {}), ("y", "Output", {})
    project = draw(*nodes, ("loose", "Linear", {}), links="x > a, a > b, b > y, a > loose")
    rows = named(project, batch=1)
    assert [rows[name].memory for name in ("x", "a", "b", "y", "loose")] == [16, 40, 0, 0, 0]
    assert rows["loose"].flops == 200


def test_shared_weights_count_once() -> None:
    rows = named(siamese())
    assert (rows["left"].parameters, rows["right"].parameters) == (36, 0)
    assert rows["left"].flops == rows["right"].flops == 64


def test_a_block_is_all_that_is_inside() -> None:
    rows = named(blocky())
    first, second = rows["first"], rows["second"]
    assert [row.name for row in first.inside[:4]] == ["first.0.conv", "first.0.act", "first.0.add", "first.1.conv"]
    for block in (first, second):
        for figure in ("trainable", "buffers", "flops", "memory"):
            assert getattr(block, figure) == sum(getattr(row, figure) for row in block.inside)
    assert [str(row.sight) for row in (rows["stem"], first, second, rows["pool"])] == ["3×3", "9×9", "13×13", "whole"]
    (body,) = (row for row in second.inside if row.kind == "Block")
    assert (body.name, body.id, len(body.inside)) == ("second.body", "second/body", 6)


def test_every_level_has_its_rows() -> None:
    found = analysed(blocky())
    assert list(found.rows) == [instance.id for instance in blocky().graph]
    assert list(found.levels["second/"]) == ["widen", "body"]
    assert found.levels["second/body/1/"]["conv"].name == "second.body.1.conv"
    assert found.levels["second/"]["body"] in found.rows["second"].inside


@pytest.mark.parametrize(("name", "size"), [("alexnet", 195), ("vgg-16", 212), ("resnet-50", 427)])
def test_published_receptive_fields_through_blocks(name: str, size: int) -> None:
    rows = analysed(load(resolve(name)), batch=1).total.inside
    before_the_head = [row.sight for row in rows if row.sight and not row.sight.whole][-1]
    assert str(before_the_head) == f"{size}×{size}"


def test_total_is_everything_once() -> None:
    project = frozen("conv_1")
    total = analysed(project).total
    assert (total.parameters, total.trainable, total.frozen) == (1386, 1306, 80)
    assert total.memory == sum(row.memory for row in total.inside)


def test_a_half_drawn_network() -> None:
    project = draw(("x", "Input", {"shape": [4]}), ("conv", "Conv2d", {}), ("y", "Linear", {}), links="x > conv")
    rows = named(project)
    assert (rows["conv"].flops, rows["conv"].sights, rows["y"].memory) == (0, (), 0)
    assert analysed(Project()).total.flops == 0


def test_an_edit_at_the_end_works_out_little_again(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: Counter[str] = Counter()
    for owner, name in ((fields, "_field"), (sight, "_told"), (CostEngine, "_measure"), (Graph, "topological")):
        count_calls(monkeypatch, owner, name, asked)
    engine, project, shapes = AnalysisEngine(), digits_cnn(), ShapeEngine()

    def asked_for(project: Project) -> dict[str, int]:
        drawing = infer(project, shapes).apart()
        asked.clear()
        found = engine.analyse(drawing, BATCH)
        worked_out = dict(asked)
        assert found == analyse(drawing, BATCH)
        return worked_out

    assert asked_for(project)["_field"] > 6
    assert asked_for(project) == {}
    last = [instance for instance in project.graph if instance.kind == "Linear"][-1]
    project.graph.put_instance(replace(last, node=last.node.changed(bias=False)))
    assert asked_for(project) == {"_measure": 1, "_field": 2}  # itself, and the Output that a new result reaches
    project.graph.put_instance(replace(project.graph[last.id], name="scores"))
    assert asked_for(project) == {}
    (image,) = [instance for instance in project.graph if instance.node.role == "input"]
    project.graph.put_instance(replace(image, name="picture"))
    assert set(asked_for(project)) == {"_told"}


def count_calls(monkeypatch: pytest.MonkeyPatch, owner: object, name: str, asked: Counter[str]) -> None:
    original = getattr(owner, name)

    def counting(*given: object) -> object:
        asked[name] += 1
        return original(*given)

    monkeypatch.setattr(owner, name, counting)


def test_only_new_uses_are_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    original = costs.measure
    monkeypatch.setattr(costs, "measure", lambda *args: asked.append(args[0]) or original(*args))
    engine, project = AnalysisEngine(), blocky()
    first = engine.analyse(infer(project), BATCH)
    count = len(asked)
    assert 9 < count < 18  # the three copies of the first block are measured together
    assert engine.analyse(infer(project), BATCH) == first
    assert len(asked) == count
    project.graph.put_instance(replace(project.graph["head"], frozen=True))
    engine.analyse(infer(project), BATCH)
    assert len(asked) == count + 1
