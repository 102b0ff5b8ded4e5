"""Functions with a backward of their own (`torch.autograd.Function`): a trace must not look through their forward.

No node kind does the same, whatever their forward computes: the drawing would learn with another gradient.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import get_ident
from typing import Any

from torch import fx
from torch.autograd import Function

from app.importing.matching.recording import flatten


@dataclass(frozen=True, slots=True)
class Applied:
    """A call of a function with a backward of its own, as the target of a node."""

    function: type[Function]

    @property
    def __name__(self) -> str:
        return f"{self.function.__name__}.apply"

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self.function.apply(*args, **kwargs)  # type: ignore[no-untyped-call]


@contextmanager
def functions_as_calls() -> Iterator[None]:
    """Let torch.fx see a call where such a function is applied to a stand-in."""
    plain = Function.__dict__["apply"]

    def apply(function: type[Function], *args: Any, **kwargs: Any) -> Any:
        near = next((part for part in flatten((args, kwargs)) if isinstance(part, fx.Proxy)), None)
        if near is None:
            return plain.__func__(function, *args, **kwargs)
        return near.tracer.create_proxy("call_function", Applied(function), args, kwargs)

    with _applying(apply):
        yield


@contextmanager
def noted_functions() -> Iterator[list[str]]:
    """Names of such functions that are applied meanwhile; torch's own do not count."""
    plain, found, here = Function.__dict__["apply"], list[str](), get_ident()

    def apply(function: type[Function], *args: Any, **kwargs: Any) -> Any:
        if get_ident() == here and not function.__module__.startswith("torch."):  # a training may run beside this
            found.append(function.__name__)
        return plain.__func__(function, *args, **kwargs)

    with _applying(apply):
        yield found


@contextmanager
def _applying(apply: Any) -> Iterator[None]:
    plain = Function.__dict__["apply"]
    Function.apply = classmethod(apply)  # type: ignore[method-assign,assignment]
    try:
        yield
    finally:
        Function.apply = plain  # type: ignore[method-assign]
