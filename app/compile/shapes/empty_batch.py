"""torch's own kernels on a batch of no samples: they check shapes and allocate, and there is nothing to compute.

That takes a tenth of the time of meta tensors, whose rules are written in Python. It tells all about kinds that declare
`Node.passes`; of others it does not, since 0 samples, 0 pairs of samples and 0 pixels of them look the same.
"""

from __future__ import annotations

import torch
from torch import Tensor

from app.compile.shapes.probe import Probe, construct, counted, ordinary
from app.compile.shapes.unfilled import Hollow
from app.compile.use import Arrived, empties, evaluate
from nodes.call import Call
from nodes.shape import BATCH, Shape


def probe_empty(call: Call, arrived: Arrived) -> Probe | None:
    """As `app.compile.shapes.probe.probe` for a call of a kind that declares `Node.passes`.

    Returns:
        None where torch does not say: it refuses, or has rules of its own for a batch of nothing.
    """
    if not all(_grows_alone(shape) for shapes in arrived.values() for shape in shapes):
        return None
    try:
        with torch.no_grad():
            with Hollow():
                module = construct(call).eval() if call.constructs else None
            given = evaluate(call, module, empties(arrived, 0, torch.device("cpu")))
    except Exception:  # torch answers a misfit with any class of exception; meta tensors have the last word
        return None
    if not all(map(_telling, given.values())):
        return None
    return counted(module, {name: ordinary(tensor) for name, tensor in given.items()})


def _grows_alone(shape: Shape) -> bool:
    """Whether the first axis is the batch, and no other has to do with it."""
    return shape.dims[:1] == (BATCH,) and not any(extent.per_sample for extent in shape.dims[1:])


def _telling(tensor: Tensor) -> bool:
    """Whether it is one number, or the first axis is the batch and the only one that is empty with it."""
    return not tensor.dim() or (tensor.shape[0] == 0 and all(tensor.shape[1:]))
