"""The text of a layer that does what some traced calls do."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from torch import Tensor

from app.compile.source.layout import WIDTH, Atom, Group, Item, laid_out
from app.importing.python_layers.own_text import Needs
from app.importing.tracing.steps import Value

_BLOCKS = ("class ", "def ", "@")
"""What two empty lines stand around."""


@dataclass(frozen=True, slots=True)
class LayerText:
    """A layer without its name.

    Attributes:
        entries: what arrives, by the name of the input.
        leaving: what it gives, in order.
        weights: names in the module's state dict, by those within the layer.
        numbers: of fixed tensors that have no name there, by theirs within the layer.
    """

    needs: Needs
    init: tuple[str, ...]
    forward: tuple[str, ...]
    entries: Mapping[str, Value]
    leaving: tuple[Value, ...]
    weights: Mapping[str, str]
    numbers: Mapping[str, Tensor]

    @property
    def form(self) -> tuple[object, ...]:
        """Equal for layers that are one."""
        needs = tuple(self.needs.imports.values()), tuple(self.needs.texts())
        return (needs, self.init, self.forward, tuple(self.entries))

    def text(self, name: str, note: str) -> str:
        """The whole text, with this name of the class and a line that says where it comes from."""
        several = len(self.leaving) > 1
        returns = f"tuple[{', '.join(['Tensor'] * len(self.leaving))}]" if several else "Tensor"
        arguments = (Item(Atom("self")), *(Item(Atom(f"{entry}: Tensor")) for entry in self.entries))
        lines = [f"class {name}(nn.Module):", f'    """{_safe(note)}"""', ""]
        if self.init:
            lines += ["    def __init__(self) -> None:", "        super().__init__()", *self.init, ""]
        lines += laid_out("    ", Group("def forward", arguments), f" -> {returns}:")
        whole, before = import_lines(self.needs.imports.values()), ""
        for part in (*self.needs.texts(), "\n".join([*lines, *self.forward])):
            apart = "\n\n\n" if part.startswith(_BLOCKS) or before.startswith(_BLOCKS) else "\n" if before else "\n\n"
            whole, before = whole + apart + part, part
        return whole


def import_lines(statements: Iterable[str]) -> str:
    """Statements as a formatter sorts them: Python's own modules first, several names of a module in one line."""
    groups: list[list[str]] = [[], []]
    for each in sorted(set(statements), key=lambda line: (line.startswith("from "), line)):
        home, _, name = each.removeprefix("import ").removeprefix("from ").partition(" import ")
        lines = groups[home.split()[0].partition(".")[0] not in sys.stdlib_module_names]
        if name and lines and lines[-1].startswith(f"from {home} import "):
            lines[-1] += f", {name}"
        else:
            lines.append(each)
    return "\n\n".join("\n".join(lines) for lines in groups if lines)


def _safe(note: str) -> str:
    """A line of a docstring that ends where it should."""
    plain = "".join(sign if sign.isprintable() else " " for sign in note).replace("\\", "/").replace('"', "'")
    room = WIDTH - len('    """"""')
    return plain if len(plain) <= room else plain[: room - 3] + "..."
