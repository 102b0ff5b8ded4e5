"""A traced call as the Python expression that makes it again, with every number as it was."""

from __future__ import annotations

import keyword
import math
import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from app.compile.source.layout import Atom, Chain, Expression, Group, Item, flat, grouped
from app.compile.use import BATCH
from app.importing.matching.functions import does_the_same
from app.importing.python_layers.own_text import Needs, UnwritableError
from app.importing.tracing.applied import Applied
from app.importing.tracing.steps import Step, Value
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
_UNSAID = (("pin_memory", False), ("pin_memory", None), ("layout", None), ("device", None), ("dtype", None))
"""Arguments that say nothing, as torch.export writes them."""
_LAST = 2**62
"""Ends of parts that mean the end of the axis."""
_OPERATORS = ("aten", "prims")
"""Name spaces of operators that torch itself registers."""


@dataclass(frozen=True, slots=True)
class Printer:
    """Prints calls.

    Attributes:
        needs: gets what the expressions use from outside.
        around: what arrives, for sizes and devices.
        name: the variable or attribute of a tensor.
        module: the attribute of a submodule, by its path.
    """

    needs: Needs
    around: Sequence[Value]
    name: Callable[[Value], Expression]
    module: Callable[[str], str]

    def call(self, step: Step) -> Expression:
        """The expression of a step.

        Raises:
            UnwritableError: something in it has no text.
        """
        step = _pure(step)
        args = [self._argument(part, step) for part in _whole_first(step)]
        said = ((name, part) for name, part in step.kwargs.items() if (name, part) not in _UNSAID)
        kwargs = {name: self._argument(part, step) for name, part in said}
        if step.overwrites and args:
            args[0] = Group(f"{_receiver(args[0])}.clone", ())
        target = step.target
        if isinstance(target, nn.Module):
            return _group(self.module(step.path), args, kwargs)
        if isinstance(target, str):
            return _group(f"{_receiver(args[0])}.{_identifier(target)}", args[1:], kwargs)
        if target is getattr:
            return followed(args[0], f".{_identifier(str(step.args[1]))}")
        if target is operator.getitem:
            return self._indexed(args[0], step.args[1], step)
        if target is torch.ops.aten.slice.Tensor:
            return self._indexed(args[0], _span(step), step)
        if target in _INFIX and len(args) == 2:
            return Chain(_INFIX[target], (grouped(args[0]), grouped(args[1])))
        return _group(self._function(target, step), args, kwargs)

    def _function(self, target: Any, step: Step) -> str:
        if isinstance(target, Applied):
            return f"{self.needs.callable(target.function)}.apply"
        if isinstance(target, torch._ops.OpOverload | torch._ops.OpOverloadPacket):
            if str(target).split(".")[0] not in _OPERATORS:
                raise UnwritableError(f"{target} is an operator that is registered outside torch")
            same = (place for place, one in _places(str(target).split(".")[1]) if does_the_same(one, step))
            place = next(same, f"torch.ops.{target}")
        else:
            named = _places(str(getattr(target, "__name__", "")))
            place = next((place for place, one in named if one == target), "")
        if not place:
            return self.needs.callable(target)
        self.needs.take(place.partition(".")[0])
        return place

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

    def _indexed(self, receiver: Expression, index: Any, step: Step) -> Expression:
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
        near = [*step.operands(), *self.around]
        if not near:
            return Atom('"cpu"')  # nothing is near, so it was the original's own choice
        return Atom(f"{_receiver(self.name(near[0]))}.device")

    def _sized(self, count: int, step: Step) -> Expression:
        """A count that grows with the batch, as sizes of a tensor."""
        times = round(count / BATCH)
        rest = count - times * BATCH
        for value in (*step.operands(), *self.around):
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


def _places(name: str) -> Iterator[tuple[str, Any]]:
    """Where torch offers something of this name."""
    plain = [name, *(name.removeprefix(prefix) for prefix in _PREFIXES if name.startswith(prefix))]
    for home, module in _HOMES.items():
        for each in plain:
            found = getattr(module, each, None) if each else None
            if found is not None:
                yield f"{home}.{each}", found


def _span(step: Step) -> tuple[slice, ...]:
    """A part along an axis, as an index."""
    given = {**dict(zip(("x", "dim", "start", "end", "step"), step.args, strict=False)), **step.kwargs}
    rank = given["x"].tensor.dim()
    end = given.get("end")
    last = None if end is None or end >= _LAST else end
    stride = None if given.get("step", 1) == 1 else given["step"]
    return (*[slice(None)] * (given.get("dim", 0) % rank), slice(given.get("start") or None, last, stride))


def _pure(step: Step) -> Step:
    """The step without overwriting anything, where torch offers that: a link's tensor may be used elsewhere, too."""
    if not step.overwrites or isinstance(step.target, nn.Module):
        return step
    if isinstance(step.target, str):
        name = step.target.rstrip("_")
        same: Any = name if hasattr(Tensor, name) and does_the_same(name, step) else None
    else:
        aten = isinstance(step.target, torch._ops.OpOverload)
        name = str(step.target).split(".")[1] if aten else str(getattr(step.target, "__name__", ""))
        same = next((one for _, one in _places(name.rstrip("_")) if does_the_same(one, step)), None)
    return step if same is None else replace(step, target=same, overwrites=False)


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


def followed(expression: Expression, after: str) -> Expression:
    """An expression with an attribute or index behind it."""
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
