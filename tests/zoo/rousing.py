"""Networks whose weights are no longer at their start, so that an export of them says something."""

from __future__ import annotations

import torch

from app.compile.module import compile_project
from app.export.trained import Trained, trained_from
from app.graph.project import Project


def roused(project: Project) -> Trained:
    """With every weight and running statistic moved a little, up or down: an offset that all weights of a deep network
    have in common makes it so ill-conditioned that float32 itself is not exact to the tolerance of an export."""
    compiled = compile_project(project, seed=0)
    generator = torch.Generator().manual_seed(1)
    with torch.no_grad():
        for tensor in compiled.root.state_dict().values():
            if tensor.is_floating_point():
                tensor.mul_(1 + 0.1 * torch.rand(tensor.shape, generator=generator))
                tensor.add_(0.04 * (torch.rand(tensor.shape, generator=generator) - 0.5))
    compiled.train(False)
    return trained_from(project, compiled, note="random weights")
