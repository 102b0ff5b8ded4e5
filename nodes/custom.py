"""A layer that the document defines in Python."""

from __future__ import annotations

from functools import cache
from typing import Any

from nodes import trusted
from nodes.call import Call, Slot
from nodes.param import ParamInfo, param
from nodes.registry import node
from nodes.shape import Shape, ShapeError
from nodes.use import NAMES, PAIRS, Use
from nodes.window import Windows, whole

FAMILY = "Python"
"""The family of layers that documents define; each document has its own."""


@node(FAMILY, keywords=("code", "own", "module"), placeable=False)
class Custom(Use):
    """A layer of this document, written in Python. Its code runs only once a reader has trusted it.

    Attributes:
        layer: id of the definition in the document.
        sha256: of the definition's text; trust is in exactly this text.
        optional: the entries that may stay open.
    """

    weighted = True
    expected = {
        "layer": "the id of a Python layer",
        "sha256": "the sha256 of its text",
        "entries": NAMES,
        "optional": NAMES,
        "exits": NAMES,
        "arguments": PAIRS,
    }
    layer: str = param("")
    sha256: str = param("")
    optional: tuple[str, ...] = param(())

    @property
    def definition(self) -> str:
        return self.layer

    @property
    def spared(self) -> tuple[str, ...]:
        return self.optional

    @classmethod
    @cache
    def params(cls) -> tuple[ParamInfo, ...]:
        """None with a field in every form; arguments are typed by the definition."""
        return ()

    def build(self, *shapes: Shape | None) -> Call:
        try:
            target = trusted.target_of(self.sha256)
        except trusted.CodeError as error:
            raise ShapeError(str(error)) from None
        needed = [Slot(name) for name in self.entries if name not in self.optional]
        spared = {name: Slot(name) for name in self.optional}
        paths = {name: () if len(self.exits) == 1 else (number,) for number, name in enumerate(self.exits)}
        return Call(target).with_arguments(**dict(self.arguments)).using(*needed, **spared).giving(**paths)

    def window(self, x: Shape, port: str) -> Windows:
        """Everything, because nobody can say what code looks at; receptive fields behind it are upper bounds."""
        return whole(x)

    def values(self) -> dict[str, Any]:
        return {
            "layer": self.layer,
            "sha256": self.sha256,
            "entries": list(self.entries),
            "optional": list(self.optional),
            "exits": list(self.exits),
            "arguments": [list(pair) for pair in self.arguments],
        }

    def summary(self) -> str:
        return " · ".join(f"{name} {value}" for name, value in self.arguments)
