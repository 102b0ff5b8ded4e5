"""The whole import: trace, find nodes, draw, carry the weights over, compare."""

from __future__ import annotations

import copy
import inspect
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from app.graph.project import Project
from app.graph.python_layers.layer import layer_uses
from app.importing.checking import Checked, check
from app.importing.drawn import ImportRefusedError, drawn_of
from app.importing.grouping.drawing import project_of
from app.importing.matching.kept import Drawn
from app.importing.matching.recording import flatten
from app.importing.other_sizes import is_fixed
from app.importing.tracing.running import attribute, dtype_of
from app.importing.weights import with_weights

TOLERANCE = 1e-4
"""A larger difference from the original is a mistake of ours, not rounding."""


__all__ = ["ImportRefusedError", "Imported", "import_module"]


@dataclass(frozen=True, eq=False, slots=True)
class Imported:
    """A module as a project.

    Attributes:
        weights: numbers of the original by their names in the drawing.
        checked: how far the drawing is from the original.
        left: paths of submodules that hold weights and were not called.
        fixed: the original takes larger samples, too, for which the drawing gives something else.
    """

    project: Project
    weights: dict[str, Tensor]
    checked: Checked
    left: tuple[str, ...] = ()
    fixed: bool = False

    def kept(self) -> list[str]:
        """The layers in Python, with the number of nodes that use them: ``FftReal ×2``."""
        graphs = [self.project.graph, *(block.graph for block in self.project.blocks.values())]
        uses = Counter(node.layer for graph in graphs for _, node in layer_uses(graph))
        told = ((layer.name, uses[layer.id]) for layer in self.project.layers.values())
        return [name if count == 1 else f"{name} ×{count}" for name, count in told]


def import_module(model: nn.Module, examples: Sequence[Tensor], title: str = "", keep: bool = False) -> Imported:
    """Draw a module.

    Args:
        model: any module; it is copied, put on the CPU and into evaluation mode.
        examples: a tensor (N, ...) for every argument of ``forward`` that the drawing is to have as an Input.
        keep: calls that no kind does become layers in Python, which may run in this process from now on.

    Raises:
        ImportRefusedError: it cannot be traced, or holds calls that no kind does.
    """
    title = title or type(model).__name__
    model = _copied(model).cpu().eval()
    named = _named(model, examples)
    _require_answer(model, named)
    found = drawn_of(model, named, keep)
    summary = f"Imported from the PyTorch module {type(model).__name__}."
    project, places = project_of(found.drawn, found.trace.inputs, title, summary, found.layers)
    compiled, weights = with_weights(project, model, places)
    checked = check(model, named, project, compiled, weights)
    if checked.largest > TOLERANCE:
        raise ImportRefusedError(f"the drawing gives other numbers than the module: {checked.sentence}")
    fixed = is_fixed(model, named, project, weights)
    return Imported(project, weights, checked, _left(model, found.drawn), fixed)


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


def _left(model: nn.Module, drawn: Drawn) -> tuple[str, ...]:
    """Weights that the module holds and never used for these outputs."""
    used = {id(attribute(model, source)) for piece in drawn.pieces for source in piece.weights.values()}
    return tuple(name for name, parameter in model.named_parameters() if id(parameter) not in used)


def _told(tensor: Tensor) -> str:
    return f"{dtype_of(tensor)} {tuple(tensor.shape)}"


def _one_line(error: Exception) -> str:
    return f"{type(error).__name__}: {' '.join(str(error).split())[:300]}"
