"""Small projects that train in a blink, and a way to compare weights."""

from __future__ import annotations

import hashlib
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import torch

from app.graph.graph import Instance, Link
from app.graph.project import Project
from app.training.control import Control
from app.training.folder.opening import load_weights
from app.training.folder.run_folder import RunFolder
from app.training.job import Job, Outcome, Watcher
from app.training.loop import train
from app.training.records.telemetry import Telemetry
from app.training.watchers import default_watchers
from nodes.registry import kind

CNN = (
    ("image", "Input", {"shape": [1, 8, 8]}),
    ("conv_1", "Conv2d", {"out_channels": 4, "padding": 1}),
    ("norm_1", "BatchNorm2d", {}),
    ("relu_1", "ReLU", {}),
    ("flatten", "Flatten", {}),
    ("dropout", "Dropout", {"p": 0.3}),
    ("linear_1", "Linear", {"out_features": 10}),
    ("output", "Output", {}),
    ("label", "Target", {"classes": 10}),
    ("loss", "CrossEntropyLoss", {}),
)
REGRESSION = (
    ("features", "Input", {"shape": [10]}),
    ("linear_1", "Linear", {"out_features": 8}),
    ("relu_1", "ReLU", {}),
    ("linear_2", "Linear", {"out_features": 1}),
    ("output", "Output", {}),
    ("number", "Target", {"classes": 0, "shape": [1]}),
    ("loss", "MSELoss", {}),
)


def chain(nodes: tuple[tuple[str, str, dict[str, Any]], ...], source: str, **training: Any) -> Project:
    """Nodes in a row; Output and loss hang on the last layer, the target on the loss."""
    project = Project()
    for name, kind_name, params in nodes:
        project.graph.put_instance(Instance(name, name, kind(kind_name).from_values(params)))
    layers = [name for name, _, _ in nodes if name not in ("output", "loss", "label", "number")]
    for before, after in (*pairwise(layers), (layers[-1], "output"), (layers[-1], "loss")):
        project.graph.put_link(Link(before, "y", after, "x"))
    project.graph.put_link(Link("label" if "label" in project.graph else "number", "y", "loss", "target"))
    project.data = project.data.changed(source=source, split="stratified" if source == "digits" else "random")
    project.training = project.training.changed(
        **({"threads": 1, "epochs": 2, "lr": 0.003, "device": "cpu"} | training)
    )
    return project


@pytest.fixture
def cnn() -> Project:
    """A small convolutional net on digits with batch norm and dropout; 2 epochs of 24 steps."""
    return chain(CNN, "digits")


@pytest.fixture
def regression() -> Project:
    """A small regression on the diabetes data."""
    return chain(REGRESSION, "diabetes", epochs=3, lr=0.01)


def weights_hash(run: RunFolder, which: str = "last") -> str:
    """One hash over every weight and buffer."""
    digest = hashlib.sha256()
    for name, value in sorted(load_weights(run, which).items()):
        digest.update(name.encode() + value.contiguous().numpy().tobytes())
    return digest.hexdigest()


def run_once(
    project: Project,
    path: Path,
    control: Control | None = None,
    watchers: tuple[Watcher, ...] = (),
    resume: bool = False,
) -> tuple[RunFolder, Outcome, Telemetry]:
    """Train in this thread and give what came of it."""
    run = RunFolder.open(path) if resume else RunFolder.create(path, project)
    telemetry = Telemetry()
    outcome = train(Job(project, run, resume=resume), control or Control(), telemetry, (*default_watchers(), *watchers))
    return RunFolder.open(path), outcome, telemetry


@pytest.fixture(autouse=True)
def one_thread() -> None:
    torch.set_num_threads(1)
