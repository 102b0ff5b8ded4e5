"""ONNX through torch.export, for batches of any size, and pictures of any size where the network takes them."""

from __future__ import annotations

import copy
import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from app.errors import RunError
from app.export.cases import Case, cases
from app.export.onnx_translations import table
from app.export.trained import Trained
from app.export.verify import Difference, compare

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

EXAMPLE = 3
"""Batch of the example that is traced: 0 and 1 would be taken for fixed sizes."""


def write(trained: Trained, path: Path) -> list[Path]:
    """Write ``path``: one file, weights inside, for batches of any size, and for pictures of any size where the network
    takes them and the file proves to.

    Raises:
        RunError: an operation has no ONNX counterpart, or the model passes the 2 GB that one file can hold.
    """
    drawn, *_, last = cases(trained.project)
    if last.picture_size != drawn.picture_size and _written_for_any_size(trained, drawn, last, path):
        return [path]
    try:
        _write(trained, drawn, path, any_size=False)
    except Exception as error:  # the exporter raises its own and everybody else's classes
        raise RunError(f"this drawing cannot be written as ONNX: {_first_line(error)}") from error
    return [path]


def check(trained: Trained, path: Path) -> Difference:
    """Run the file in ONNX Runtime and compare; larger pictures where it leaves height and width open."""
    session, tried = _session(path), cases(trained.project)
    drawn = tried[0].picture_size
    fitting = [case for case in tried if case.picture_size == drawn or _takes(session, trained, case)]
    return _compared(trained, session, fitting)


def _written_for_any_size(trained: Trained, drawn: Case, larger: Case, path: Path) -> bool:
    """Write a file with height and width open; whether it gives the right answers to larger pictures.

    Some operations need the size in ONNX (the cells of an adaptive pooling, for instance): the exporter then fails, or
    writes the size that it has seen into the file.
    """
    try:
        _write(trained, drawn, path, any_size=True)
        return _compared(trained, _session(path), [larger]).passed
    except Exception:  # of the exporter or of the runtime, whose classes are many; a file for one size is written then
        return False


def _write(trained: Trained, drawn: Case, path: Path, any_size: bool) -> None:
    examples = [torch.cat([tensor[:1]] * EXAMPLE) for tensor in drawn.inputs]
    axes = [
        _open_axes(name, tensor) if any_size else {0: torch.export.Dim("batch", min=1)}
        for name, tensor in zip(trained.compiled.inputs, examples, strict=True)
    ]
    with _quiet():
        program = torch.onnx.export(
            copy.deepcopy(trained.compiled.model).cpu().eval(),
            tuple(examples),
            dynamo=True,
            dynamic_shapes=tuple(axes),
            input_names=list(trained.compiled.inputs),
            output_names=list(trained.compiled.outputs),
            external_data=False,
            custom_translation_table=table(),
            verbose=False,
        )
        assert program is not None
        program.save(str(path), external_data=False)


def _open_axes(name: str, tensor: Tensor) -> dict[int, str]:
    """By name, not as `torch.export.Dim`: torch may then find that two sizes are one, or that one is bound."""
    picture = {2: f"{name}_height", 3: f"{name}_width"} if tensor.dim() == 4 else {}
    return {0: "batch", **picture}


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


@contextmanager
def _quiet() -> Iterator[None]:
    """The exporter talks on the terminal about its own internals."""
    talkers = ("torch.onnx", "onnxscript", "onnx_ir", "torch.fx.experimental.symbolic_shapes")
    loggers = [logging.getLogger(name) for name in talkers]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)


def _first_line(error: Exception) -> str:
    cause = error.__cause__ or error
    lines = [line.strip() for line in str(cause).splitlines() if line.strip()]
    return (lines[0] if lines else type(cause).__name__)[:200]
