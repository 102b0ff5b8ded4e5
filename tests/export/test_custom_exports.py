"""Projects with Python layers: exports and scripts are the same network, and hold the text once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from app.compile.drawing import infer
from app.compile.empty import compile_with_weights
from app.compile.module import compile_project
from app.compile.source.custom import packages, standard
from app.compile.source.writer import source_of
from app.errors import RunError
from app.export.export import export
from app.export.script.exporting import export_script
from app.export.trained import trained_run
from app.graph import changes
from app.graph.edits import AddLink, RemoveLink, apply_all
from app.graph.graph import Link
from app.graph.project import Project
from app.graph.python_layers.trust import trust_here
from app.training.folder.opening import load_weights
from app.training.folder.run_folder import RunFolder
from nodes import trusted
from tests.export.test_script_runs import assert_same_run, example, trained

WAVY = '''
from __future__ import annotations

import math

import torch
from torch import Tensor, nn

LIMIT = math.pi  # radians


def wave(x: Tensor, scale: Tensor) -> Tensor:
    return torch.sin(x * scale)


class Wavy(nn.Module):
    """Holds what no weights file does: a buffer that is not kept, and a tensor that is none."""

    def __init__(self, features: int = 16, rate: float = 0.1) -> None:
        super().__init__()
        self.register_buffer("mask", torch.linspace(0.0, LIMIT, features), persistent=False)
        self.shift = torch.full((features,), 0.25)
        self.scale = nn.Parameter(torch.randn(features))
        self.linear = nn.Linear(features, features)
        self.drop = nn.Dropout(rate)

    def forward(self, x: Tensor, gate: Tensor | None = None) -> tuple[Tensor, Tensor]:
        y = wave(self.linear(x) + self.mask + self.shift, self.scale)
        return self.drop(x + (y if gate is None else y * gate)), y
'''


def wavy(code: str = WAVY) -> Project:
    """The moons network with two of these layers behind its first activation."""
    project = example("moons-mlp", epochs=1)
    edits, layer_id = changes.define(project, code)
    apply_all(project, edits)
    first, second = (_placed(project, layer_id) for _ in range(2))
    start = project.graph.named("tanh_1")
    assert start is not None
    (link,) = project.graph.links_from(start.id)
    links = [replace(link, target=first, input="x"), Link(first, "y1", second, "x"), Link(first, "y2", second, "gate")]
    apply_all(project, [RemoveLink(link), *map(AddLink, links), AddLink(replace(link, source=second, output="y1"))])
    trust_here(project)
    return project


def _placed(project: Project, layer_id: str) -> str:
    edits, node_id = changes.use_layer(project, layer_id, 0, 0)
    apply_all(project, edits)
    return node_id


@pytest.fixture(autouse=True)
def own_trust() -> Iterator[None]:
    before = set(trusted._allowed)
    yield
    trusted.withdraw(trusted._allowed - before)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> RunFolder:
    folder = tmp_path_factory.mktemp("wavy") / "run"
    trained(wavy(), folder)
    return RunFolder.open(folder)


@pytest.mark.parametrize(("format", "most"), [("python", 0.0), ("safetensors", 0.0), ("onnx", 1e-5), ("pt2", 0.0)])
def test_a_trained_network_is_exported_as_it_is(format: str, most: float, run: RunFolder, tmp_path: Path) -> None:
    trust_here(run.project())
    found = export(trained_run(run, "best"), format, tmp_path / f"wavy.{format}")  # type: ignore[arg-type]
    assert float(re.findall(r"max difference (\S+)", found.sentence)[0]) <= most


def test_the_text_travels_once_with_its_imports_on_top() -> None:
    text = source_of(infer(wavy())).text
    assert text.count("class Wavy(nn.Module):") == text.count("def wave(") == text.count("import math") == 1
    assert text.startswith("from __future__ import annotations\n\nimport math\n\nimport torch\n")
    assert "self.wavy_2 = Wavy()" in text
    assert "self.wavy_2(wavy_1_y1, gate=wavy_1_y2)[0]" in text


def test_the_script_gives_the_same_weights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert_same_run(wavy(), tmp_path, monkeypatch)


def test_a_run_is_opened_with_what_its_layers_hold_and_without_a_random_draw(run: RunFolder) -> None:
    project = run.project()
    trust_here(project)
    state = torch.get_rng_state()
    opened = compile_with_weights(project, load_weights(run, "last"))
    assert torch.equal(state, torch.get_rng_state())
    made = opened.root.get_submodule("wavy_1")
    fresh = compile_project(project, seed=0).root.get_submodule("wavy_1")
    assert torch.equal(made.mask, fresh.mask)
    assert torch.equal(made.shift, fresh.shift)


def test_a_snapshot_needs_trust_of_its_own_text(run: RunFolder) -> None:
    project = run.project()
    trusted.withdraw(layer.sha256 for layer in project.layers.values())
    with pytest.raises(RunError, match="wavy_1 is Python code of this document that you have not trusted yet"):
        compile_project(project)


def test_a_name_that_the_file_needs_is_told(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="a Python layer defines evaluate, a name that the file needs for itself"):
        export_script(wavy(WAVY.replace("wave(", "evaluate(")), None, tmp_path / "train.py")


def test_what_a_layer_imports_is_told_and_takes_its_name() -> None:
    project = wavy(WAVY.replace("import torch\n", "import numpy as Waves\nimport torch\n"))
    project.title = "Waves"
    source = source_of(infer(project))
    assert source.class_name == "WavesModel"
    assert packages(source.needs) == ["numpy"]
    assert standard(source.needs) == ["import math"]
