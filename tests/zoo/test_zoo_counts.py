"""Sizes of the reference networks are the published ones, and nothing is wrong with the drawings."""

from __future__ import annotations

import hashlib

import pytest
import torch

from app.compile.check import check
from app.compile.module import compile_project
from app.graph.graph import Graph
from app.zoo.catalogue import ENTRIES, Entry

SIZES = {
    "alexnet": (61_100_840, 61_100_840),
    "vgg-16": (138_357_544, 138_357_544),
    "googlenet": (13_004_888, 6_624_904),
    "resnet-18": (11_689_512, 11_689_512),
    "resnet-50": (25_557_032, 25_557_032),
    "u-net": (31_030_658, 31_030_658),
    "densenet-121": (7_978_856, 7_978_856),
    "mobilenet-v2": (3_504_872, 3_504_872),
    "gpt-2-small": (124_439_808, 124_439_808),
    "vit-b-16": (86_567_656, 86_567_656),
}
"""Unique trainable numbers of the whole network and of the exported model (torchvision's where it has the network)."""

ORDER = {
    "alexnet": "9f9b50cffe9b",
    "vgg-16": "87a937ac34a4",
    "googlenet": "8c992b4241b9",
    "resnet-18": "0147bbb5d8f7",
    "resnet-50": "039a9c1b63a5",
    "densenet-121": "dcae1131aa64",
    "mobilenet-v2": "6dafec050f66",
    "vit-b-16": "196cb5c1997c",
}
"""SHA-256 (first 12) of the sizes of all tensors in torchvision's state dict, in its order, with commas between them.

In ViT-B/16 ``class_token``, which torchvision has first as a parameter of the whole network, stands behind
``conv_proj``. Weights of torchvision that were put in by this order gave torchvision's outputs bit for bit.
"""


def count(module: torch.nn.Module) -> int:
    return sum(parameter.numel() for parameter in module.parameters())


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
class TestEntry:
    def test_sizes_are_the_published_ones_in_torchvisions_order(self, entry: Entry) -> None:
        project = entry.build()
        with torch.device("meta"):
            compiled = compile_project(project)
        assert (count(compiled.root), count(compiled.model)) == SIZES[entry.name]
        assert (entry.parameters, entry.exported) == SIZES[entry.name]
        sizes = ",".join(str(tensor.numel()) for tensor in compiled.root.state_dict().values())
        found = hashlib.sha256(sizes.encode()).hexdigest()[:12]
        assert found == ORDER.get(entry.name, found)

    @pytest.mark.parametrize("small", [False, True], ids=["full", "small"])
    def test_checks_without_problems(self, entry: Entry, small: bool) -> None:
        report = check(entry.scaled_down() if small else entry.build())
        assert report.problems == ()
        assert report.parameters == (entry.parameters if not small else report.parameters)
        assert all(row.shape for row in report.rows if row.shapes)

    def test_a_scaled_down_variant_is_the_same_drawing(self, entry: Entry) -> None:
        full, small = entry.build(), entry.scaled_down()
        assert [outline(full.graph), *(outline(each.graph) for each in full.blocks.values())] == [
            outline(small.graph),
            *(outline(each.graph) for each in small.blocks.values()),
        ]
        assert check(small).parameters < 150_000


def outline(graph: Graph) -> list[tuple[str, str]]:
    return [(instance.name, instance.kind) for instance in graph]


def test_every_size_is_known() -> None:
    assert [entry.name for entry in ENTRIES] == list(SIZES)
