"""The numbers of the original under the names of the drawing."""

from __future__ import annotations

from collections.abc import Mapping

from torch import Tensor, nn

from app.compile.empty import compile_with_weights
from app.compile.module import Compiled
from app.graph.project import Project
from app.importing.matching.pieces import Piece
from app.importing.tracing.running import attribute


def weights_of(model: nn.Module, places: Mapping[str, Piece], wanted: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Weights and buffers of the drawing, each with memory of its own.

    Args:
        places: the node that was found for each of the written-out drawing, by name.
        wanted: the state dict of the drawing's modules; what shares its weights with another node is not in it.
    """
    found: dict[str, Tensor] = {}
    for name, piece in places.items():
        if piece.kept is not None and name in wanted:
            found[name] = piece.kept.detach().clone().contiguous()
        for inner, tensor in piece.numbers.items():
            found[f"{name}.{inner}"] = tensor.detach().clone().contiguous()
        for inner, source in piece.weights.items():
            key = f"{name}.{inner}" if inner else name
            if key in wanted:
                found[key] = attribute(model, source).detach().clone().contiguous()
    return found


def with_weights(project: Project, model: nn.Module, places: Mapping[str, Piece]) -> tuple[Compiled, dict[str, Tensor]]:
    """The compiled drawing with the numbers of the original, and these by name.

    Raises:
        RunError: the drawing cannot run.
    """
    from app.compile.empty import compile_bare

    wanted = compile_bare(project, judged=False).root.state_dict()
    weights = weights_of(model, places, wanted)
    return compile_with_weights(project, weights), weights
