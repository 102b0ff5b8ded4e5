"""The examples of the editor: each can be read, stands beside the others, and gives what it says."""

from __future__ import annotations

import pytest
import torch

from app.graph.changes import define
from app.graph.edits import apply_all
from app.graph.project import Project
from app.ui.dialogs.python_layer.reading import read
from app.ui.dialogs.python_layer.templates import EXAMPLES, Example
from nodes import trusted


def test_all_of_them_can_stand_in_one_document_twice() -> None:
    project = Project()
    for example in (*EXAMPLES, *EXAMPLES[:2]):
        apply_all(project, define(project, example.named_for(project))[0])
    assert [each.name for each in project.layers.values()] == ["Snake", "Mix", "Bands", "Snake2", "Mix2"]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_it_runs_as_it_is_read(example: Example) -> None:
    layer = read(example.code, "a", lambda _: None).layer
    assert layer is not None and layer.note.endswith(".")
    trusted.allow([layer.sha256])
    made = trusted.class_of(layer.sha256)()
    x = torch.randn(2, 3, 16, generator=torch.Generator().manual_seed(0))
    given = [x] * (len(layer.entries) - len(layer.optional))
    results = made(*given)
    results = results if isinstance(results, tuple) else (results,)
    assert len(results) == len(layer.exits) and all(each.shape == x.shape for each in results)
    trusted.withdraw([layer.sha256])


@pytest.mark.parametrize(
    ("text", "words", "line"),
    [
        ("\n\n  \n", "Write an nn.Module class", 0),
        ("\n\nfrom torch import nn\n\nx = = 1", "Line 5: Invalid syntax.", 5),
        ("from torch import nn", "Line 1: Expected a class", 1),
        ("from torch import nn\n\n\nclass A(nn.Module):\n    def forward(self, *x):\n        return x", "Line 5: ", 5),
    ],
)
def test_what_cannot_be_read_is_told_with_its_line_as_it_stands_there(text: str, words: str, line: int) -> None:
    reading = read(text, "a", lambda _: None)
    assert reading.layer is None and reading.reason.startswith(words) and reading.line == line


def test_a_name_that_is_taken_is_told_while_one_types() -> None:
    reading = read(EXAMPLES[0].code, "a", lambda layer: f"there is a {layer.name} already")
    assert (reading.layer, reading.reason, reading.line) == (None, "There is a Snake already.", 0)
