"""How a node becomes PyTorch: one description of construction and use.

A `Call` makes the module, the torch.fx node and the line of source, so what trains and what is exported
cannot differ. Targets are resolved lazily: declaring the whole catalogue does not import torch.

    Call(nn.Conv2d, x.channels, 16, 3, padding=1)                      # a module, fed with all ports in order
    Call(nn.LSTM, 8, 64, batch_first=True).giving(output=(0,), last=(1, 0, -1))
    Call(nn.MultiheadAttention, 64, 4).using(Slot("q"), Slot("k"), Slot("v"), need_weights=False).giving(y=(0,))
    Call(torch.cat, [Slot("x", 0), Slot("x", 1)], dim=1)               # a function: slots stand in its arguments
    Call(method.flatten, Slot("x"), 1)                                 # x.flatten(1)
    Call(torch.zeros, 16).kept("parameter")                            # self.NAME = nn.Parameter(torch.zeros(16))
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Form = Literal["module", "function", "method"]
Kept = Literal["", "parameter", "buffer", "constant"]
"""How a model keeps a value that is made once: trained; stored with the weights; made anew each time."""

Path = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Target:
    """What is called. ``module`` is a Python module in our code or torch's; `nodes.trusted` has the one other kind."""

    module: str
    name: str
    alias: str
    form: Form

    def resolve(self) -> Any:
        """The class or function itself (for a method its name). Imports torch on first use."""
        if self.form == "method":
            return self.name
        return getattr(importlib.import_module(self.module), self.name)

    @property
    def travels(self) -> bool:
        """Whether the source has to travel into exported files."""
        return self.module.startswith("nodes.")

    def __str__(self) -> str:
        return f"{self.alias}.{self.name}" if self.alias else self.name


class Namespace:
    """Stands in for a Python module: ``nn.Conv2d`` is a `Target`, not yet torch's class."""

    def __init__(self, module: str, alias: str, form: Form) -> None:
        self._module = module
        self._alias = alias
        self._form: Form = form

    def __getattr__(self, name: str) -> Target:
        if name.startswith("_"):
            raise AttributeError(name)
        return Target(self._module, name, self._alias, self._form)


nn = Namespace("torch.nn", "nn", "module")
F = Namespace("torch.nn.functional", "F", "function")
torch = Namespace("torch", "torch", "function")
linalg = Namespace("torch.linalg", "torch.linalg", "function")
operator = Namespace("operator", "operator", "function")
method = Namespace("torch.Tensor", "", "method")
own = Namespace("nodes.modules", "", "module")


@dataclass(frozen=True, slots=True)
class Slot:
    """Placeholder for the tensor that arrives at a port; ``index`` counts the links of a `many` port."""

    port: str
    index: int = 0


def slots(port: str, count: int) -> list[Slot]:
    """All placeholders of a `many` port with that many links."""
    return [Slot(port, index) for index in range(count)]


@dataclass(frozen=True, init=False)
class Call:
    """Construction and use of one target.

    Attributes:
        target: module class, function or tensor method.
        args, kwargs: constructor arguments of a module; call arguments of a function or method, where
            `Slot` and nested `Call` values of functions and methods may stand (also inside a list or tuple).
        feed, feed_kwargs: call arguments of a module; ``None`` feeds every connected port in order.
        outputs: index path of each named output inside the returned value; () is the value itself.
        keeps: a function whose value is made once and kept by the model instead of being called with its inputs.
    """

    target: Target
    args: tuple[Any, ...]
    kwargs: Mapping[str, Any]
    feed: tuple[Any, ...] | None = None
    feed_kwargs: Mapping[str, Any] = field(default_factory=dict)
    outputs: Mapping[str, Path] = field(default_factory=lambda: {"y": ()})
    keeps: Kept = ""

    def __init__(self, target: Target, *args: Any, **kwargs: Any) -> None:
        object.__setattr__(self, "target", target)
        object.__setattr__(self, "args", args)
        object.__setattr__(self, "kwargs", kwargs)
        object.__setattr__(self, "feed", None)
        object.__setattr__(self, "feed_kwargs", {})
        object.__setattr__(self, "outputs", {"y": ()})
        object.__setattr__(self, "keeps", "")

    def __hash__(self) -> int:
        return hash((self.target, _frozen(self.args)))  # calls that differ in the rest only are rare

    def using(self, *feed: Any, **feed_kwargs: Any) -> Call:
        """The same construction, called with these arguments."""
        return self._with(feed=feed, feed_kwargs=feed_kwargs)

    def giving(self, **outputs: Path) -> Call:
        """The same call with named outputs taken from the returned value."""
        return self._with(outputs=outputs)

    def kept(self, how: Kept) -> Call:
        """The value of this function as a tensor that the model keeps."""
        return self._with(keeps=how)

    @property
    def constructs(self) -> bool:
        """Whether the model keeps something for the call: a module, or a tensor."""
        return self.target.form == "module" or bool(self.keeps)

    def with_arguments(self, *args: Any, **kwargs: Any) -> Call:
        """The same call with other arguments of construction."""
        return self._with(args=args, kwargs=kwargs)

    def _with(self, **changes: Any) -> Call:
        copy = object.__new__(Call)
        for name in self.__dataclass_fields__:
            object.__setattr__(copy, name, changes.get(name, getattr(self, name)))
        return copy


def _frozen(value: Any) -> Any:
    """Something that can be hashed, the same for values that are equal."""
    return tuple(map(_frozen, value)) if isinstance(value, list | tuple) else value
