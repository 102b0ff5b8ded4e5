"""A compiled project for weights that exist already: nothing is drawn, so no random state is touched."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor

from app.compile.kept import renew_constants
from app.compile.module import Compiled, compile_project
from app.errors import RunError
from app.graph.project import Project


def compile_with_weights(project: Project, weights: Mapping[str, Tensor]) -> Compiled:
    """The modules of a drawing with these weights and buffers, in evaluation mode, on the CPU.

    Safe beside a running training: torch's global generator belongs to that one.

    Raises:
        RunError: the drawing cannot run, or the weights belong to another one.
    """
    with torch.device("meta"):
        compiled = compile_project(project, judged=False)
    own = compiled.root.state_dict()
    wrong = [name for name in {*own, *weights} if name not in own or name not in weights]
    wrong += [name for name in own if name in weights and own[name].shape != weights[name].shape]
    if wrong:
        raise RunError(f"the weights do not fit the drawing: {', '.join(sorted(wrong)[:8])}")
    compiled.root.to_empty(device="cpu")
    compiled.root.load_state_dict(dict(weights))
    renew_constants(compiled.root)
    compiled.train(False)
    return compiled
