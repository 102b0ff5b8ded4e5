"""The closed list of kinds."""

from __future__ import annotations

import subprocess
import sys

import pytest

import nodes
from nodes.base import Node
from nodes.registry import UnknownKindError, node


def test_unknown_kind_proposes_near_names() -> None:
    with pytest.raises(UnknownKindError, match=r"unknown node kind 'Conv2D'; did you mean .*Conv2d"):
        nodes.kind("Conv2D")


def test_a_name_is_taken_once() -> None:
    class Linear(Node):
        """Not the Linear."""

    with pytest.raises(ValueError, match="declared already"):
        node("Linear")(Linear)


def test_family_must_be_known() -> None:
    class Odd(Node):
        """Nowhere at home."""

    with pytest.raises(ValueError, match="unknown family 'Odd ones'"):
        node("Odd ones")(Odd)


def test_listing_the_catalogue_does_not_load_torch() -> None:
    code = "import sys, nodes; [kind() for kind in nodes.kinds()]; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
