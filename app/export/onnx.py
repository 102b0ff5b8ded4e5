"""ONNX through torch.export, for batches of any size."""

from __future__ import annotations

import copy
import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import torch
from torch import Tensor, fx

from app.errors import RunError
from app.export.onnx_translations import table
from app.export.trained import Trained
from app.export.verify import Difference, cases, compare, live_answers

EXAMPLE = 3
"""Batch of the example that is traced: 0 and 1 would be taken for fixed sizes."""


def write(trained: Trained, path: Path) -> list[Path]:
    """Write ``path``: one file, weights inside.

    Raises:
        RunError: an operation has no ONNX counterpart, or the model passes the 2 GB that one file can hold.
    """
    model = _evaluation_copy(trained.compiled.model)
    examples = tuple(torch.cat([tensor[:1]] * EXAMPLE) for tensor in cases(trained.project)[0])
    batch = torch.export.Dim("batch", min=1)
    try:
        with _quiet():
            program = torch.onnx.export(
                model,
                examples,
                dynamo=True,
                dynamic_shapes=tuple({0: batch} for _ in examples),
                input_names=list(trained.compiled.inputs),
                output_names=list(trained.compiled.outputs),
                external_data=False,
                custom_translation_table=table(),
                verbose=False,
            )
            assert program is not None
            program.save(str(path), external_data=False)
    except Exception as error:  # the exporter raises its own and everybody else's classes
        raise RunError(f"this drawing cannot be written as ONNX: {_first_line(error)}") from error
    return [path]


def check(trained: Trained, path: Path) -> Difference:
    """Run the file in ONNX Runtime and compare."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    names = [each.name for each in session.get_inputs()]
    batches = cases(trained.project)

    def answers(number: int) -> list[Tensor]:
        given = dict(zip(trained.compiled.inputs, batches[number], strict=True))
        return [torch.from_numpy(value) for value in session.run(None, {name: given[name].numpy() for name in names})]

    return compare(live_answers(trained.compiled, batches), answers)


def _evaluation_copy(model: fx.GraphModule) -> fx.GraphModule:
    return copy.deepcopy(model).cpu().eval()


@contextmanager
def _quiet() -> Iterator[None]:
    """The exporter talks on the terminal about its own internals."""
    loggers = [logging.getLogger(name) for name in ("torch.onnx", "onnxscript", "onnx_ir")]
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
