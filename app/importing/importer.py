"""The whole import: trace, find nodes, draw, carry the weights over, compare."""

from __future__ import annotations

import copy
import inspect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from app.errors import RunError
from app.graph.project import Project
from app.importing import export_front, fx_front
from app.importing.checking import Checked, check
from app.importing.drawing import project_of
from app.importing.graphs import Graph, UntraceableError
from app.importing.kept import Drawn, with_kept
from app.importing.mapping import Mapped, map_steps
from app.importing.reading import read
from app.importing.recording import flatten
from app.importing.running import attribute, dtype_of
from app.importing.steps import Trace, Unmapped
from app.importing.weights import with_weights
from nodes.shape import Shape

_ROUNDS = 5
TOLERANCE = 1e-4
"""A larger difference from the original is a mistake of ours, not rounding."""


@dataclass(frozen=True, eq=False, slots=True)
class Imported:
    """A module as a project.

    Attributes:
        weights: numbers of the original by their names in the drawing.
        checked: how far the drawing is from the original.
        left: paths of submodules that hold weights and were not called.
    """

    project: Project
    weights: dict[str, Tensor]
    checked: Checked
    left: tuple[str, ...] = ()


class ImportRefusedError(RunError):
    """A module that cannot be drawn: ``unmapped`` lists the calls that no kind of node does."""

    def __init__(self, message: str, unmapped: Sequence[Unmapped] = ()) -> None:
        super().__init__(message)
        self.unmapped = tuple(unmapped)


def import_module(model: nn.Module, examples: Sequence[Tensor], title: str = "") -> Imported:
    """Draw a module.

    Args:
        model: any module; it is copied, put on the CPU and into evaluation mode.
        examples: a tensor (N, ...) for every argument of ``forward`` that the drawing is to have as an Input.

    Raises:
        ImportRefusedError: it cannot be traced, or holds calls that no kind does.
    """
    title = title or type(model).__name__
    model = _copied(model).cpu().eval()
    named = _named(model, examples)
    _require_answer(model, named)
    trace, drawn = _drawn(model, named)
    summary = f"Imported from the PyTorch module {type(model).__name__}."
    project, places = project_of(drawn, trace.inputs, title, summary)
    compiled, weights = with_weights(project, model, places)
    checked = check(model, named, project, compiled, weights)
    if checked.largest > TOLERANCE:
        raise ImportRefusedError(f"the drawing gives other numbers than the module: {checked.sentence}")
    return Imported(project, weights, checked, _left(model, drawn))


def _copied(model: nn.Module) -> nn.Module:
    """The module once more. Tensors that were worked out from others become plain numbers: torch copies no history."""
    held = [part for module in model.modules() for part in flatten(vars(module)) if isinstance(part, Tensor)]
    numbers = {id(tensor): tensor.detach().clone() for tensor in held if not tensor.is_leaf}
    try:
        return copy.deepcopy(model, numbers)
    except Exception as error:  # any object that the module holds may refuse
        name = type(model).__name__
        raise ImportRefusedError(f"{name} holds something that cannot be copied: {_one_line(error)}") from None


def _named(model: nn.Module, examples: Sequence[Tensor]) -> dict[str, Tensor]:
    """The examples by the names of the arguments they are for."""
    declared = inspect.signature(model.forward).parameters.values()
    names = [each.name for each in declared if each.kind in (each.POSITIONAL_OR_KEYWORD, each.POSITIONAL_ONLY)]
    needed = sum(each.default is each.empty for each in declared if each.name in names)
    if not needed <= len(examples) <= len(names) or not examples:
        wanted = f"{needed}" if needed == len(names) else f"{max(needed, 1)} to {len(names)}"
        raise ImportRefusedError(
            f"{type(model).__name__}.forward takes {wanted} inputs ({', '.join(names)}), got {len(examples)}"
        )
    for name, example in zip(names, examples, strict=False):
        if not example.dim() or example.dtype not in (torch.float32, torch.int64):
            raise ImportRefusedError(f"expected float32 or int64 samples (N, ...) for {name}, got {_told(example)}")
    return {name: example.detach().cpu() for name, example in zip(names, examples, strict=False)}


def _require_answer(model: nn.Module, examples: Mapping[str, Tensor]) -> None:
    try:
        with torch.no_grad():
            model(**{name: tensor.clone() for name, tensor in examples.items()})
    except Exception as error:  # any line of the module's own code may fail
        shapes = ", ".join(f"{name} {_told(tensor)}" for name, tensor in examples.items())
        raise ImportRefusedError(f"the module does not take {shapes}: {_one_line(error)}") from None


def _drawn(model: nn.Module, examples: Mapping[str, Tensor]) -> tuple[Trace, Drawn]:
    """All nodes, by torch.fx if it can, else by torch.export."""
    reasons: list[str] = []
    lists: list[list[Unmapped]] = []
    for name, by_fx in (("torch.fx", True), ("torch.export", False)):
        try:
            trace, drawn = _by(model, examples, by_fx)
        except UntraceableError as error:
            reasons.append(f"{name}: {error}")
            continue
        if not drawn.unmapped:
            return trace, drawn
        lists.append(drawn.unmapped)
    if not lists:
        raise ImportRefusedError(f"the module cannot be traced. {'; '.join(reasons)}")
    raise _unmapped(min(lists, key=len))


def _unmapped(calls: Sequence[Unmapped]) -> ImportRefusedError:
    several = len(calls) > 1
    begin = f"{len(calls)} calls have" if several else "a call has"
    return ImportRefusedError(f"{begin} no node kind: {calls[0]}{' and so on' if several else ''}", calls)


def _by(model: nn.Module, examples: Mapping[str, Tensor], by_fx: bool) -> tuple[Trace, Drawn]:
    """One way of tracing. Layers that no kind makes, and those that share weights with others, are taken apart."""
    shapes = {name: Shape.per_sample(*each.shape[1:], dtype=dtype_of(each)) for name, each in examples.items()}
    opened: set[str] = set()
    apart: set[str] = set()
    for _ in range(_ROUNDS):
        graph = _graph(model, examples, by_fx, opened)
        trace = read(graph, shapes)
        mapped = map_steps(trace, apart)
        drawn = _with_kept(mapped, trace, model)
        apart |= _tied(drawn, model)
        if not (mapped.closed | apart) - opened:
            break
        opened |= mapped.closed | apart
    return trace, drawn


def _graph(
    model: nn.Module, examples: Mapping[str, Tensor], by_fx: bool, opened: set[str], whole: set[str]
) -> Graph:
    if by_fx:
        return fx_front.trace(model, list(examples), opened, whole)
    return export_front.trace(model, {name: _two(each) for name, each in examples.items()}, opened)


def _with_kept(mapped: Mapped, trace: Trace, model: nn.Module) -> Drawn:
    outputs = {name: mapped.now(value) for name, value in trace.outputs.items()}
    drawn = with_kept(mapped.pieces, outputs, model)
    drawn.unmapped = [*mapped.unmapped, *drawn.unmapped]
    return drawn


def _tied(drawn: Drawn, model: nn.Module) -> set[str]:
    """Paths of layers one of whose weights another node uses, too."""
    users: dict[int, set[str]] = {}
    layers: dict[int, set[str]] = {}
    for piece in drawn.pieces:
        for inner, source in piece.weights.items():
            tensor = id(attribute(model, source))
            users.setdefault(tensor, set()).add(piece.path)
            if inner:
                layers.setdefault(tensor, set()).add(piece.path)
    return {path for tensor, paths in layers.items() if len(users[tensor]) > 1 for path in paths}


def _left(model: nn.Module, drawn: Drawn) -> tuple[str, ...]:
    """Weights that the module holds and never used for these outputs."""
    used = {id(attribute(model, source)) for piece in drawn.pieces for source in piece.weights.values()}
    return tuple(name for name, parameter in model.named_parameters() if id(parameter) not in used)


def _two(example: Tensor) -> Tensor:
    """At least two samples: torch.export takes one as a number that never changes."""
    return example if len(example) > 1 else torch.cat([example, example])


def _told(tensor: Tensor) -> str:
    return f"{dtype_of(tensor)} {tuple(tensor.shape)}"


def _one_line(error: Exception) -> str:
    return f"{type(error).__name__}: {' '.join(str(error).split())[:300]}"
