"""What the parts of a script are written from: everything that is known about the project, gathered once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from app.compile.bindings import bindings_of
from app.compile.drawing import Drawing
from app.compile.heads import Head
from app.compile.module import heads_of
from app.compile.plan import Plan, Tensor, plan
from app.compile.source.forward import objective_arguments
from app.compile.source.writer import Source, source_of
from app.data.bindings import InputBinding, TargetBinding, check_input, check_target, wants_input
from app.data.dataset import Array, Dataset
from app.data.load import load
from app.data.paths import locate
from app.data.sources import source as data_source
from app.data.split import PARTS, Split, split
from app.export.script.drawing import training_drawing
from app.graph.data_choice import DataChoice
from app.graph.graph import Instance
from app.graph.project import Project
from app.graph.recipe import Recipe

CLASSES = frozenset({"TensorDataset", "Image", "ImageOps", "LambdaLR", "DistributedDataParallel"})
CONSTANTS = frozenset(
    {"EPOCHS", "BATCH_SIZE", "LEARNING_RATE", "SEED", "VALIDATION", "TEST", "SPLIT_SEED", "DATA", "RANK", "LOCAL_RANK"}
    | {"PROCESSES", "FEATURES", "WARMUP", "SMALLEST", "CATEGORIES", "CLASSES", "SUFFIXES", "FACTORS"}
)
FUNCTIONS = frozenset(
    {"argparse", "csv", "datetime", "datasets", "dist", "math", "nn", "np", "operator", "optim", "os", "pl", "torch"}
    | {"batches", "between", "category", "chosen_device", "codes", "days", "decimal", "evaluate", "fit", "load_data"}
    | {"learning_rate", "main", "missing", "moments", "named", "number", "numbers", "objective", "one_hot", "order"}
    | {
        "drawn_pair",
        "parameter_groups",
        "parsed",
        "read_data",
        "read_picture",
        "read_rows",
        "save_file",
        "shares",
        "shown",
    }
    | {"shuffled", "split", "take", "UTC", "train_epoch"}
)
LOCALS = frozenset(
    {"args", "answers", "best", "center", "count", "device", "epoch", "error", "found", "inputs", "learner", "loss"}
    | {
        "masks",
        "mean",
        "metrics",
        "model",
        "optimizer",
        "part",
        "parts",
        "right",
        "rows",
        "scheduler",
        "share",
        "spread",
    }
    | {"start", "std", "stop", "train", "validation", "test", "total", "steps", "side", "path", "self", "len", "range"}
)
RESERVED = CLASSES | CONSTANTS | FUNCTIONS | LOCALS
"""Names of the script itself; those of the drawing give way to them."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A head whose answer is compared with a Target; ``answer`` and ``target`` are variables of the script."""

    head: Head
    answer: str
    target: str
    place: int


@dataclass(frozen=True)
class Brief:
    """A project and its data, as the parts of the script need them.

    Attributes:
        path: the data file or folder as the script names it by itself (an expression), "" where there is none.
    """

    drawing: Drawing
    dataset: Dataset
    parts: Split
    base: Path | None
    path: str = ""

    @property
    def project(self) -> Project:
        return self.drawing.project

    @property
    def recipe(self) -> Recipe:
        return self.project.training

    @property
    def choice(self) -> DataChoice:
        return self.project.data

    @cached_property
    def options(self) -> dict[str, Any]:
        """The options of the source, all of them."""
        return dict(data_source(self.choice.source).options(self.choice.options).model_dump())

    @property
    def file(self) -> Path:
        """The data file or folder."""
        return locate(self.options["path"], self.base)

    @cached_property
    def source(self) -> Source:
        return source_of(self.drawing, RESERVED)

    @cached_property
    def planned(self) -> Plan:
        return plan(self.project.graph)

    @cached_property
    def inputs(self) -> tuple[InputBinding, ...]:
        return bindings_of(self.project).inputs

    @cached_property
    def targets(self) -> tuple[TargetBinding, ...]:
        return bindings_of(self.project).targets

    @property
    def objective(self) -> str:
        """The name of the objective: another one where a node is called so."""
        names = {instance.name for instance in self.project.graph}
        return "objective" if "objective" not in names else "objective_"

    @property
    def values(self) -> Array:
        """The data set's only input field."""
        return next(iter(self.dataset.inputs.values()))

    @property
    def answers(self) -> Array:
        """The data set's first target field, by whose classes a split is stratified."""
        return next(iter(self.dataset.targets.values()))

    @cached_property
    def read(self) -> dict[str, str]:
        """Target fields that are read, with a variable each: those of the Targets, and what the split goes by."""
        first, *others = self.dataset.targets
        wanted = {self.dataset.target_name(each.field) for each in self.targets if not wants_input(self.dataset, each)}
        if not wanted or (self.held_out and self.choice.split == "stratified"):
            wanted.add(first)
        variables = {first: "answers"} | {field: f"{field}s" for field in others}
        return {field: name for field, name in variables.items() if field in wanted}

    @property
    def classes(self) -> tuple[str, ...]:
        """Names of the classes of the first field that has some, () for numbers."""
        return next(iter(self.dataset.classes.values()), ())

    @property
    def held_out(self) -> tuple[str, ...]:
        """The parts beside the training part, in their order."""
        return tuple(name for name in PARTS[1:] if len(getattr(self.parts, name)))

    @property
    def names(self) -> list[str]:
        """Of the Inputs, then of the Targets."""
        return [*(each.name for each in self.inputs), *(each.name for each in self.targets)]

    @cached_property
    def given(self) -> tuple[str, ...]:
        """Variables for the tensors of a sample: Inputs, then Targets."""
        return tuple(variable(name) for name in self.names)

    @cached_property
    def results(self) -> tuple[tuple[Tensor, str], ...]:
        """What the model gives, with a variable each."""
        links = [(self.planned.into[each.id][0], each.name) for each in self.planned.outputs]
        return tuple(((link.source, link.output), self._free(name)) for link, name in links)

    @cached_property
    def judging(self) -> tuple[str, ...]:
        """Variables that the objective is called with."""
        return tuple(self._variable(tensor, instance) for tensor, instance in objective_arguments(self.planned))

    @cached_property
    def heads(self) -> tuple[Judged, ...]:
        """What accuracy or error can be told of."""
        found = []
        for head in heads_of(_flat_plan(self.drawing), self.drawing.flat.shapes):
            loss = self.project.graph.named(head.loss)
            if loss is None or head.target is None:
                continue
            link = self.planned.into[loss.id][0]
            answer = self._variable((link.source, link.output), self.project.graph[link.source])
            target = variable(self.planned.targets[head.target].name)
            found.append(Judged(head, answer, target, head.target))
        return tuple(found)

    def _variable(self, tensor: Tensor, instance: Instance) -> str:
        return dict(self.results).get(tensor) or variable(instance.name)

    def _free(self, name: str) -> str:
        found = variable(name)
        while found in self.given:
            found += "_"
        return found


def brief_of(project: Project, base: Path | None, path: str = "") -> Brief:
    """Read the data and lay the drawing out for training.

    Raises:
        RunError, DataError: the project cannot run.
    """
    drawing = training_drawing(project)
    dataset = load(project.data, base)
    bindings = bindings_of(project)
    for wanted in bindings.inputs:
        check_input(dataset, wanted)
    for target in bindings.targets:
        check_target(dataset, target)
    return Brief(drawing, dataset, split(dataset, project.data), base, path)


def variable(name: str) -> str:
    """The variable of a node: its name, unless the script itself uses that."""
    return f"{name}_" if name in RESERVED else name


def _flat_plan(drawing: Drawing) -> Plan:
    return plan(drawing.expanded.graph)
