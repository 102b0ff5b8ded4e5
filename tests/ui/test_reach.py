"""Where a reader's eye is led before trust."""

from __future__ import annotations

import pytest

from app.ui.dialogs.trust.reach import reaches, told
from tests.graph.layered import GATE, SPLIT, harmful


@pytest.mark.parametrize("code", [GATE, SPLIT, "import torch.nn.functional as F\nfrom math import pi", "def ("])
def test_arithmetic_is_not_pointed_at(code: str) -> None:
    assert reaches(code) == []


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("import os, math", "line 1 imports os"),
        ("x = 1\nfrom urllib.request import urlopen", "line 2 imports urllib.request"),
        ("from torch import load", "line 1 imports torch.load"),
        ("from torch.hub import help", "line 1 imports torch.hub"),
        ("x = torch.hub.load('a', 'b')", "line 1 uses hub; line 1 uses load"),
        ("x = open('a')\ny = __import__('os')", "line 1 calls open; line 2 calls __import__"),
        ("x = ().__class__.__bases__", "line 1 uses __bases__"),
        (harmful("a"), "line 1 imports pathlib"),
    ],
)
def test_what_reaches_further_is_told_with_its_line(code: str, said: str) -> None:
    assert told(reaches(code)) == said
