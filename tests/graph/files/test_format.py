"""The project file: same text back, and every refusal with its place."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

import nodes
from app.errors import ProjectError
from app.graph.files.format import MAX_BYTES, dump, parse
from app.graph.graph import Instance
from app.graph.project import Project


def test_round_trip_is_the_same_text(project: Project) -> None:
    text = dump(project)
    again = parse(text)
    assert dump(again) == text
    assert again.graph == project.graph
    assert (again.title, again.summary, again.frames) == (project.title, project.summary, project.frames)
    assert (again.data, again.training) == (project.data, project.training)
    assert dump(parse(text.encode())) == dump(parse("\ufeff" + text)) == text


def test_one_node_and_one_link_a_line(project: Project) -> None:
    lines = dump(project).splitlines()
    assert sum('"kind"' in line for line in lines) == len(project.graph)
    assert sum('"from"' in line for line in lines) == len(project.graph.links())


def test_every_field_of_a_node_survives(project: Project) -> None:
    node = nodes.kind("Conv2d").from_values({"out_channels": 4, "padding": [1, 1], "bias": False})
    full = Instance("n1", "full", node, 1.5, -8, "kaiming", True, 0.25, "n_conv_2", "a note\nof two lines")
    project.graph.put_instance(full)
    assert parse(dump(project)).graph["n1"] == full


def test_only_the_graph_is_needed() -> None:
    empty = parse('{"format": "netloom", "version": 1, "nodes": [], "links": []}')
    assert (len(empty.graph), empty.title, empty.training.epochs) == (0, "Untitled", 30)


Change = Callable[[dict[str, Any]], object]

BROKEN: list[tuple[Change, str]] = [
    (
        lambda d: d["nodes"][1]["params"].update(kernel_size="x"),
        r"nodes[1] (conv_1).params.kernel_size: expected an integer or a pair of integers >= 1",
    ),
    (
        lambda d: d["nodes"][1]["params"].update(stride=0),
        "nodes[1] (conv_1).params.stride: expected an integer or a pair of integers >= 1",
    ),
    (lambda d: d["nodes"][1]["params"].update(colour=1), "nodes[1] (conv_1).params.colour: Conv2d has no parameter"),
    (lambda d: d["nodes"][0]["params"].update(shape=[1] * 65), "nodes[0] (image).params.shape: expected at most 64"),
    (lambda d: d["nodes"][1].update(params=[]), "nodes[1] (conv_1).params: expected an object, got a list of 0"),
    (lambda d: d["nodes"][1].update(kind="Conv2D"), "nodes[1] (conv_1).kind: unknown node kind 'Conv2D'; did you mean"),
    (lambda d: d["nodes"][1].update(kind="os.system"), "nodes[1] (conv_1).kind: unknown node kind"),
    (lambda d: d["nodes"][1].update(kind=7), "nodes[1] (conv_1).kind: expected the name of a node kind, got 7"),
    (lambda d: d["nodes"][1].update(name="class"), "nodes[1] (class): 'class' is a word of the Python language"),
    (lambda d: d["nodes"][1].update(name="self"), "'self' has a meaning of its own"),
    (lambda d: d["nodes"][1].update(name='"""; import os'), "expected a name of letters"),
    (lambda d: d["nodes"][2].update(name="conv_1"), "nodes[2] (conv_1).name: the name 'conv_1' is taken by nodes[1]"),
    (lambda d: d["nodes"][2].update(id="n_conv_1"), "nodes[2] (conv_2).id: the id 'n_conv_1' is taken by conv_1"),
    (lambda d: d["nodes"][2].update(shares="n_linear_1"), "nodes[2] (conv_2).shares: is a Conv2d and shares"),
    (lambda d: d["nodes"][2].update(at=[1e9, 0]), "nodes[2] (conv_2).at: expected two numbers"),
    (lambda d: d["nodes"][2].update(frozen=1), "nodes[2] (conv_2).frozen: expected true or false, got 1"),
    (lambda d: d["nodes"][2].pop("id"), "nodes[2] (conv_2): the field 'id' is missing"),
    (lambda d: d["nodes"][2].update(code="x"), "nodes[2] (conv_2).code: unknown field"),
    (lambda d: d["nodes"].append(3), "nodes[9]: expected an object, got 3"),
    (lambda d: d.update(nodes={}), "nodes: expected a list, got an object"),
    (lambda d: d["links"].append(d["links"][0]), "links[9]: the same link as links[0]"),
    (lambda d: d["links"][0].update({"from": ["n_loss", "y"]}), "links[0]: loss has no output 'y'"),
    (lambda d: d["links"][0].update({"from": ["nothing", "y"]}), "links[0]: there is no node 'nothing'"),
    (lambda d: d["links"][0].update({"from": "n_image"}), "links[0].from: expected a node id and a port name"),
    (lambda d: d["links"][0].update({"from": ["n_conv_2", "y"]}), "close a cycle"),
    (lambda d: d["links"][0].update({"order": 1}), "links[0]: the input x of conv_1 has no place number 1"),
    (lambda d: d["links"][0].update({"order": -1}), "links[0].order: expected an integer from 0"),
    (lambda d: d["links"][0].update({"order": True}), "links[0].order: expected an integer >= 0, got true"),
    (lambda d: d["training"].update(lr=-1), "training.lr: expected greater than or equal to 0, got -1"),
    (lambda d: d["training"].update(optimizer="Sgd"), "training.optimizer: expected 'SGD'"),
    (lambda d: d["training"].update(speed=1), "training.speed: unknown field"),
    (lambda d: d["data"].update(split=3), "data.split: expected"),
    (lambda d: d.update(data=None), "data: expected an object, got None"),
    (lambda d: d.update(title=3), "title: expected a text, got 3"),
    (lambda d: d.update(title="x" * 500), "title: expected at most 200 characters, got 500"),
    (lambda d: d.update(summary="\ud800"), "summary: '\\ud800' holds half a character"),
    (lambda d: d.update(extra=1), "extra: unknown field; expected one of format, version, nodes, links"),
    (lambda d: d.pop("links"), "the field 'links' is missing"),
    (lambda d: d["frames"][0].update(size=[1, -1]), "frames: expected frames within"),
    (lambda d: d.update(format="keras"), 'not a Netloom project: expected an object with "format": "netloom"'),
    (lambda d: d.update(version=7), "version: version 7 is newer than 1, which this Netloom reads; update Netloom"),
    (lambda d: d.update(version="1"), 'version: expected 1, got "1"'),
    (lambda d: d.update(version=True), "version: expected 1, got true"),
]


@pytest.mark.parametrize(("change", "message"), BROKEN, ids=[message[:50] for _, message in BROKEN])
def test_broken_files_name_place_and_node(project: Project, change: Change, message: str) -> None:
    data = json.loads(dump(project))
    change(data)
    with pytest.raises(ProjectError) as caught:
        parse(json.dumps(data))
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_newer_version_is_refused_before_its_unknown_fields(project: Project) -> None:
    data = json.loads(dump(project)) | {"version": 2, "blocks": []}
    with pytest.raises(ProjectError, match="version 2 is newer than 1"):
        parse(json.dumps(data))


def test_not_a_number_names_the_node(project: Project) -> None:
    text = dump(project).replace('"kernel_size": 3', '"kernel_size": NaN', 1)
    with pytest.raises(ProjectError) as caught:
        parse(text)
    assert "nodes[1] (conv_1).params.kernel_size: expected a number of ordinary size, got NaN" in str(caught.value)


def test_200_megabytes_are_refused_before_anything_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    text = '{"title": "' + "a" * 200 * 2**20 + '"}'
    monkeypatch.setattr("app.graph.files.strict_json.json", None)
    with pytest.raises(ProjectError, match=f"at most {MAX_BYTES // 2**20} MB, got 200"):
        parse(text)


def test_paths_in_a_file_stay_text(project: Project) -> None:
    data = json.loads(dump(project))
    data["data"]["options"]["path"] = "\\\\server\\share\\../../etc/passwd"
    assert parse(json.dumps(data)).data.options["path"] == "\\\\server\\share\\../../etc/passwd"
