"""A compiled project for weights that exist already: nothing is drawn from torch's global generators."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor

from app.compile.kept import renew_constants
from app.compile.module import Compiled, compile_project
from app.compile.own_draws import OwnDraws
from app.errors import RunError
from app.graph.project import Project


def compile_bare(project: Project, judged: bool = True) -> Compiled:
    """The modules of a drawing whose weights are to come; they have names, shapes and types, and no numbers.

    On the meta device, where nothing takes memory. A drawing with Python layers is made on the CPU, because only their
    code knows what they hold beside their weights; what it draws at random is drawn from a generator of its own. Safe
    beside a running training either way: torch's global generators belong to that one.

    Raises:
        RunError: the drawing cannot run.
    """
    return compile_project(project, judged=judged, within=OwnDraws() if project.layers else torch.device("meta"))


def compile_empty(project: Project, judged: bool = True) -> Compiled:
    """As `compile_bare`, on the CPU: weights to be filled, constants as they are.

    Raises:
        RunError: the drawing cannot run.
    """
    compiled = compile_bare(project, judged)
    if not project.layers:
        compiled.root.to_empty(device="cpu")
        renew_constants(compiled.root)
    return compiled


def compile_with_weights(project: Project, weights: Mapping[str, Tensor]) -> Compiled:
    """The modules of a drawing with these weights and buffers, in evaluation mode, on the CPU.

    Raises:
        RunError: the drawing cannot run, or the weights belong to another one.
    """
    compiled = compile_empty(project, judged=False)
    own = compiled.root.state_dict()
    wrong = [name for name in {*own, *weights} if name not in own or name not in weights]
    wrong += [name for name in own if name in weights and own[name].shape != weights[name].shape]
    if wrong:
        raise RunError(f"the weights do not fit the drawing: {', '.join(sorted(wrong)[:8])}")
    compiled.root.load_state_dict(dict(weights))
    compiled.train(False)
    return compiled
