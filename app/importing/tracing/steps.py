"""What was traced: steps between tensors, each with the calls of submodules it stands in and its line of source."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from torch import Tensor, nn

from app.importing.matching.recording import flatten
from nodes.call import Path
from nodes.shape import Shape


@dataclass(frozen=True, slots=True)
class Scope:
    """One call of a submodule; ``key`` tells calls of the same one apart: ``encoder``, ``encoder@1``.

    (torch.fx tells the class, torch.export its dotted name.)
    """

    key: str
    path: str
    type: type[nn.Module] | str

    @property
    def type_name(self) -> str:
        """The class's own name."""
        return self.type.rpartition(".")[2] if isinstance(self.type, str) else self.type.__name__


def is_torch(scope: Scope) -> bool:
    """Whether a call is of a class of torch's own."""
    module = scope.type.rpartition(".")[0] if isinstance(scope.type, str) else scope.type.__module__
    return module.startswith("torch.nn.")


def is_container(scope: Scope) -> bool:
    """Whether a call is of a class that only holds others."""
    return scope.type_name in ("Sequential", "ModuleList", "ModuleDict")


@dataclass(eq=False, slots=True)
class Value:
    """A tensor of the trace.

    Attributes:
        tensor: on the meta device, for `app.compile.use.BATCH` samples.
        shape: with the batch open.
        source: name of the parameter or buffer that it is, in the state dict of the module.
        constant: its numbers, where it depends on nothing.
    """

    tensor: Tensor
    shape: Shape
    source: str = ""
    constant: Tensor | None = None


@dataclass(eq=False, slots=True)
class Step:
    """One call.

    Attributes:
        target: a module, a function, or the name of a tensor method.
        args, kwargs: with a `Value` for every tensor; sizes are numbers.
        results: the tensors that are returned, by index path.
        path: of a module.
        scopes: the calls it stands in, outermost first; of a module without its own.
        where: ``file.py:12: code``.
        counted: tensors whose number of samples is among the arguments.
        overwrites: whether the result is written into the first argument.
    """

    target: nn.Module | Callable[..., Any] | str
    args: tuple[Any, ...]
    kwargs: Mapping[str, Any]
    results: dict[Path, Value]
    path: str = ""
    scopes: tuple[Scope, ...] = ()
    where: str = ""
    counted: tuple[Value, ...] = ()
    overwrites: bool = False

    def operands(self) -> list[Value]:
        """The tensors among the arguments, in order, as often as they stand there."""
        return [value for value in flatten((self.args, dict(self.kwargs))) if isinstance(value, Value)]

    @property
    def title(self) -> str:
        """What is called, in words."""
        if isinstance(self.target, nn.Module):
            return f"{type(self.target).__name__} {self.path}"
        if isinstance(self.target, str):
            return f"Tensor.{self.target}"
        return str(getattr(self.target, "__name__", self.target)).removeprefix("<").partition(" at 0x")[0]


@dataclass(eq=False, slots=True)
class Trace:
    """A module as steps.

    Attributes:
        inputs, outputs: by name, in order.
        steps: in the order in which they run.
        called: paths of all submodules that were called.
    """

    inputs: dict[str, Value]
    outputs: dict[str, Value]
    steps: list[Step]
    called: set[str] = field(default_factory=set)

    def needed(self) -> set[int]:
        """Steps that an output depends on, by ``id``."""
        waiting = list(self.outputs.values())
        makers = {id(value): step for step in self.steps for value in step.results.values()}
        found: set[int] = set()
        while waiting:
            step = makers.get(id(waiting.pop()))
            if step is not None and id(step) not in found:
                found.add(id(step))
                waiting += step.operands() + list(step.counted)
        return found


@dataclass(frozen=True, slots=True)
class Unmapped:
    """A call that no kind of node does.

    Attributes:
        what: the operations, and what they take.
        where: ``file.py:12: code``.
        call: the plain name of what is called, where that says enough.
    """

    what: str
    where: str
    call: str = ""

    def __str__(self) -> str:
        return f"{self.where or 'unknown line'}  {self.what}"


def shapes_in_words(values: Iterator[Value] | list[Value]) -> str:
    """``float32 (N, 8) and int64 (N,)``."""
    return " and ".join(f"{value.shape.dtype} {value.shape}" for value in values)
