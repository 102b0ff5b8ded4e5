"""A layer that a document defines in Python. Its text is read, never run, to know its ports and arguments.

A text may run once somebody has trusted it (`app.graph.python_layers.trust`); `nodes.trusted` then makes a class of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.graph.blocks.block import Argument
from app.graph.graph import Graph, Instance
from app.graph.python_layers.text import Reading, read_python
from nodes import trusted
from nodes.custom import Custom
from nodes.use import Value


@dataclass(frozen=True, slots=True)
class CustomLayer:
    """The text of one ``nn.Module`` class with its imports and helpers.

    Attributes:
        id: stable identifier, never shown.
        code: see `app.graph.python_layers.text.normal`.

    Raises:
        ProjectError: when it is made, of a text that defines no layer; one sentence with the line.
    """

    id: str
    code: str

    def __post_init__(self) -> None:
        trusted.know(self.code, self.name)

    @property
    def reading(self) -> Reading:
        """All that the text says."""
        return read_python(self.code)

    @property
    def sha256(self) -> str:
        """What trust in the text goes by."""
        return trusted.fingerprint(self.code)

    @property
    def name(self) -> str:
        """Of the class; unique in the document."""
        return self.reading.name

    @property
    def note(self) -> str:
        """First line of its docstring."""
        return self.reading.note

    @property
    def entries(self) -> tuple[str, ...]:
        """Inputs of ``forward``."""
        return self.reading.signature.entries

    @property
    def optional(self) -> tuple[str, ...]:
        """The entries that may stay open."""
        return self.reading.signature.optional

    @property
    def exits(self) -> tuple[str, ...]:
        """What ``forward`` returns."""
        return self.reading.signature.exits

    @property
    def arguments(self) -> tuple[Argument, ...]:
        """Of ``__init__``."""
        return self.reading.signature.arguments

    @property
    def defaults(self) -> dict[str, Value]:
        """Every argument at its default."""
        return {argument.name: argument.default for argument in self.arguments}

    @property
    def carried(self) -> dict[str, Any]:
        """What every use of it holds as it is here."""
        return {"sha256": self.sha256, "entries": self.entries, "optional": self.optional, "exits": self.exits}

    def use(self, **arguments: Value) -> Custom:
        """A node value that uses the layer."""
        return Custom(layer=self.id, arguments=tuple(arguments.items()), **self.carried)


Layers = dict[str, CustomLayer]
"""The layers of a document that are written in Python, by id, in document order."""


def layer_uses(graph: Graph) -> list[tuple[Instance, Custom]]:
    """The nodes of a drawing that are uses of such layers."""
    return [(instance, instance.node) for instance in graph if isinstance(instance.node, Custom)]
