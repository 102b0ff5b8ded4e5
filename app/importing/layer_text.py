"""The text of a layer that does what some traced calls do, as one would write it."""

from __future__ import annotations

import builtins
import keyword
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor, nn

from app.compile.layout import WIDTH, Atom, Expression, Group, Item, flat, laid_out
from app.graph.rules import why_not_name
from app.importing.clusters import Cluster
from app.importing.constants import MOST_LISTED
from app.importing.constructors import construction_of
from app.importing.naming import clean
from app.importing.own_text import Needs, UnwritableError
from app.importing.printing import Printer, followed, literal
from app.importing.running import attribute
from app.importing.steps import Step, Value
from app.importing.titles import called
from app.importing.training_flags import named_arguments
from nodes.base import ANY
from nodes.call import Path

_PLAIN_TYPES = (torch.float32, torch.int64, torch.bool, torch.complex64)
"""What `torch.tensor` makes of Python's own numbers."""
_START = 0.02
"""Spread of weights in a fresh layer; an import brings its own numbers."""
_BLOCKS = ("class ", "def ", "@")
_LONGEST_INLINE = 56


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
        whole, before = _imports(self.needs), ""
        for part in (*self.needs.texts(), "\n".join([*lines, *self.forward])):
            apart = "\n\n\n" if part.startswith(_BLOCKS) or before.startswith(_BLOCKS) else "\n" if before else "\n\n"
            whole, before = whole + apart + part, part
        return whole


def layer_text(cluster: Cluster, model: nn.Module) -> LayerText:
    """Write a layer.

    Raises:
        UnwritableError: something in it has no text.
    """
    first = _Writer(cluster, model, ()).written()
    named = (*first.needs.imports, *first.needs.helpers)  # no variable may hide what the text uses
    return _Writer(cluster, model, named).written()


@dataclass(slots=True)
class _Held:
    """What the layer keeps itself."""

    init: list[str] = field(default_factory=list)
    weights: dict[str, str] = field(default_factory=dict)
    numbers: dict[str, Tensor] = field(default_factory=dict)


class _Writer:
    def __init__(self, cluster: Cluster, model: nn.Module, named: Collection[str]) -> None:
        self._cluster, self._model = cluster, model
        self._needs, self._held = Needs(), _Held()
        self._names: dict[Value, Expression] = {}
        self._modules: dict[str, str] = {}
        self._taken, self._attributes = set(named), set[str]()
        self._entries: dict[str, Value] = {}

    def written(self) -> LayerText:
        self._needs.take("torch", "nn", "Tensor")
        for value in self._cluster.leaving:
            if value.shape.dtype not in ANY:
                raise UnwritableError(f"it gives {value.shape.dtype} to the outside, which no link carries")
        self._enter()
        printer = Printer(self._needs, tuple(self._entries.values()), self._name, self._module)
        forward = self._forward(printer)
        held = self._held
        return LayerText(
            self._needs,
            tuple(held.init),
            tuple(forward),
            self._entries,
            self._cluster.leaving,
            held.weights,
            held.numbers,
        )

    # what arrives, and what is held

    def _enter(self) -> None:
        outside = [value for value in self._cluster.given if value.constant is None and not value.source]
        told = _signature_names(self._cluster) if len(outside) > 1 else {}
        for number, value in enumerate(outside, start=1):
            base = told.get(value, "x" if len(outside) == 1 else f"x{number}")
            self._entry(base, value)
        for value in self._cluster.given:
            if value in self._names:
                continue
            if value.source and value.shape.dtype in ANY:
                self._entry(value.source.rpartition(".")[2], value)
            else:
                self._names[value] = Atom(f"self.{self._hold(value)}")

    def _entry(self, base: str, value: Value) -> None:
        name = self._free(base)
        self._entries[name] = value
        self._names[value] = Atom(name)

    def _hold(self, value: Value) -> str:
        """Keep a tensor in the layer: one that no link carries, or that was made of nothing."""
        name = self._free(value.source.rpartition(".")[2] or "constant", self._attributes)
        tensor = attribute(self._model, value.source) if value.source else value.constant
        assert isinstance(tensor, Tensor)
        learned = any(tensor is each for each in self._model.parameters())
        if learned:
            start: Expression = Group("torch.randn", (*_sizes(tensor, self._needs), _typed(tensor, self._needs)))
            if not tensor.is_floating_point() and not tensor.is_complex():
                start = Group("torch.zeros", (*_sizes(tensor, self._needs), _typed(tensor, self._needs)))
            else:
                start = Atom(f"{_START} * {flat(start)}")
            still = () if tensor.requires_grad else (Item(Atom("False"), "requires_grad="),)
            self._add(f"self.{name} = ", Group("nn.Parameter", (Item(start), *still)))
            self._held.weights[name] = value.source
            return name
        listed = not value.source and tensor.numel() <= MOST_LISTED
        made = _listed(tensor, self._needs) if listed else _zeros(tensor, self._needs)
        fleeting = (Item(Atom("False"), "persistent="),) if listed else ()
        self._add("", Group("self.register_buffer", (Item(Atom(f'"{name}"')), Item(made), *fleeting)))
        if value.source:
            self._held.weights[name] = value.source
        elif not listed:
            self._held.numbers[name] = tensor.detach()
        return name

    def _module(self, path: str) -> str:
        if path not in self._modules:
            module = self._model.get_submodule(path)
            name = self._free(path.rpartition(".")[2], self._attributes)
            self._add(f"self.{name} = ", construction_of(module, self._needs))
            self._held.weights |= {f"{name}.{inner}": f"{path}.{inner}" for inner in module.state_dict()}
            self._modules[path] = f"self.{name}"
        return self._modules[path]

    def _add(self, prefix: str, expression: Expression) -> None:
        self._held.init += laid_out(f"        {prefix}", expression)

    # what is done

    def _forward(self, printer: Printer) -> list[str]:
        lines: list[str] = []
        steps = self._cluster.steps
        for number, step in enumerate(steps):
            expression = printer.call(step)
            following = steps[number + 1] if number + 1 < len(steps) else None
            if following is None and self._returns_whole(step):
                return [*lines, *laid_out("        return ", expression)]
            if following is None and (path := self._returned(step)):
                part = followed(expression, "".join(f"[{index}]" for index in path))
                return [*lines, *laid_out("        return ", part)]
            if following is not None and self._may_stand_in(step, following, expression):
                self._names[step.results[()]] = expression
                continue
            name = self._free(_variable(step))
            lines += laid_out(f"        {name} = ", expression)
            for path, value in step.results.items():
                self._names[value] = Atom(name + "".join(f"[{index}]" for index in path))
        given = [Item(self._name(value)) for value in self._cluster.leaving]
        alone = len(given) == 1
        answer = given[0].value if alone else Atom(", ".join(flat(item.value) for item in given))
        return [*lines, *laid_out("        return ", answer)]

    def _returns_whole(self, step: Step) -> bool:
        """Whether what leaves is just what the last call returns."""
        flat_paths = list(step.results) in ([()], [(number,) for number in range(len(step.results))])
        return flat_paths and tuple(step.results.values()) == self._cluster.leaving

    def _returned(self, step: Step) -> Path:
        """The place of the one tensor that leaves in what the last call returns."""
        alone = self._cluster.leaving if len(self._cluster.leaving) == 1 else ()
        return next((path for path, value in step.results.items() if value in alone), ())

    def _may_stand_in(self, step: Step, following: Step, expression: Expression) -> bool:
        """Whether a result can be written in the place where it is used: ``torch.fft.fft(x).real``."""
        value = step.results.get(())
        if value is None:
            return False
        present = self._cluster.plan.present
        taken = [present(each) for step in self._cluster.steps for each in step.operands()]
        first = following.args[0] if following.args else None
        first = present(first) if isinstance(first, Value) else None
        chained = isinstance(following.target, str) or following.target is getattr
        short = len(flat(expression)) <= _LONGEST_INLINE
        return taken.count(value) == 1 and first is value and chained and short and value not in self._cluster.leaving

    def _name(self, value: Value) -> Expression:
        found = self._names.get(self._cluster.plan.present(value))
        if found is None:
            raise UnwritableError("it uses a tensor that is worked out elsewhere")
        return found

    def _free(self, base: str, attributes: set[str] | None = None) -> str:
        """A name that means nothing else: of a variable, or among the attributes."""
        taken = self._taken if attributes is None else attributes
        stem = clean(base, "layer" if attributes is not None else "x").strip("_") or "x"
        name, number = stem, 2
        while name in taken or keyword.iskeyword(name) or hasattr(builtins, name) or why_not_name(name):
            name, number = f"{stem}_{number}", number + 1
        taken.add(name)
        return name


def _imports(needs: Needs) -> str:
    """Statements as a formatter sorts them: those of other packages by name, torch's among them."""
    plain = sorted(each for each in set(needs.imports.values()) if each.startswith("import "))
    parts: dict[str, set[str]] = {}
    for each in set(needs.imports.values()):
        if each.startswith("from "):
            home, _, name = each.removeprefix("from ").partition(" import ")
            parts.setdefault(home, set()).add(name)
    return "\n".join([*plain, *(f"from {home} import {', '.join(sorted(parts[home]))}" for home in sorted(parts))])


def _variable(step: Step) -> str:
    """After what is called."""
    if isinstance(step.target, nn.Module):
        return step.path.rpartition(".")[2]
    return called(step).lower().strip("_")


def _signature_names(cluster: Cluster) -> dict[Value, str]:
    """Names that the called function has for its inputs, of a single call."""
    if len(cluster.steps) != 1:
        return {}
    found = {value: name for name, value in named_arguments(cluster.steps[0]).items() if isinstance(value, Value)}
    if any(name.startswith("argument_") for name in found.values()):
        return {}
    return {value: "x" if name in ("self", "input") else name for value, name in found.items()}


def _sizes(tensor: Tensor, needs: Needs) -> tuple[Item, ...]:
    return tuple(Item(literal(size, needs)) for size in tensor.shape) or (Item(Atom("()")),)


def _typed(tensor: Tensor, needs: Needs) -> Item:
    return Item(literal(tensor.dtype, needs), "dtype=")


def _zeros(tensor: Tensor, needs: Needs) -> Expression:
    return Group("torch.zeros", (*_sizes(tensor, needs), _typed(tensor, needs)))


def _listed(tensor: Tensor, needs: Needs) -> Expression:
    """All numbers of a tensor, exactly: Python's floats hold every one of torch's."""
    typed = () if tensor.dtype in _PLAIN_TYPES and tensor.numel() else (_typed(tensor, needs),)
    return Group("torch.tensor", (Item(literal(_numbers(tensor), needs)), *typed))


def _numbers(tensor: Tensor) -> Any:
    return tensor.detach().resolve_conj().resolve_neg().tolist()


def _safe(note: str) -> str:
    """A line of a docstring that ends where it should."""
    plain = "".join(sign if sign.isprintable() else " " for sign in note).replace("\\", "/").replace('"', "'")
    room = WIDTH - len('    """"""')
    return plain if len(plain) <= room else plain[: room - 3] + "..."
