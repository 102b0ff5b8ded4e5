"""A first network for a new data set: small, laid out, with a recipe that learns."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

from app.data.adopt import input_schema, target_schema
from app.data.dataset import Dataset
from app.graph.data_choice import DataChoice
from app.graph.edits import AddLink, AddNode, ChangeNode, Edit, RemoveLink, RemoveNode, SetSection, apply_all
from app.graph.graph import Instance, Link
from app.graph.layout.fold import arranged
from app.graph.project import Project
from app.graph.recipe import Recipe
from nodes.registry import kind

_STEPS = 2000
"""Steps of the proposed run, about: some seconds on a laptop for networks of this size."""
_FEW_STEPS = 600
"""For few samples of a number: measured ones are noisy, and more steps learn the noise."""


def propose(dataset: Dataset, choice: DataChoice | None = None) -> Project:
    """A project that trains on the data set as it is.

    A multilayer perceptron for tables, convolutions for pictures, an LSTM for texts.

    Args:
        choice: the data section of the project; the source's defaults where none is given.
    """
    drawing = _Drawing()
    fields: dict[str, Any] = input_schema(dataset, _only(dataset.inputs))
    last = drawing.add("Input", _input_name(dataset), **fields)
    last = _reader(drawing, dataset, last) if dataset.vocabulary else _body(drawing, dataset, last)
    schema: dict[str, Any] = target_schema(dataset, _only(dataset.targets))
    width = schema["classes"] or math.prod(schema["shape"])
    scores = drawing.add("Linear", drawing.numbered("linear"), last, out_features=width)
    if not schema["classes"] and len(schema["shape"]) > 1:
        scores = drawing.add("Reshape", "reshape", scores, shape=list(schema["shape"]))
    target = drawing.add("Target", "label" if schema["classes"] else "target", **schema)
    drawing.add("Output", "output", scores)
    drawing.lose("CrossEntropyLoss" if schema["classes"] else "MSELoss", scores, target)
    return _project(drawing, dataset, choice or DataChoice(source=dataset.name))


def replacement(project: Project, proposed: Project) -> list[Edit]:
    """Edits that put the proposed drawing and recipe in the place of the present ones; one step to undo."""
    graph = project.graph
    owners_last = sorted(graph, key=lambda instance: not instance.shares)
    edits: list[Edit] = []
    if project.summary or project.title == Project().title:  # words about the drawing that goes
        edits = [SetSection("title", proposed.title), SetSection("summary", proposed.summary)]
    return [
        *edits,
        *map(RemoveLink, graph.links()),
        *(RemoveNode(instance.id) for instance in owners_last),
        *map(AddNode, proposed.graph),
        *map(AddLink, proposed.graph.links()),
        SetSection("training", proposed.training),
        SetSection("data", proposed.data),
        SetSection("frames", ()),
    ]


class _Drawing:
    """Collects nodes and links, named in the order they come."""

    def __init__(self) -> None:
        self.edits: list[Edit] = []
        self._counts: dict[str, int] = {}
        self._outputs: dict[str, str] = {}

    def numbered(self, stem: str) -> str:
        self._counts[stem] = self._counts.get(stem, 0) + 1
        return f"{stem}_{self._counts[stem]}"

    def add(self, kind_name: str, name: str, source: str = "", /, **params: Any) -> str:
        """Place a node behind another and give its id, which is its name."""
        node = kind(kind_name).from_values(params)
        self.edits.append(AddNode(Instance(name, name, node)))
        self._outputs[name] = next(iter(node.outputs), "")
        if source:
            self.edits.append(AddLink(Link(source, self._outputs[source], name, "x")))
        return name

    def chain(self, source: str, *steps: tuple[str, str, dict[str, Any]]) -> str:
        """Place (kind, stem of the name, parameters) one behind the other."""
        for kind_name, stem, params in steps:
            source = self.add(kind_name, self.numbered(stem), source, **params)
        return source

    def lose(self, kind_name: str, scores: str, target: str) -> None:
        self.add(kind_name, "loss", scores)
        self.edits.append(AddLink(Link(target, "y", "loss", "target")))


def _only(fields: dict[str, Any]) -> str:
    """ "" where a field need not be named."""
    return "" if len(fields) == 1 else next(iter(fields))


def _input_name(dataset: Dataset) -> str:
    return "image" if dataset.is_pictures() else "text" if dataset.vocabulary else "features"


def _reader(drawing: _Drawing, dataset: Dataset, last: str) -> str:
    """A vector per character, and an LSTM that says something at every place."""
    table = {"num_embeddings": len(dataset.vocabulary), "embedding_dim": 32}
    return drawing.chain(last, ("Embedding", "embedding", table), ("LSTM", "lstm", {"hidden_size": 128}))


def _body(drawing: _Drawing, dataset: Dataset, last: str) -> str:
    values = next(iter(dataset.inputs.values()))
    if values.dtype.kind == "i":
        size = max(1, int(values.max()) + 1)
        last = drawing.chain(last, ("Embedding", "embedding", {"num_embeddings": size, "embedding_dim": 16}))
        return _dense(drawing, drawing.chain(last, ("Flatten", "flatten", {})), len(dataset), 64)
    if dataset.is_pictures():
        return _convolutions(drawing, last, values.shape[2], values.shape[3])
    if values.ndim > 2:
        last = drawing.chain(last, ("Flatten", "flatten", {}))
    return _dense(drawing, last, len(dataset), math.prod(values.shape[1:]))


def _dense(drawing: _Drawing, last: str, samples: int, features: int) -> str:
    """Two hidden layers; few samples or few features want few units."""
    width = 32 if features <= 4 or samples < 1000 else 64 if samples < 5000 else 128
    for _ in range(2):
        last = drawing.chain(last, ("Linear", "linear", {"out_features": width}), ("ReLU", "relu", {}))
    return drawing.chain(last, ("Dropout", "dropout", {"p": 0.2})) if features > 4 else last


def _convolutions(drawing: _Drawing, last: str, height: int, width: int) -> str:
    """Blocks that halve the picture until about 4 pixels are left, then one dense layer."""
    channels, side = 16, min(height, width)
    while True:
        last = drawing.chain(
            last,
            ("Conv2d", "conv", {"out_channels": channels, "kernel_size": 3, "padding": 1}),
            ("BatchNorm2d", "norm", {}),
            ("ReLU", "relu", {}),
        )
        if side < 8:
            break
        last = drawing.chain(last, ("MaxPool2d", "pool", {"kernel_size": 2}))
        channels, side = min(channels * 2, 128), side // 2
    if min(height, width) > 32:
        return drawing.chain(last, ("GlobalAvgPool2d", "average", {}))
    return drawing.chain(
        last,
        ("Flatten", "flatten", {}),
        ("Linear", "linear", {"out_features": 64}),
        ("ReLU", "relu", {}),
        ("Dropout", "dropout", {"p": 0.3}),
    )


def _project(drawing: _Drawing, dataset: Dataset, choice: DataChoice) -> Project:
    project = Project(title=dataset.title[:200], data=choice, training=_recipe(dataset, choice))
    apply_all(project, drawing.edits)
    places = arranged(project.graph)
    moved = [_at(instance, places) for instance in project.graph]
    apply_all(project, [ChangeNode(instance) for instance in moved])
    return project


def _at(instance: Instance, places: dict[str, tuple[float, float]]) -> Instance:
    x, y = places[instance.id]
    return replace(instance, x=x, y=y)


def _recipe(dataset: Dataset, choice: DataChoice) -> Recipe:
    """AdamW with a cosine; as many passes as give about `_STEPS` steps."""
    trained = max(1, round(len(dataset) * (1 - choice.validation - choice.test)))
    batch = 16 if trained < 400 else 32 if trained < 2000 else 64 if trained < 20_000 else 128
    per_epoch = -(-trained // batch)
    steps = _STEPS if dataset.classes or trained > 2000 else _FEW_STEPS
    epochs = min(200, max(5, round(steps / per_epoch)))
    return Recipe(
        epochs=epochs,
        batch_size=batch,
        optimizer="AdamW",
        lr=3e-3,
        weight_decay=1e-2,
        schedule="cosine",
        warmup=min(100, per_epoch),
    )
