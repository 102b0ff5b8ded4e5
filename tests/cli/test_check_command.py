"""What ``check`` tells of costs and receptive fields, as a table and as JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.cli.console import within
from app.compile.analysis.figures import brief
from app.graph.files.storage import examples, save
from tests.compile.drawings import draw
from tests.graph.blocky import blocky


@pytest.fixture
def blocks(tmp_path: Path) -> Path:
    """A project with blocks inside blocks."""
    path = tmp_path / "blocky.netloom"
    save(blocky(), path)
    return path


def test_the_table_has_a_line_of_figures_for_every_node(command) -> None:  # type: ignore[no-untyped-def]
    lines = command("check", "digits-cnn", "--batch", 1).out.splitlines()
    assert lines[1].split() == ["node", "kind", "settings", "shape", "parameters", "FLOPs", "memory", "rec.", "field"]
    (conv,) = (line for line in lines if line.startswith("conv_2 "))
    assert conv.split()[-5:] == ["1.33", "M", "12.0", "KiB", "5×5"]
    (flat,) = (line for line in lines if line.startswith("flatten_1 "))
    assert flat.endswith("whole")


def test_totals_are_in_words(command) -> None:  # type: ignore[no-untyped-def]
    out = command("check", "digits-cnn", "--batch", 32).out
    assert "2.69 M FLOPs forward for one sample: 1.34 M multiply-adds" in out
    assert "2.0 MiB kept for the backward pass of a batch of 32" in out


@pytest.mark.parametrize("name", [each.name for each in examples()])
def test_the_table_fits_a_terminal(command, name: str) -> None:  # type: ignore[no-untyped-def]
    assert max(map(len, command("check", name).out.splitlines())) <= 120


def test_long_texts_are_cut(command, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    project = draw(
        ("x", "Input", {"shape": [4, 4]}),
        ("a_name_that_goes_on_and_on_and_on", "LSTM", {"num_layers": 3, "bidirectional": True}),
        links="x > a_name_that_goes_on_and_on_and_on",
    )
    save(project, tmp_path / "long.netloom")
    lines = command("check", tmp_path / "long.netloom").out.splitlines()
    assert max(map(len, lines[:4])) == 120
    assert any("…" in line for line in lines)


def test_memory_follows_the_batch_and_else_the_recipe(command) -> None:  # type: ignore[no-untyped-def]
    def memory(*options: object) -> tuple[int, int]:
        report = json.loads(command("check", "moons-mlp", "--json", *options).out)
        return report["batch"], report["memory"]

    (one, least), (two, more), (usual, most) = memory("--batch", 1), memory("--batch", 2), memory()
    assert (one, two, usual) == (1, 2, 32)
    assert most - least == 31 * (more - least) > 0


def test_a_batch_of_nothing_is_refused(command) -> None:  # type: ignore[no-untyped-def]
    assert command("check", "moons-mlp", "--batch", 0).code == 2


def test_json_has_all_figures(command) -> None:  # type: ignore[no-untyped-def]
    report = json.loads(command("check", "digits-cnn", "--json").out)
    totals = ("parameters", "trainable", "frozen", "buffers", "flops", "multiply_adds", "memory")
    assert all(report[key] == sum(node[key] for node in report["nodes"]) for key in totals)
    (pool,) = (node for node in report["nodes"] if node["name"] == "pool_2")
    rows, columns = pool["receptive_field"][0]["axes"]
    assert pool["receptive_field"][0]["input"] == "image"
    assert rows == {"axis": 2, "whole": False, "size": 12, "stride": 4, "offset": -4}
    assert columns == rows | {"axis": 3}
    (flat,) = (node for node in report["nodes"] if node["name"] == "flatten_1")
    assert all(axis["whole"] and axis["size"] is None for axis in flat["receptive_field"][0]["axes"])


def test_json_looks_into_blocks(command, blocks: Path) -> None:  # type: ignore[no-untyped-def]
    nodes = {node["name"]: node for node in json.loads(command("check", blocks, "--json").out)["nodes"]}
    names = [node["name"] for node in nodes["second"]["inside"]]
    assert names == ["second.widen", "second.body"]
    body = nodes["second"]["inside"][1]
    assert [node["name"] for node in body["inside"]][:2] == ["second.body.0.conv", "second.body.0.act"]
    assert sum(node["flops"] for node in body["inside"]) == body["flops"] > 0
    assert body["receptive_field"] == nodes["second"]["receptive_field"]
    assert nodes["stem"]["inside"] == []


def test_the_rest_is_told_of_a_network_that_cannot_run(command, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    project = draw(
        ("x", "Input", {"shape": [2, 8, 8]}),
        ("conv", "Conv2d", {}),
        ("far", "Conv2d", {"kernel_size": 9}),
        links="x > conv, conv > far",
    )
    save(project, tmp_path / "broken.netloom")
    result = command("check", tmp_path / "broken.netloom")
    assert result.code == 1
    assert "3×3" in result.out and "0 bytes kept" in result.out


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (0, ""),
        (7, "7"),
        (999, "999"),
        (1000, "1 k"),
        (36_864, "36.9 k"),
        (999_499, "999 k"),
        (999_500, "1 M"),
        (1_814_073_344, "1.81 G"),
        (10**19, "10,000 P"),
    ],
)
def test_brief_numbers(count: int, text: str) -> None:
    assert brief(count) == text


def test_rows_that_fit_stay_as_they_are() -> None:
    assert within([("a", 1), ("bb", 22)], 6, give=(0,)) == [["a", "1"], ["bb", "22"]]
    assert within([("a" * 20, "b" * 10)], 24, give=(0, 1)) == [["a" * 11 + "…", "b" * 10]]
    assert within([("a" * 20, "b" * 10)], 4, give=(0, 1)) == [["a" * 7 + "…", "b" * 7 + "…"]]
