"""The training script of a project gives Netloom's own weights, bit for bit, without Netloom."""

from __future__ import annotations

import os
import runpy
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from app.compile.source.expressions import quoted
from app.export.script.brief import brief_of
from app.export.script.exporting import export_script
from app.export.script.texts import bundled_text
from app.export.script.writing import script_text
from app.graph.files.storage import load, resolve
from app.graph.project import Project
from app.training.control import Control
from app.training.folder.opening import load_weights
from app.training.folder.run_folder import RunFolder
from app.training.job import Job
from app.training.loop import train
from app.training.records.telemetry import Telemetry
from app.training.watchers import default_watchers


def example(name: str, **training: object) -> Project:
    project = load(resolve(name))
    project.training = project.training.changed(**{"epochs": 2, "threads": 1, "device": "cpu"} | training)
    return project


def trained(project: Project, folder: Path, base: Path | None = None) -> dict[str, torch.Tensor]:
    """The last weights of a run of Netloom's."""
    run = RunFolder.create(folder, project)
    outcome = train(Job(project, run, base=base), Control(), Telemetry(), default_watchers())
    assert outcome.state == "finished"
    return load_weights(RunFolder.open(folder), "last")


def run_script(path: Path, out: Path, *arguments: str, processes: int = 0) -> str:
    """Run it where Netloom cannot be imported."""
    torchrun = ["-m", "torch.distributed.run", "--standalone", f"--nproc-per-node={processes}"] if processes else ["-I"]
    command = [sys.executable, *torchrun, str(path), "--out", str(out), *arguments]
    surroundings = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    done = subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", cwd=path.parent, env=surroundings, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def run_here(path: Path, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run it in this process, which is many times as fast."""
    monkeypatch.setattr(sys, "argv", [str(path), "--out", str(out)])
    strict, threads = torch.are_deterministic_algorithms_enabled(), torch.get_num_threads()
    try:
        runpy.run_path(str(path), run_name="__main__")
    finally:
        torch.use_deterministic_algorithms(strict)
        torch.set_num_threads(threads)


def written(project: Project, folder: Path, base: Path | None = None) -> Path:
    """The script, as it is before it is checked."""
    given = project.data.options.get("path")
    data = base / str(given) if given and base else bundled_text(project)
    brief = brief_of(project, base, f"Path({quoted(str(data))})" if data else "")
    path = folder / "train_it.py"
    path.write_text(script_text(brief, "train_it"), encoding="utf-8", newline="\n")
    return path


def assert_same_run(
    project: Project, folder: Path, monkeypatch: pytest.MonkeyPatch, base: Path | None = None
) -> dict[str, torch.Tensor]:
    """Both train, and end with the same bits; gives Netloom's weights."""
    path = written(project, folder, base)
    expected = trained(project, folder / "run", base)
    run_here(path, folder / "out", monkeypatch)
    found = load_file(folder / "out" / "last.safetensors")
    assert list(found) == list(expected)
    assert all(torch.equal(found[name], expected[name]) for name in expected)
    return expected


@pytest.mark.parametrize(
    "name",
    ["digits-cnn", "moons-mlp", "spirals-mlp", "diabetes-regression", "digits-rows-lstm", "digits-resnet"],
)
def test_examples_give_the_same_weights(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert_same_run(example(name), tmp_path, monkeypatch)


RECIPES = (
    {"optimizer": "SGD", "nesterov": True, "schedule": "step", "step_epochs": 1, "warmup": 7, "lr": 0.1},
    {"optimizer": "Adagrad", "schedule": "exponential", "weight_decay": 0.01, "lr": 0.05},
    {"optimizer": "RMSprop", "schedule": "cosine", "warmup": 9, "momentum": 0.5, "final_factor": 0.1, "clip_norm": 0.5},
    {"optimizer": "Adam", "beta1": 0.8, "schedule": "constant", "warmup": 5, "seed": 7, "batch_size": 33},
    {"optimizer": "AdamW", "deterministic": False, "batch_size": 1, "epochs": 1},
)


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe["optimizer"])
def test_every_recipe_gives_the_same_weights(
    recipe: dict[str, object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = example("moons-mlp", **recipe)
    project.data = project.data.changed(test=0.1, split="random", options={"samples": 300})
    assert_same_run(project, tmp_path, monkeypatch)
    assert max(map(len, (tmp_path / "train_it.py").read_text(encoding="utf-8").splitlines())) <= 88


@pytest.mark.slow
def test_it_runs_alone_on_several_processes(tmp_path: Path) -> None:
    """Gradients that are averaged over processes are those of the whole batch."""
    project = example("moons-mlp", optimizer="SGD", epochs=3, clip_norm=1.0)
    report = export_script(project, None, tmp_path)
    assert report.sentence == "reads the same samples as here (850 and 150), same loss" and report.difference == 0
    whole = run_script(report.path, tmp_path / "one")
    shared = run_script(report.path, tmp_path / "two", processes=2)
    assert shared.count("epoch") == whole.count("epoch") == 3, "rank 0 alone prints"
    one, two = (load_file(tmp_path / name / "last.safetensors") for name in ("one", "two"))
    expected = trained(project, tmp_path / "run")
    assert all(torch.equal(one[name], expected[name]) for name in expected)
    for name in one:
        torch.testing.assert_close(two[name], one[name], rtol=1e-4, atol=1e-5)
