"""Tracing with torch.export, where torch.fx cannot: Python code that asks for sizes runs as it is.

The result holds ATen operations. Those that a layer of torch's own made are folded back into a call of the layer.
"""

from __future__ import annotations

import contextlib
import io
import logging
import operator
import warnings
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, fx, nn
from torch.export.graph_signature import InputKind
from torch.utils._pytree import tree_unflatten

from app.importing.tracing.applied import noted_functions
from app.importing.tracing.fx_front import is_layer
from app.importing.tracing.graphs import Graph, Placeholder, UntraceableError, scopes_of
from app.importing.tracing.running import attribute, plain_attention
from app.importing.tracing.steps import Scope
from nodes.call import Path

_KINDS = {InputKind.PARAMETER: "source", InputKind.BUFFER: "source"}
_STATES: dict[type[nn.Module], tuple[Path, ...]] = {
    nn.LSTM: ((0,), (1, 0), (1, 1)),
    nn.GRU: ((0,), (1,)),
    nn.RNN: ((0,), (1,)),
}
"""Where the results of the ATen operation stand in what the layer returns."""


def trace(model: nn.Module, inputs: Mapping[str, Tensor], opened: Collection[str] = ()) -> Graph:
    """Trace a module.

    Args:
        inputs: example tensors by the name of the argument, at least two samples.
        opened: paths of layers that stay taken apart.

    Raises:
        UntraceableError: torch.export cannot.
    """
    batch = torch.export.Dim("batch", min=2)
    dynamic = {name: {0: batch} for name in inputs}
    try:
        with _quiet(), plain_attention(), noted_functions() as functions:
            program = torch.export.export(model, (), dict(inputs), dynamic_shapes=dynamic, strict=False)
    except Exception as error:  # any line of the module's own code may fail
        raise UntraceableError(_reason(error)) from None
    if functions:
        raise UntraceableError(f"{functions[0]} has a backward of its own, which it leaves out")
    placeholders = _placeholders(program)
    try:
        graph = _folded(_Traced(program.graph, model, placeholders, opened))
    except KeyError as error:
        raise UntraceableError(f"{error.args[0]} is worked out inside a layer of torch's and used outside") from None
    _put_structure(graph, program)
    return Graph(graph, model, placeholders)


def _put_structure(graph: fx.Graph, program: torch.export.ExportedProgram) -> None:
    """Let the graph return what the module returns: torch.export makes a flat tuple of it."""
    (output,) = (node for node in graph.nodes if node.op == "output")
    structure = program.call_spec.out_spec
    assert structure is not None
    output.args = (tree_unflatten(list(output.args[0]), structure),)


def _placeholders(program: torch.export.ExportedProgram) -> dict[str, Placeholder]:
    found: dict[str, Placeholder] = {}
    for spec in program.graph_signature.input_specs:
        name = spec.arg.name
        if spec.kind in _KINDS and spec.target:
            found[name] = ("source", spec.target)
        elif spec.kind is InputKind.CONSTANT_TENSOR and spec.target:
            found[name] = ("constant", program.constants[spec.target])
        else:
            found[name] = ("input", name)
    return found


@dataclass(frozen=True, slots=True)
class _Traced:
    """What folding looks into."""

    graph: fx.Graph
    model: nn.Module
    placeholders: Mapping[str, Placeholder]
    opened: Collection[str]

    def belongs(self, node: fx.Node, module: nn.Module) -> bool:
        """Whether a node is a weight or buffer of a module, by whatever name it has there."""
        what, named = self.placeholders.get(node.name, ("", ""))
        if node.op != "placeholder" or what != "source":
            return False
        tensor = attribute(self.model, named)
        return any(tensor is own for own in (*module.parameters(), *module.buffers()))

    def layer(self, node: fx.Node) -> Scope | None:
        """The outermost call of a layer of torch's own that a node stands in."""
        for scope in scopes_of(node) if node.op == "call_function" else ():
            if scope.path not in self.opened and is_layer(self.model.get_submodule(scope.path)):
                return scope
        return None


def _folded(traced: _Traced) -> fx.Graph:
    """The graph with a call of the layer in the place of what a layer of torch's own did."""
    groups: dict[str, list[fx.Node]] = {}
    layers = {node: layer for node in traced.graph.nodes if (layer := traced.layer(node)) is not None}
    for node, layer in layers.items():
        groups.setdefault(layer.key, []).append(node)
    made, copies = fx.Graph(), dict[fx.Node, fx.Node]()
    for node in traced.graph.nodes:
        if node not in layers:
            copies[node] = made.node_copy(node, lambda each: copies[each])
        elif node is groups[layers[node].key][-1]:
            _call_layer(made, copies, layers[node], groups[layers[node].key], traced)
    return made


def _call_layer(
    made: fx.Graph, copies: dict[fx.Node, fx.Node], layer: Scope, group: Sequence[fx.Node], traced: _Traced
) -> None:
    """Write the call of a layer, and the parts of what it returns that others use."""
    module, inside = traced.model.get_submodule(layer.path), set(group)
    arriving = dict.fromkeys(
        each
        for node in group
        for each in node.all_input_nodes
        if each not in inside and isinstance(each.meta.get("val"), Tensor) and not traced.belongs(each, module)
    )
    call = made.call_module(layer.path, tuple(copies[each] for each in arriving))
    call.meta["nn_module_stack"] = _stack_until(group[0], layer)
    call.stack_trace = group[-1].stack_trace
    used = [node for node in group if any(user not in inside for user in node.users)]
    leaving = [node for node in used if isinstance(node.meta.get("val"), Tensor)]
    for node in used:  # a size that others ask for, too: it is asked for again outside
        if node not in leaving and all(each in copies for each in node.all_input_nodes):
            copies[node] = made.node_copy(node, lambda each: copies[each])
    for number, node in enumerate(leaving):
        part = call
        for index in _path(node, module, number, len(leaving)):
            part = made.call_function(operator.getitem, (part, index))
        copies[node] = part


def _path(node: fx.Node, module: nn.Module, number: int, count: int) -> Path:
    """Where a tensor stands in what a layer returns."""
    states = _STATES.get(type(module))
    if states is not None and node.target is operator.getitem:
        return states[int(str(node.args[1]))]
    if isinstance(module, nn.MultiheadAttention) or count > 1:
        return (number,)
    return ()


def _stack_until(node: fx.Node, layer: Scope) -> dict[str, object]:
    """The calls that a node stands in, down to that of the layer."""
    found: dict[str, object] = {}
    for scope in scopes_of(node):
        found[scope.key] = (scope.path, scope.type)
        if scope.key == layer.key:
            break
    return found


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """torch.export talks about attributes that it saw being assigned, and about itself."""
    logger = logging.getLogger("torch.export")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings(), contextlib.redirect_stderr(io.StringIO()):
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.setLevel(level)


def _reason(error: Exception) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return f"{type(error).__name__}: {' '.join(lines)[:300]}"
