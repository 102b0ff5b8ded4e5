"""ONNX through torch.export, for batches of any size, and pictures of any size where the network takes them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

from app.export.cases import Case, cases
from app.export.onnx_translations import table
from app.export.open_axes import Axes, write_open
from app.export.trained import Trained
from app.export.verify import Difference, compare

if TYPE_CHECKING:
    from onnxruntime import InferenceSession


def write(trained: Trained, path: Path) -> list[Path]:
    """Write ``path``: one file, weights inside, for batches of any size, and for pictures of any size where the network
    takes them and the file proves to.

    Raises:
        RunError: an operation has no ONNX counterpart, or the model passes the 2 GB that one file can hold.
    """

    def one_file(model: nn.Module, examples: tuple[Tensor, ...], axes: Axes) -> None:
        program = torch.onnx.export(
            model,
            examples,
            dynamo=True,
            dynamic_shapes=axes,
            input_names=list(trained.compiled.inputs),
            output_names=list(trained.compiled.outputs),
            external_data=False,
            custom_translation_table=table(),
            verbose=False,
        )
        assert program is not None
        program.save(str(path), external_data=False)

    write_open(trained, "ONNX", one_file, lambda case: _compared(trained, _session(path), [case]).passed)
    return [path]


def check(trained: Trained, path: Path) -> Difference:
    """Run the file in ONNX Runtime and compare; larger pictures where it leaves height and width open."""
    session, tried = _session(path), cases(trained.project)
    drawn = tried[0].picture_size
    fitting = [case for case in tried if case.picture_size == drawn or _takes(session, trained, case)]
    return _compared(trained, session, fitting)


def _session(path: Path) -> InferenceSession:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def _compared(trained: Trained, session: InferenceSession, tried: list[Case]) -> Difference:
    names = [each.name for each in session.get_inputs()]

    def answers(number: int) -> list[Tensor]:
        given = dict(zip(trained.compiled.inputs, tried[number].inputs, strict=True))
        return [torch.from_numpy(value) for value in session.run(None, {name: given[name].numpy() for name in names})]

    return compare(trained.compiled, tried, answers)


def _takes(session: InferenceSession, trained: Trained, case: Case) -> bool:
    """Whether the file takes tensors of these sizes; a size that has a name is open."""
    given = dict(zip(trained.compiled.inputs, case.inputs, strict=True))
    return all(
        isinstance(wanted, str) or wanted == size
        for each in session.get_inputs()
        for wanted, size in zip(each.shape, given[each.name].shape, strict=True)
    )
