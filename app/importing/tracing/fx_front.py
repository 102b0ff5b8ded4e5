"""Tracing with torch.fx: the module's own Python code runs once with stand-ins for its inputs."""

from __future__ import annotations

import inspect
from collections.abc import Collection, Sequence
from typing import Any

from torch import fx, nn

from app.importing.tracing.applied import functions_as_calls
from app.importing.tracing.graphs import Graph, UntraceableError

_CONTAINERS = (nn.Sequential, nn.ModuleList, nn.ModuleDict, nn.TransformerEncoder, nn.TransformerDecoder)


class _Tracer(fx.Tracer):
    """Goes into everything but torch's own layers, and notes the line of every call.

    Attributes:
        failed: path of the innermost submodule in which an error came up.
    """

    def __init__(self, opened: Collection[str], whole: Collection[str]) -> None:
        super().__init__()
        self.record_stack_traces = True
        self._opened, self._whole = opened, whole
        self.failed = ""

    def is_leaf_module(self, m: nn.Module, module_qualified_name: str) -> bool:
        closed = is_layer(m) and module_qualified_name not in self._opened
        return closed or module_qualified_name in self._whole

    def call_module(self, m: nn.Module, forward: Any, args: Any, kwargs: Any) -> Any:
        try:
            return super().call_module(m, forward, args, kwargs)
        except Exception:
            self.failed = self.failed or self.path_of_module(m)
            raise


def is_layer(module: nn.Module) -> bool:
    """Whether a module is one of torch's own layers."""
    return type(module).__module__.startswith("torch.nn.modules") and not isinstance(module, _CONTAINERS)


def trace(model: nn.Module, inputs: Sequence[str], opened: Collection[str] = (), whole: Collection[str] = ()) -> Graph:
    """Trace a module.

    Args:
        inputs: names of the arguments of ``forward`` that get tensors; the others keep their defaults.
        opened: paths of layers that are gone into, too.
        whole: paths of submodules that are not gone into.

    Raises:
        UntraceableError: torch.fx cannot.
    """
    declared = inspect.signature(model.forward).parameters
    defaults = {
        name: parameter.default
        for name, parameter in declared.items()
        if name not in inputs and parameter.default is not parameter.empty
    }
    tracer = _Tracer(opened, whole)
    try:
        with functions_as_calls():
            graph = tracer.trace(model, concrete_args=defaults or None)
    except Exception as error:  # any line of the module's own code may fail on a stand-in
        text = f"{type(error).__name__}: {' '.join(str(error).split())[:200]}"
        raise UntraceableError(text, tracer.failed) from None
    dropped = {node.name for node in graph.nodes if node.op == "placeholder" and str(node.target) not in inputs}
    return Graph(graph, model, dropped=frozenset(dropped), whole=frozenset(whole))
