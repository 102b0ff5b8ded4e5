"""A first network that is sound, laid out, and learns."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from app.compile.bindings import bindings_of
from app.data import load
from app.data.adopt import misfit
from app.data.dataset import Dataset
from app.data.prepare import prepare_dataset
from app.data.propose import propose, replacement
from app.graph.data_choice import DataChoice
from app.graph.document import Document
from app.graph.project import Project
from app.graph.validate import problems

OWN = ["digits", "iris", "wine", "breast-cancer", "diabetes", "moons", "spirals", "xor", "sonnets", "digit-pairs"]


def other(kind: str) -> Dataset:
    random = np.random.RandomState(0)
    labels = {"y": np.arange(90) % 3}
    arrays = {
        "big pictures": random.rand(90, 3, 64, 48).astype(np.float32),
        "series": random.rand(90, 12, 4).astype(np.float32),
        "tokens": random.randint(0, 30, (90, 12)),
        "tiny pictures": random.rand(90, 1, 3, 3).astype(np.float32),
    }
    return Dataset("numpy", kind, {"x": arrays[kind]}, labels, {"y": ("a", "b", "c")})


@pytest.mark.parametrize("name", [*OWN, "big pictures", "series", "tokens", "tiny pictures"])
def test_the_drawing_is_sound(name: str) -> None:
    data = load(DataChoice(source=name)) if name in OWN else other(name)
    project = propose(data)
    assert [problem.message for problem in problems(project) if problem.severity == "error"] == []
    assert misfit(project, data) == ""
    places = {(instance.x, instance.y) for instance in project.graph}
    assert len(places) == len(project.graph)
    prepared = prepare_dataset(data, project.data, bindings_of(project))
    compile_and_step(project, prepared)


def compile_and_step(project: object, prepared: object) -> None:
    module = pytest.importorskip("app.compile.module")
    compiled = module.compile_project(project, seed=0)
    batch = prepared.train.subset(np.arange(8))  # type: ignore[attr-defined]
    loss = compiled.loss(batch.inputs, batch.targets)
    assert torch.isfinite(loss)
    loss.backward()


def test_replacement_is_one_step_that_can_be_taken_back() -> None:
    opened = Document(propose(load(DataChoice(source="digits"))))
    before = opened.project.copy()
    choice = DataChoice(source="iris", validation=0.3)
    opened.do("Propose", replacement(opened.project, propose(load(choice), choice)))
    assert opened.project.data == choice
    assert {instance.name for instance in opened.project.graph} >= {"features", "label", "loss"}
    opened.undo()
    assert opened.project.graph == before.graph
    assert opened.project.training == before.training


@pytest.mark.parametrize(
    ("title", "summary", "after"),
    [("Untitled", "", "Iris flowers"), ("Two moons", "About moons.", "Iris flowers"), ("My own", "", "My own")],
)
def test_words_about_the_old_drawing_go_with_it_but_not_a_name_of_ones_own(
    title: str, summary: str, after: str
) -> None:
    choice = DataChoice(source="iris")
    document = Document(Project(title=title, summary=summary))
    document.do("Propose", replacement(document.project, propose(load(choice), choice)))
    assert (document.project.title, document.project.summary) == (after, "")
