"""Python layers in a document: edits with inverses, gestures, the file."""

from __future__ import annotations

import json

import pytest

from app.errors import ProjectError
from app.graph import changes
from app.graph.document import Document
from app.graph.edits import AddLink, apply_all
from app.graph.files.format import dump, parse
from app.graph.python_layers.edits import TakeLayer
from nodes.custom import Custom
from tests.graph.blocky import wire
from tests.graph.layered import GATE, SPLIT, layered

WIDER = GATE.replace("x: Tensor)", "x: Tensor, mask: Tensor | None = None)").replace(", rate: float = 0.5", "")


def test_files_hold_layers_and_those_without_any_are_as_before() -> None:
    project = layered(features=8)
    text = dump(project)
    assert dump(parse(text)) == text
    assert parse(text).layers == project.layers
    assert json.loads(text)["layers"] == [{"id": "own_layer", "code": GATE.split("\n")}]
    assert '"layers"' not in dump(parse(text.replace("x", "x"))).split('"layers"')[0]


def test_a_rewritten_layer_gives_its_uses_the_new_ports_and_undo_the_old_ones() -> None:
    document = Document(layered(rate=0.25))
    before = dump(document.project)
    document.do("Rewrite", changes.rewrite(document.project, "own_layer", WIDER))
    own = document.project.graph["own"].node
    assert isinstance(own, Custom)
    assert (own.entries, own.optional, own.arguments) == (("x", "mask"), ("mask",), ())
    assert dump(parse(dump(document.project))) == dump(document.project)
    after = dump(document.project)
    document.undo()
    assert dump(document.project) == before
    document.redo()
    assert dump(document.project) == after


def test_a_text_that_would_lose_a_link_is_refused_and_nothing_changes() -> None:
    project = layered(SPLIT)
    apply_all(project, [AddLink(wire("linear > own.shift"))])
    before = dump(project)
    edits = changes.rewrite(project, "own_layer", SPLIT.replace("shift", "offset"))
    with pytest.raises(ProjectError, match="the port shift of own is linked; take that link away first"):
        apply_all(project, edits)
    assert dump(project) == before


def test_define_use_and_delete() -> None:
    project = layered()
    edits, layer_id = changes.define(project, GATE.replace("Gated", "FeatureGate"))
    inverses = apply_all(project, edits)
    name = project.layers[layer_id].name
    placed, node_id = changes.use_layer(project, layer_id, 0, 0)
    backward = apply_all(project, placed)
    assert project.graph[node_id].name == "feature_gate_1"
    apply_all(project, changes.set_arguments(project, node_id, features=12))
    assert project.graph[node_id].node.summary() == "features 12"
    with pytest.raises(ProjectError, match=f"feature_gate_1 uses the Python layer {name}"):
        changes.delete_layer(project, layer_id)
    with pytest.raises(ProjectError, match="feature_gate_1 uses the Python layer"):
        TakeLayer(layer_id).apply(project)
    apply_all(project, backward)
    apply_all(project, changes.delete_layer(project, layer_id))
    assert list(project.layers) == ["own_layer"]
    assert inverses == [TakeLayer(layer_id)]


def test_arguments_are_checked() -> None:
    project = layered()
    with pytest.raises(ProjectError, match="'depth' is no argument of Gated; it has features, rate"):
        changes.set_arguments(project, "own", depth=3)
    with pytest.raises(ProjectError, match=r"expects an integer for features, got 0\.5"):
        apply_all(project, changes.set_arguments(project, "own", features=0.5))


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (
            lambda data: data["layers"].append(data["layers"][0]),
            r"layers\[1\].id: the id 'own_layer' is taken by Gated",
        ),
        (lambda data: data["layers"][0]["code"].append("x ="), r"layers\[0\].code: line 17: invalid syntax"),
        (lambda data: data["layers"][0]["code"].append(3), r"layers\[0\].code\[16\]: expected a line of text, got 3"),
        (lambda data: data["layers"][0].update(trusted=True), r"layers\[0\].trusted: unknown field"),
        (lambda data: data["layers"][0]["code"].insert(0, "# changed"), "own: expects the text and ports of .* Gated"),
        (lambda data: data.pop("layers"), "own: uses the Python layer 'own_layer', which does not exist"),
        (lambda data: data["layers"].extend([data["layers"][0]] * 300), "layers: expected at most 200 entries"),
    ],
)
def test_broken_sections_are_told_with_their_place(damage: object, reason: str) -> None:
    data = json.loads(dump(layered()))
    damage(data)  # type: ignore[operator]
    with pytest.raises(ProjectError, match=reason):
        parse(json.dumps(data))
