"""A graph is run without numbers at two batch sizes: that tells every size, and what grows with the batch."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, cast

import torch
from torch import Tensor, fx
from torch.fx.node import map_arg

from app.compile.use import BATCH, TYPES
from app.importing.matching.recording import replaced, twin
from app.importing.tracing.graphs import Graph, UntraceableError, is_assertion, line_of, overwrites, scopes_of
from app.importing.tracing.measured import measured
from app.importing.tracing.steps import is_torch
from nodes.shape import DType, Extent, Shape

Results = dict[fx.Node, tuple[Any, Any]]
"""What every node gives for `BATCH` samples and for one more."""

_NAMES = {dtype: name for name, dtype in TYPES.items()}


def run(traced: Graph, samples: Mapping[str, Shape]) -> Results:
    """Run all nodes.

    Args:
        samples: shapes of the inputs by name.

    Raises:
        UntraceableError: torch refuses a size, or a part of a tensor is overwritten that is used afterwards.
    """
    meta = copy.deepcopy(traced.model).to("meta").eval()
    results: Results = {}
    with plain_attention():
        _run_all(traced, samples, meta, results)
    return results


def _run_all(traced: Graph, samples: Mapping[str, Shape], meta: torch.nn.Module, results: Results) -> None:
    for node in traced.graph.nodes:
        if node.op == "placeholder":
            results[node] = _entering(traced, node, samples)
        elif node.op == "get_attr":
            found = attribute(traced.model, str(node.target))
            results[node] = (twin(found),) * 2 if isinstance(found, Tensor) else (found, found)
        elif node.op == "output" or is_assertion(node):
            results[node] = (None, None)
        else:
            results[node] = _both(node, traced, meta, results)
            if overwrites(node, traced.model):
                _check_overwritten(node, results)


@contextmanager
def plain_attention() -> Iterator[None]:
    """Keep torch's encoder layers from their fused operation: on meta tensors it gives wrong sizes."""
    was = torch.backends.mha.get_fastpath_enabled()
    torch.backends.mha.set_fastpath_enabled(False)
    try:
        yield
    finally:
        torch.backends.mha.set_fastpath_enabled(was)


def _entering(traced: Graph, node: fx.Node, samples: Mapping[str, Shape]) -> tuple[Any, Any]:
    if node.name in traced.dropped:
        return None, None
    what, named = traced.placeholders.get(node.name, ("input", str(node.target)))
    if what == "input":
        shape = samples[named]
        sizes = shape.at(BATCH), shape.at(BATCH + 1)
        first, second = (torch.empty(each, dtype=TYPES[shape.dtype], device="meta") for each in sizes)
        return first, second
    tensor = attribute(traced.model, named) if what == "source" else named
    return (twin(tensor),) * 2


def attribute(model: torch.nn.Module, name: str) -> Any:
    """What stands at a dotted name."""
    found: Any = model
    for part in name.split("."):
        found = getattr(found, part)
    return found


def _target(node: fx.Node, meta: torch.nn.Module) -> Callable[..., Any]:
    if node.op == "call_module":
        return meta.get_submodule(str(node.target))
    if node.op == "call_method":
        return cast(Callable[..., Any], getattr(Tensor, str(node.target)))
    return cast(Callable[..., Any], node.target)


def _both(node: fx.Node, traced: Graph, meta: torch.nn.Module, results: Results) -> tuple[Any, Any]:
    """What a node gives for both batches."""
    first, second = (_arguments(node, results, which) for which in (0, 1))
    try:
        if node.op == "call_module" and node.target in traced.whole:
            return measured(traced.model.get_submodule(str(node.target)), first, second)
        target = _target(node, meta)
        with torch.no_grad(), torch.device("meta"):
            return target(*first[0], **first[1]), target(*second[0], **second[1])
    except Exception as error:  # torch answers a misfit with any class of exception
        text = " ".join(str(error).split())[:200]
        raise UntraceableError(f"{line_of(node)}  {type(error).__name__}: {text}", _own_path(node)) from None


def _arguments(node: fx.Node, results: Results, which: int) -> tuple[Any, Any]:
    given = map_arg((node.args, dict(node.kwargs)), lambda each: results[each][which])
    args, kwargs = on_device(given, "meta")
    return args, kwargs


def _own_path(node: fx.Node) -> str:
    """Path of the innermost submodule of somebody's own that a node stands in."""
    return next((scope.path for scope in reversed(scopes_of(node)) if not is_torch(scope)), "")


def on_device(value: Any, device: str) -> Any:
    """Arguments in which every device is this one."""
    return replaced(value, lambda part: torch.device(device) if isinstance(part, torch.device) else part)


def _check_overwritten(node: fx.Node, results: Results) -> None:
    """Make sure that nobody looks later at another tensor in the memory that a node overwrites.

    Raises:
        UntraceableError: somebody does: a drawing has no memory that two tensors share.
    """
    into = node.args[0] if node.args else None
    tensor = results[into][0] if isinstance(into, fx.Node) else None
    if not isinstance(tensor, Tensor):
        return
    memory = tensor.untyped_storage()._cdata
    order = {each: place for place, each in enumerate(node.graph.nodes)}
    for other, (value, _) in results.items():
        shares = isinstance(value, Tensor) and value is not tensor and value.untyped_storage()._cdata == memory
        if shares and any(order[user] > order[node] for user in other.users):
            raise UntraceableError(f"{line_of(node)}  overwrites a part of a tensor; write it with torch.where")


def shape_of(first: Tensor, second: Tensor) -> Shape:
    """The shape of a tensor that is known for `BATCH` samples and for one more."""
    dims = [Extent(two - one, one - (two - one) * BATCH) for one, two in zip(first.shape, second.shape, strict=True)]
    return Shape(tuple(dims), dtype_of(first))


def dtype_of(tensor: Tensor) -> DType:
    """The name of an element type; those that no port takes have torch's name."""
    return cast(DType, _NAMES.get(tensor.dtype, str(tensor.dtype).removeprefix("torch.")))
