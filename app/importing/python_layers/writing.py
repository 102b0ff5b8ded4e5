"""Writing a layer that does what some traced calls do, as one would write it by hand."""

from __future__ import annotations

from collections.abc import Collection

from torch import nn

from app.compile.source.layout import Atom, Expression, Item, flat, laid_out
from app.importing.python_layers.clusters import COMPLEX, Cluster
from app.importing.python_layers.held import Held, free_name
from app.importing.python_layers.own_text import Needs, UnwritableError
from app.importing.python_layers.printing import Printer, followed
from app.importing.python_layers.text import LayerText
from app.importing.python_layers.titles import called
from app.importing.tracing.steps import Step, Value
from app.importing.tracing.training_flags import named_arguments
from nodes.base import ANY
from nodes.call import Path

_LONGEST_INLINE = 56


def layer_text(cluster: Cluster, model: nn.Module) -> LayerText:
    """Write a layer.

    Raises:
        UnwritableError: something in it has no text.
    """
    first = _Writer(cluster, model, ()).written()
    named = (*first.needs.imports, *first.needs.helpers)  # no variable may hide what the text uses
    return _Writer(cluster, model, named).written()


class _Writer:
    def __init__(self, cluster: Cluster, model: nn.Module, named: Collection[str]) -> None:
        self._cluster = cluster
        self._needs = Needs()
        self._held = Held(model, self._needs)
        self._names: dict[Value, Expression] = {}
        self._taken = set(named)
        self._entries: dict[str, Value] = {}

    def written(self) -> LayerText:
        self._needs.take("torch", "nn", "Tensor")
        for value in self._cluster.leaving:
            returned = value in self._cluster.plan.outputs
            if value.shape.dtype not in (ANY if returned else (*ANY, COMPLEX)):
                raise UnwritableError(f"it gives {value.shape.dtype} to the outside, which no link carries")
        self._enter()
        printer = Printer(self._needs, tuple(self._entries.values()), self._name, self._held.module)
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
                self._names[value] = self._held.tensor(value)

    def _entry(self, base: str, value: Value) -> None:
        name = free_name(base, self._taken)
        self._entries[name] = value
        self._names[value] = Atom(name)

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
            name = free_name(_variable(step), self._taken)
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
