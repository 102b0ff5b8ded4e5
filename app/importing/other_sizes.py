"""Whether a drawing follows its original to larger samples: Python code may ask for sizes, a drawing has them."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor, nn

from app.compile.empty import compile_with_weights
from app.errors import NetloomError
from app.graph.changes import set_params
from app.graph.edits import apply_all
from app.graph.project import Project
from app.importing.checking import flat

_FIRST = 2
"""Axis behind samples and channels."""


def is_fixed(model: nn.Module, examples: Mapping[str, Tensor], project: Project, weights: dict[str, Tensor]) -> bool:
    """Whether the original takes samples that are twice as long along every axis behind the channels, and the drawing
    gives something else for them; False where the original takes none of them itself."""
    larger = {name: _doubled(tensor) for name, tensor in examples.items()}
    if any(tensor.dim() <= _FIRST for tensor in larger.values()):
        return False
    try:
        with torch.inference_mode():
            expected = flat(model(**{name: tensor.clone() for name, tensor in larger.items()}))
    except Exception:  # any line of the module's own code may fail at other sizes
        return False
    copy = project.copy()
    inputs = [instance.id for instance in copy.graph if instance.node.role == "input"]
    try:
        for node_id, tensor in zip(inputs, larger.values(), strict=True):
            apply_all(copy, set_params(copy, [node_id], shape=list(tensor.shape[1:])))
        with torch.inference_mode():
            given = flat(compile_with_weights(copy, weights).model(*larger.values()))
    except (NetloomError, RuntimeError):
        return True
    return [tensor.shape for tensor in expected] != [tensor.shape for tensor in given]


def _doubled(tensor: Tensor) -> Tensor:
    for axis in range(_FIRST, tensor.dim()):
        tensor = torch.cat([tensor, tensor], dim=axis)
    return tensor[:2]
