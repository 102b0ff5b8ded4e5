"""What a landscape is drawn of, from a run folder: without drawing from any random generator."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING

from app.errors import RunError
from app.landscape.full import Source
from app.landscape.trajectory import read_trajectory

if TYPE_CHECKING:
    from app.compile.module import Compiled
    from app.graph.project import Project


def source_of_run(folder: Path, base: Path | None = None) -> Source:
    """The network with its last running statistics, its data and its kept moments.

    Safe while another training runs in this process: nothing is drawn from the global generators.

    Raises:
        RunError, DataError, ProjectError: the folder is no run, kept no weights, or its data are gone.
    """
    from app.compile.bindings import bindings_of
    from app.data.prepare import prepare
    from app.training.folder.opening import load_weights, put_weights
    from app.training.folder.run_folder import RunFolder

    run = RunFolder.open(Path(folder))
    project = run.project()
    compiled = compile_quietly(project)
    with contextlib.suppress(RunError):  # a run stopped in its first epoch has moments and no checkpoint
        put_weights(compiled, load_weights(run, "last"), run.checkpoint("last.safetensors"))
    compiled.train(False)
    prepared = prepare(project.data, bindings_of(project), base or run.base)
    return Source(compiled, prepared, read_trajectory(run.path))


def compile_quietly(project: Project) -> Compiled:
    """A compiled project with weights that are all zero, made without drawing random numbers.

    The generators of a training that runs in another thread stay as they are. Running variances start at one, as in a
    fresh network.
    """
    import torch
    from torch import nn

    from app.compile.empty import compile_empty

    compiled = compile_empty(project)
    with torch.no_grad():
        for tensor in compiled.root.state_dict().values():
            tensor.zero_()
        for module in compiled.root.modules():
            if isinstance(module, nn.modules.batchnorm._NormBase):
                module.reset_running_stats()
    return compiled
