"""Bringing a finished or stopped run back: its weights, its project, its data."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

from app.errors import RunError

if TYPE_CHECKING:
    from torch import Tensor

    from app.compile.module import Compiled
    from app.data.prepare import Prepared
    from app.graph.project import Project
    from app.training.folder.run_folder import RunFolder

Weights = Literal["best", "last"]
LARGEST_FILE = 64 * 2**30


def load_weights(run: RunFolder, which: Weights = "best") -> dict[str, Tensor]:
    """The weights and buffers of a run by their names, on the CPU.

    Raises:
        RunError: the run kept none, or the file is not safetensors.
    """
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    path = run.checkpoint(f"{which}.safetensors")
    if not path.is_file():
        raise RunError(f"{run.path} holds no {which} weights yet; train until the end of an epoch first")
    if path.stat().st_size > LARGEST_FILE:
        raise RunError(f"{path}: larger than {LARGEST_FILE} bytes")
    try:
        return load_file(path)
    except SafetensorError as error:
        raise RunError(f"{path}: expected a safetensors file, {error}") from None


def put_weights(compiled: Compiled, weights: dict[str, Tensor], source: Path) -> None:
    """Give a compiled project these weights; they replace its own, wherever those are.

    Raises:
        RunError: naming every tensor that is missing, left over or of another shape.
    """
    from app.compile.kept import renew_constants

    own = compiled.root.state_dict()
    wrong = [f"{name}: missing" for name in own if name not in weights]
    wrong += [f"{name}: not in this drawing" for name in weights if name not in own]
    wrong += [
        f"{name}: {tuple(weights[name].shape)} instead of {tuple(value.shape)}"
        for name, value in own.items()
        if name in weights and weights[name].shape != value.shape
    ]
    if wrong:
        raise RunError(f"the weights in {source} do not fit the drawing: {'; '.join(wrong[:8])}")
    compiled.root.load_state_dict(weights, assign=True)
    renew_constants(compiled.root)


def open_run(
    project: Project | None, run: RunFolder, which: Weights = "best", base: Path | None = None
) -> tuple[Project, Compiled, Prepared]:
    """The project, the module with its trained weights (on the CPU, in evaluation mode) and the data of a run.

    The run's own snapshot of the project is used unless ``project`` is given. The module is built without
    storage and the weights put in its place, so torch's global generators, which belong to the training thread,
    are not drawn from: this may be called while another run trains.

    Raises:
        RunError, DataError, ProjectError: naming what is missing or does not fit.
    """
    from app.compile.bindings import bindings_of
    from app.compile.empty import compile_bare
    from app.data.prepare import prepare

    project = project or run.project()
    weights = load_weights(run, which)
    compiled = compile_bare(project)
    put_weights(compiled, weights, run.checkpoint(f"{which}.safetensors"))
    compiled.train(False)
    return project, compiled, prepare(project.data, bindings_of(project), base or run.base)
