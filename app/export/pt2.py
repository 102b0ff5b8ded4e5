"""torch.export's own file: the network as one graph of ATen operations, which PyTorch runs without its source.

A .pt2 file holds pickled Python objects, and opening one can run code (CVE-2026-4538): Netloom writes such files and
opens the one that it has just written, to measure it, but never one of somebody else.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.export import ExportedProgram
from torch.fx.experimental import _config as size_rules

from app.export.cases import Case, cases
from app.export.open_axes import Axes, quiet, write_open
from app.export.trained import Trained
from app.export.verify import Difference, compare, listed


def write(trained: Trained, path: Path) -> list[Path]:
    """Write ``path``: weights inside, for batches of any size, and for pictures of any size where the network takes
    them and the file proves to. ``torch.export.load(path).module()`` is the network again.

    Raises:
        RunError: torch.export cannot trace an operation.
    """

    def one_file(model: nn.Module, examples: tuple[Tensor, ...], axes: Axes) -> None:
        pictures = any(len(sizes) > 1 for sizes in axes)  # whose lengths may shrink to 1 on their way, as no batch does
        found = tuple({axis: _dim(size) for axis, size in sizes.items()} for sizes in axes)
        with torch.no_grad(), size_rules.patch(backed_size_oblivious=pictures):  # type: ignore[attr-defined]
            program = torch.export.export(model, examples, dynamic_shapes=found, strict=False)
        torch.export.save(program, path)

    write_open(trained, "pt2", one_file, lambda case: _compared(trained, _opened(path), [case]).passed)
    return [path]


def check(trained: Trained, path: Path) -> Difference:
    """Open the file again and compare; larger pictures where it leaves height and width open."""
    program, tried = _opened(path), cases(trained.project)
    drawn = tried[0].picture_size
    fitting = [case for case in tried if case.picture_size == drawn or _takes(program, case)]
    return _compared(trained, program, fitting)


def _dim(size: Any) -> Any:
    """torch.export takes no names: AUTO leaves a size open unless an operation binds it."""
    return torch.export.Dim.AUTO if isinstance(size, str) else size


def _opened(path: Path) -> ExportedProgram:
    with quiet():
        return torch.export.load(path)


def _compared(trained: Trained, program: ExportedProgram, tried: list[Case]) -> Difference:
    model = program.module()

    def answers(number: int) -> list[Tensor]:
        with torch.inference_mode():
            return listed(model(*tried[number].inputs))

    return compare(trained.compiled, tried, answers)


def _takes(program: ExportedProgram, case: Case) -> bool:
    """Whether the file takes tensors of these sizes."""
    given = program.graph_signature.user_inputs
    wanted = [node.meta["val"].shape for node in program.graph.nodes if node.op == "placeholder" and node.name in given]
    return all(
        isinstance(size, torch.SymInt) or size == came
        for sizes, tensor in zip(wanted, case.inputs, strict=True)
        for size, came in zip(sizes, tensor.shape, strict=True)
    )
