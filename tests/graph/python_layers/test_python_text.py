"""What is read from the text of a Python layer."""

from __future__ import annotations

import re

import pytest

from app.errors import ProjectError
from app.graph.blocks.block import Argument
from app.graph.python_layers.layer import CustomLayer
from app.graph.python_layers.rules import why_not_layer
from app.graph.python_layers.text import MAX_CODE, MAX_LINES, normal, read_python
from tests.graph.layered import GATE, SPLIT

HEAD = "from torch import Tensor, nn\nclass A(nn.Module):\n"


def forward(signature: str, returned: str = "") -> str:
    return f"{HEAD}    def forward(self{signature}){returned}:\n        return x"


def made(signature: str) -> str:
    return f"{HEAD}    def __init__(self{signature}):\n        pass\n    def forward(self, x):\n        return x"


def test_name_note_ports_and_arguments() -> None:
    layer = CustomLayer("a", GATE)
    assert (layer.name, layer.note) == ("Gated", "Scales every feature by a learned gate.")
    assert (layer.entries, layer.optional, layer.exits) == (("x",), (), ("y",))
    assert layer.arguments == (Argument("features", "integer", 8), Argument("rate", "number", 0.5))


def test_optional_inputs_and_named_results_of_the_last_class_with_a_forward() -> None:
    layer = CustomLayer("a", SPLIT)
    assert (layer.name, layer.note, layer.arguments) == ("Halves", "", ())
    assert (layer.entries, layer.optional, layer.exits) == (("x", "shift"), ("shift",), ("mean", "spread"))


@pytest.mark.parametrize(
    ("returned", "exits"),
    [
        ("", ("y",)),
        (" -> Tensor", ("y",)),
        (" -> 'torch.Tensor'", ("y",)),
        (" -> tuple[Tensor, Tensor, Tensor]", ("y1", "y2", "y3")),
    ],
)
def test_results(returned: str, exits: tuple[str, ...]) -> None:
    assert read_python(forward(", x", returned)).signature.exits == exits


def test_arguments_are_known_by_annotation_or_default() -> None:
    given = made(", width: int = -3, rate: float = 1, causal=True, *, mode: 'str' = 'same'")
    assert read_python(given).arguments == (
        Argument("width", "integer", -3),
        Argument("rate", "number", 1),
        Argument("causal", "switch", True),
        Argument("mode", "text", "same"),
    )


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("class A(nn.Module", r"line 1: '\(' was never closed"),
        ("x = 1", "line 1: expected a class made from nn.Module that has a method forward"),
        (HEAD + "    pass", "line 2: expected a class"),
        (forward(", *xs"), r"line 3: expected the inputs of forward one by one, got \*xs"),
        (forward(", x, n=3"), "line 3: inputs of forward are tensors; make n an argument"),
        (forward(", x, /"), "line 3: expected forward"),
        (forward(", x", " -> list[Tensor]"), r"line 3: expected forward to return Tensor, .* got list\[Tensor\]"),
        (forward(", x", " -> tuple[Tensor]"), "line 3: expected forward to return"),
        (forward(", ü"), "line 3: expected a name of at most 60 letters, digits and _, got 'ü'"),
        (made(", width: int"), "line 3: width needs a default"),
        (made(", sizes: tuple = (1, 2)"), "line 3: sizes has to be an int, float, bool or str"),
        (made(", width: int = 1.5"), "line 3: width is annotated int: expected an integer as its default, got 1.5"),
        (made(", rate: float = 1e999"), "line 3: rate has to have a finite default"),
        ("print(1)\n" + forward(", x"), "line 1: expected only imports, constants, functions and classes"),
        ("a = 1; b = 2\n" + forward(", x"), "line 1: expected one statement a line"),
        ("from . import a\n" + forward(", x"), "line 1: imports from a file beside it"),
        ("from math import *\n" + forward(", x"), r"line 1: expected the names that are imported, got \*"),
        (forward(", x") + "  # \u202e", r"line 4: holds the invisible sign U\+202E"),
        (forward(", x") + "  # \u3164", r"line 4: holds the invisible sign U\+3164"),
        (forward(", x") + "  # a\ufe0f", r"line 4: holds the invisible sign U\+FE0F"),
        ("#" * MAX_CODE + "\n", "at most 100,000 characters"),
        ("a\n" * MAX_LINES + "a", "in 4,000 lines"),
        ("(" * 5000, "line 1: "),
        ("-" * 50_000 + "1", "line 1: cannot be read as Python: it is nested too deep"),
        (forward(", x", " -> x" + ".y" * 600), "line 1: cannot be read as Python: it is nested too deep"),
    ],
)
def test_what_is_no_layer_is_told_with_its_line(code: str, reason: str) -> None:
    with pytest.raises(ProjectError, match=reason):
        CustomLayer("a", code)


def test_a_name_means_one_thing_in_all_layers_of_a_document() -> None:
    first = CustomLayer("a", SPLIT)
    beside = {"a": first}
    other = SPLIT.replace("Halves", "Parts")
    assert why_not_layer(beside, CustomLayer("b", other)) is None  # the same constants and helpers
    changed = CustomLayer("b", other.replace("sqrt(2.0)", "sqrt(3.0)"))
    assert re.match("SCALE means something else in the Python layer Halves", why_not_layer(beside, changed) or "")
    assert "named 'Halves' already" in (why_not_layer(beside, CustomLayer("b", SPLIT)) or "")
    assert "named 'Halves' already" in (why_not_layer({}, first, ["Halves"]) or "")


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("import numpy as F\n" + forward(", x"), "imports numpy as F, which means torch.nn.functional elsewhere"),
        ("def torch(): pass\n" + forward(", x"), "line 1: 'torch' is a name that Netloom uses itself"),
        ("import os as __builtins__\n" + forward(", x"), "imports os as __builtins__, which Python has itself"),
        ("def range(): pass\n" + forward(", x"), "line 1: 'range' is a name that Python has itself"),
        ("class SqueezeExcite: pass\n" + forward(", x"), "line 1: 'SqueezeExcite' is a name that Netloom uses itself"),
        (forward(", x").replace("class A", "class Linear"), "line 2: 'Linear' is a name that Netloom uses itself"),
        (forward(", x").replace("class A", "class _A"), "expected a name of letters, digits and _ that starts"),
    ],
)
def test_names_that_a_file_needs_for_itself(code: str, reason: str) -> None:
    assert reason in (why_not_layer({}, CustomLayer("a", code)) or "")


def test_texts_are_held_with_plain_ends() -> None:
    assert normal("\r\n\na\r\nb \n\n") == "a\nb "
