"""Inputs and Targets follow the data set."""

from __future__ import annotations

import numpy as np
import pytest

from app.data import load
from app.data.adopt import adopt, misfit
from app.data.dataset import Dataset
from app.data.propose import propose
from app.graph.data_choice import DataChoice
from app.graph.document import Document


def document(source: str) -> Document:
    return Document(propose(load(DataChoice(source=source))))


@pytest.mark.parametrize("name", ["iris", "moons", "diabetes", "breast-cancer"])
def test_a_table_drawing_follows_another_table(name: str) -> None:
    opened, data = document("wine"), load(DataChoice(source=name))
    assert misfit(opened.project, data)
    opened.do("Adapt", adopt(opened.project, data))
    assert misfit(opened.project, data) == ""
    assert adopt(opened.project, data) == []
    head = opened.project.graph.named("linear_3")
    assert head is not None
    assert head.node.values()["out_features"] == len(next(iter(data.classes.values()), ("one",)))
    loss = opened.project.graph.named("loss")
    assert loss is not None
    assert loss.kind == ("MSELoss" if name == "diabetes" else "CrossEntropyLoss")
    opened.undo()
    assert misfit(opened.project, data)


def test_what_fits_by_count_is_left_alone() -> None:
    opened = document("digits")
    flat = load(DataChoice()).inputs["image"].reshape(-1, 64)
    data = Dataset("t", "T", {"pixels": flat}, {"y": np.arange(len(flat)) % 10}, {"y": tuple("0123456789")})
    assert adopt(opened.project, data) == []
