"""What a layer in Python holds itself: tensors that no link carries, and submodules; the lines that make them."""

from __future__ import annotations

import builtins
import keyword
from typing import Any

import torch
from torch import Tensor, nn

from app.compile.source.layout import Atom, Expression, Group, Item, flat, laid_out
from app.graph.rules import why_not_name
from app.importing.grouping.naming import clean
from app.importing.matching.constants import MOST_LISTED
from app.importing.python_layers.constructors import construction_of
from app.importing.python_layers.own_text import Needs
from app.importing.python_layers.printing import literal
from app.importing.tracing.running import attribute
from app.importing.tracing.steps import Value

_PLAIN_TYPES = (torch.float32, torch.int64, torch.bool, torch.complex64)
"""What `torch.tensor` makes of Python's own numbers."""
_START = 0.02
"""Spread of weights in a fresh layer; an import brings its own numbers."""


class Held:
    """Grows while a layer is written.

    Attributes:
        init: lines of ``__init__``.
        weights: names in the module's state dict, by those within the layer.
        numbers: of fixed tensors that have no name there, by theirs within the layer.
    """

    def __init__(self, model: nn.Module, needs: Needs) -> None:
        self.init: list[str] = []
        self.weights: dict[str, str] = {}
        self.numbers: dict[str, Tensor] = {}
        self._model, self._needs = model, needs
        self._taken: set[str] = set()
        self._modules: dict[str, str] = {}

    def tensor(self, value: Value) -> Expression:
        """The attribute of a tensor that the module keeps, or that was made of nothing.

        Small tables that have no name are written number by number; others come with the weights file.
        """
        name = free_name(value.source.rpartition(".")[2] or "constant", self._taken)
        tensor = attribute(self._model, value.source) if value.source else value.constant
        assert isinstance(tensor, Tensor)
        listed = not value.source and tensor.numel() <= MOST_LISTED
        if any(tensor is each for each in self._model.parameters()):
            self._parameter(name, tensor)
        else:
            made = self._listed(tensor) if listed else self._filled("torch.zeros", tensor)
            fleeting = (Item(Atom("False"), "persistent="),) if listed else ()
            self._add("", Group("self.register_buffer", (Item(Atom(f'"{name}"')), Item(made), *fleeting)))
        if value.source:
            self.weights[name] = value.source
        elif not listed:
            self.numbers[name] = tensor.detach()
        return Atom(f"self.{name}")

    def module(self, path: str) -> str:
        """The attribute of a submodule.

        Raises:
            UnwritableError: nobody can tell how it is made.
        """
        if path not in self._modules:
            module = self._model.get_submodule(path)
            name = free_name(path.rpartition(".")[2], self._taken, "layer")
            self._add(f"self.{name} = ", construction_of(module, self._needs))
            self.weights |= {f"{name}.{inner}": f"{path}.{inner}" for inner in module.state_dict()}
            self._modules[path] = f"self.{name}"
        return self._modules[path]

    def _parameter(self, name: str, tensor: Tensor) -> None:
        drawn = tensor.is_floating_point() or tensor.is_complex()
        made = self._filled("torch.randn" if drawn else "torch.zeros", tensor)
        start = Atom(f"{_START} * {flat(made)}") if drawn else made
        still = () if tensor.requires_grad else (Item(Atom("False"), "requires_grad="),)
        self._add(f"self.{name} = ", Group("nn.Parameter", (Item(start), *still)))

    def _add(self, prefix: str, expression: Expression) -> None:
        self.init += laid_out(f"        {prefix}", expression)

    def _filled(self, function: str, tensor: Tensor) -> Expression:
        sizes = tuple(Item(literal(size, self._needs)) for size in tensor.shape) or (Item(Atom("()")),)
        return Group(function, (*sizes, self._typed(tensor)))

    def _listed(self, tensor: Tensor) -> Expression:
        """All numbers of a tensor, exactly: Python's floats hold every one of torch's."""
        numbers: Any = tensor.detach().resolve_conj().resolve_neg().tolist()
        typed = () if tensor.dtype in _PLAIN_TYPES and tensor.numel() else (self._typed(tensor),)
        return Group("torch.tensor", (Item(literal(numbers, self._needs)), *typed))

    def _typed(self, tensor: Tensor) -> Item:
        return Item(literal(tensor.dtype, self._needs), "dtype=")


def free_name(base: str, taken: set[str], other: str = "x") -> str:
    """A name that means nothing else; it is taken from now on. ``other`` stands where nothing is left of it."""
    stem = clean(base, other).strip("_") or other
    name, number = stem, 2
    while name in taken or keyword.iskeyword(name) or hasattr(builtins, name) or why_not_name(name):
        name, number = f"{stem}_{number}", number + 1
    taken.add(name)
    return name
