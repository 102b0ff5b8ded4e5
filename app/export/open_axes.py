"""What is traced for files that take batches of any size, and pictures of any size where the network does."""

from __future__ import annotations

import copy
import logging
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor, nn

from app.errors import RunError
from app.export.cases import Case, cases
from app.export.trained import Trained

EXAMPLE = 3
"""Batch of the example that is traced: 0 and 1 would be taken for fixed sizes."""

Axes = tuple[dict[int, Any], ...]


def write_open(
    trained: Trained,
    title: str,
    write: Callable[[nn.Module, tuple[Tensor, ...], Axes], None],
    takes_larger: Callable[[Case], bool],
) -> None:
    """Write a file with height and width open where the network takes larger pictures and the file proves to; else one
    for pictures of the drawn size. The batch is open in both.

    Args:
        write: the model in evaluation mode on the CPU, an example of every input, and which axes are open.
        takes_larger: whether what was written gives the live model's answers to larger pictures. Some operations need
            the size (the cells of an adaptive pooling in ONNX, for instance): a tracer then fails, or fixes the size.

    Raises:
        RunError: the model cannot be written so; one line of why.
    """
    drawn, *_, last = cases(trained.project)
    examples = tuple(torch.cat([tensor[:1]] * EXAMPLE) for tensor in drawn.inputs)
    model = copy.deepcopy(trained.compiled.model).cpu().eval()
    if last.picture_size != drawn.picture_size:
        try:
            with quiet():
                write(model, examples, _every_axis(trained, examples))
            if takes_larger(last):
                return
        except Exception as error:  # of a tracer or a runtime, whose classes are many: one size of pictures then
            logging.getLogger(__name__).debug("%s for one size of pictures only: %s", title, error)
    try:
        with quiet():
            write(model, examples, tuple({0: torch.export.Dim("batch", min=1)} for _ in examples))
    except Exception as error:  # tracers raise their own and everybody else's classes
        raise RunError(f"this drawing cannot be written as {title}: {_first_line(error)}") from error


def _every_axis(trained: Trained, examples: tuple[Tensor, ...]) -> Axes:
    """By name, not as `torch.export.Dim`: torch may then find that two sizes are one, or that one is bound."""
    picture = [{2: f"{name}_height", 3: f"{name}_width"} for name in trained.compiled.inputs]
    return tuple(
        {0: "batch", **(sizes if tensor.dim() == 4 else {})} for sizes, tensor in zip(picture, examples, strict=True)
    )


@contextmanager
def quiet() -> Iterator[None]:
    """Tracers talk on the terminal about their own internals."""
    talkers = ("torch.onnx", "onnxscript", "onnx_ir", "torch.fx.experimental.symbolic_shapes", "torch.export")
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
