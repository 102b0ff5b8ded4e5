"""Names in generated source: the class, and variables that are used again as an engineer would."""

from __future__ import annotations

import keyword
import re
from collections import Counter
from collections.abc import Collection, Iterable

from app.compile.plan import Tensor

_LONGEST = 60
NAMES = frozenset({"Tensor", "F", "Path", "WEIGHTS", "VALIDATION"})
"""Names that the source and the exported file around it use themselves."""


def class_name(title: str, taken: Collection[str]) -> str:
    """``Digits CNN`` -> ``DigitsCNN``; ``Model`` where the title gives no name."""
    words = re.findall(r"[A-Za-z0-9]+", title)
    name = "".join(word[0].upper() + word[1:] for word in words)[:_LONGEST] or "Model"
    if name[0].isdigit():
        name = f"Model{name}"
    if keyword.iskeyword(name) or name in taken or name in NAMES:
        name = f"{name}Model"
    return name


class Variables:
    """Gives tensors variable names: ``x`` along a chain, the node's own name where several tensors are alive."""

    def __init__(self, uses: Iterable[Tensor], names: Collection[str]) -> None:
        """``uses`` lists every later use of a tensor once per use; ``names`` are those of the nodes."""
        self._left = Counter(uses)
        self._names: dict[Tensor, str] = {}
        self._holder: Tensor | None = None
        self._taken = set(names)
        self._chain = self.fresh(next((name for name in ("x", "h", "z") if name not in names), "chained"))

    def declare(self, tensor: Tensor, name: str) -> str:
        """A tensor that has its name already: an argument of the function."""
        self._names[tensor] = name
        return name

    def __getitem__(self, tensor: Tensor) -> str:
        return self._names[tensor]

    def __contains__(self, tensor: object) -> bool:
        return tensor in self._names

    def used(self, tensor: Tensor) -> None:
        """One use is behind us."""
        self._left[tensor] -= 1

    def assign(self, tensor: Tensor, name: str) -> str:
        """The variable for a new tensor, called after all uses that its own making needed."""
        if self._holder is None or self._left[self._holder] <= 0:
            self._holder = tensor
            name = self._chain
        self._names[tensor] = name
        return name

    def fresh(self, base: str) -> str:
        """A name that no node has."""
        name = base
        while name in self._taken:
            name += "_"
        self._taken.add(name)
        return name
