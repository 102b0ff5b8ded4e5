"""A traced call as the Python expression that makes it again, with every number as it was."""

from __future__ import annotations

import keyword
import math
import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import torch
from torch import nn
from torch.nn import functional as F

from app.compile.layout import Atom, Chain, Expression, Group, Item, flat, grouped
from app.compile.use import BATCH
from app.importing.applied import Applied
from app.importing.own_text import Needs, UnwritableError
from app.importing.steps import Step, Value
from nodes.shape import BATCH as SAMPLES

_HOMES = {
    "torch": torch,
    "torch.fft": torch.fft,
    "torch.linalg": torch.linalg,
    "torch.special": torch.special,
    "F": F,
    "math": math,
    "operator": operator,
}
_PREFIXES = ("fft_", "linalg_", "special_")
_INFIX: Mapping[Any, str] = {
    operator.add: "+",
    operator.sub: "-",
    operator.mul: "*",
    operator.truediv: "/",
    operator.matmul: "@",
}
_OPERATORS = ("aten", "prims")
"""Name spaces of operators that torch itself registers."""


@dataclass(frozen=True, slots=True)
class Printer:
    """Prints calls.

    Attributes:
        needs: gets what the expressions use from outside.
        name: the variable or attribute of a tensor.
        module: the attribute of a submodule, by its path.
    """

    needs: Needs
    name: Callable[[Value], Expression]
    module: Callable[[str], str]

    def call(self, step: Step) -> Expression:
        """The expression of a step.

        Raises:
            UnwritableError: something in it has no text.
        """
        args = [self._argument(part, step) for part in _whole_first(step)]
        kwargs = {name: self._argument(part, step) for name, part in step.kwargs.items()}
        if step.overwrites and args:
            args[0] = Group(f"{_receiver(args[0])}.clone", ())
        target = step.target
        if isinstance(target, nn.Module):
            return _group(self.module(step.path), args, kwargs)
        if isinstance(target, str):
            return _group(f"{_receiver(args[0])}.{_identifier(target)}", args[1:], kwargs)
        if target is getattr:
            return _followed(args[0], f".{_identifier(str(step.args[1]))}")
        if target is operator.getitem:
            return self._indexed(args[0], step)
        if target in _INFIX and len(args) == 2:
            return Chain(_INFIX[target], (grouped(args[0]), grouped(args[1])))
        return _group(self._function(target), args, kwargs)

    def _function(self, target: Any) -> str:
        if isinstance(target, Applied):
            return f"{self.needs.callable(target.function)}.apply"
        if isinstance(target, torch._ops.OpOverload | torch._ops.OpOverloadPacket):
            if str(target).split(".")[0] not in _OPERATORS:
                raise UnwritableError(f"{target} is an operator that is registered outside torch")
            self.needs.take("torch")
            return f"torch.ops.{target}"
        name = str(getattr(target, "__name__", ""))
        plain = [name, *(name.removeprefix(prefix) for prefix in _PREFIXES if name.startswith(prefix))]
        for home, module in _HOMES.items():
            for each in plain:
                if each and getattr(module, each, None) == target:
                    self.needs.take(home.partition(".")[0])
                    return f"{home}.{each}"
        return self.needs.callable(target)

    def _argument(self, part: Any, step: Step) -> Expression:
        if isinstance(part, Value):
            return self.name(part)
        if isinstance(part, list | tuple):
            opening, closing = ("[", "]") if isinstance(part, list) else ("(", ")")
            return Group("", tuple(Item(self._argument(each, step)) for each in part), opening, closing)
        if isinstance(part, slice):
            ends = (part.start, part.stop, part.step)
            return _group("slice", [self._argument(each, step) for each in ends], {})
        if isinstance(part, torch.device):
            return self._device(step)
        if _is_count(part) and step.counted:
            return self._sized(int(part), step)
        return literal(part, self.needs)

    def _indexed(self, receiver: Expression, step: Step) -> Expression:
        index = step.args[1]
        entries = index if isinstance(index, tuple) else (index,)
        items = tuple(Item(self._entry(each, step)) for each in entries)
        return Group(_receiver(receiver), items, "[", "]")

    def _entry(self, part: Any, step: Step) -> Expression:
        """``2:5``; what is not given is left out."""
        if not isinstance(part, slice):
            return self._argument(part, step)
        ends = ["" if each is None else flat(self._argument(each, step)) for each in (part.start, part.stop)]
        last = "" if part.step is None else f":{flat(self._argument(part.step, step))}"
        return Atom(":".join(ends) + last)

    def _device(self, step: Step) -> Expression:
        """That of the tensors around it: where they are, what is made has to be, too."""
        near = [*step.operands(), *step.counted]
        if not near:
            return Atom('"cpu"')  # nothing is near, so it was the original's own choice
        return Atom(f"{_receiver(self.name(near[0]))}.device")

    def _sized(self, count: int, step: Step) -> Expression:
        """A count that grows with the batch, as sizes of a tensor."""
        times = round(count / BATCH)
        rest = count - times * BATCH
        for value in (*step.operands(), *step.counted):
            if SAMPLES in value.shape.dims:
                size = f"{_receiver(self.name(value))}.shape[{value.shape.dims.index(SAMPLES)}]"
                text = size if times == 1 else f"{times} * {size}"
                return Atom(text if not rest else f"{text} {'+' if rest > 0 else '-'} {abs(rest)}")
        raise UnwritableError("a size among its arguments depends on the batch in a way that has no text")


def literal(part: Any, needs: Needs) -> Expression:
    """A plain value, exactly.

    Raises:
        UnwritableError: it has no text.
    """
    if isinstance(part, list | tuple):
        opening, closing = ("[", "]") if isinstance(part, list) else ("(", ")")
        return Group("", tuple(Item(literal(each, needs)) for each in part), opening, closing)
    if isinstance(part, bool | None):
        return Atom(repr(part))
    if isinstance(part, int):
        return Atom(int.__repr__(part))
    if isinstance(part, float):
        return Atom(float.__repr__(part) if math.isfinite(part) else f'float("{float(part)}")')
    if isinstance(part, complex) and math.isfinite(part.real) and math.isfinite(part.imag):
        return Atom(complex.__repr__(part))
    if isinstance(part, str):
        return Atom(_quoted(str(part)))
    if part is Ellipsis:
        return Atom("...")
    if isinstance(part, torch.dtype | torch.layout | torch.memory_format):
        needs.take("torch")
        return Atom(str(part))
    raise UnwritableError(f"a {type(part).__name__} among its arguments has no text")


def _is_count(part: Any) -> bool:
    """(Sizes of a sample are far smaller than `BATCH`.)"""
    return isinstance(part, int) and not isinstance(part, bool) and abs(part) > BATCH // 2


def _whole_first(step: Step) -> Sequence[Any]:
    """The arguments; of parts and attributes only what they are of, because these are printed in their own way."""
    return step.args[:1] if step.target in (getattr, operator.getitem) else step.args


def _group(before: str, args: Sequence[Expression], kwargs: Mapping[str, Expression]) -> Group:
    given = (Item(value, f"{_identifier(name)}=") for name, value in kwargs.items())
    return Group(before, (*map(Item, args), *given))


def _receiver(expression: Expression) -> str:
    return flat(grouped(expression))


def _followed(expression: Expression, after: str) -> Expression:
    if isinstance(expression, Group):
        return replace(expression, after=expression.after + after)
    return Atom(_receiver(expression) + after)


def _identifier(name: str) -> str:
    if not (name.isidentifier() and name.isascii()) or keyword.iskeyword(name):
        raise UnwritableError(f"{name!r} is no name")
    return name


def _quoted(text: str) -> str:
    shown = repr(text)
    return f'"{shown[1:-1]}"' if shown.startswith("'") and '"' not in shown else shown
