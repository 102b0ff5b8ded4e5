"""What one use of a node costs in training, by torch's own account and without memory: FLOPs, and what is kept."""

from __future__ import annotations

from dataclasses import dataclass, replace

import torch
from torch._subclasses.fake_tensor import FakeTensorMode
from torch.utils.flop_counter import FlopCounterMode

from app.compile.analysis.saved import Place, Saved, saved
from app.compile.dynamo import load_dynamo
from app.compile.own_draws import OwnDraws
from app.compile.shapes.probe import construct, made
from app.compile.shapes.unfilled import Unfilled
from app.compile.use import BATCH, FEW, Arrived, empties, is_recurrent, steps_of, with_steps, zeros
from nodes.call import Call
from nodes.shape import Extent
from nodes.trusted import TrustedTarget

_BATCHED_PRODUCTS = frozenset({torch.ops.aten.bmm, torch.ops.aten.baddbmm})


@dataclass(frozen=True, slots=True)
class Measured:
    """One use of a node.

    Attributes:
        flops: floating-point operations of the forward pass for one sample, as torch's FlopCounterMode counts them:
            two for each multiply-add of a matrix product, convolution or attention. What acts on every number alone,
            adds up or looks up counts nothing.
        saved: memory in a training step.
    """

    flops: int
    saved: Saved


def measure(call: Call, arrived: Arrived, carries: frozenset[Place], trained: bool) -> Measured:
    """Make and use a call on tensors without memory.

    Args:
        call: construction and use, which torch takes for these shapes.
        arrived: shapes at every connected port.
        carries: arriving tensors that need a gradient.
        trained: whether the weights need one.
    """
    load_dynamo()
    if isinstance(call.target, TrustedTarget):
        return _of_python(call, arrived, carries, trained)
    if not is_recurrent(made(call)) or steps_of(arrived) <= 3:
        return _measured(call, arrived, carries, trained)
    two, three = (_measured(call, with_steps(arrived, steps), carries, trained) for steps in (2, 3))
    return _extended(two, three, steps_of(arrived))


def _of_python(call: Call, arrived: Arrived, carries: frozenset[Place], trained: bool) -> Measured:
    """A Python layer, on a few zeros where it asks for numbers. Where it fails in training only, nothing is known."""
    try:
        with OwnDraws():
            try:
                return _measured(call, arrived, carries, trained)
            except Exception:  # on tensors without numbers
                few, more = (_with_numbers(call, arrived, carries, trained, batch) for batch in FEW)
    except (Exception, SystemExit):
        return Measured(0, Saved({}, {}, frozenset(call.outputs), frozenset(), Extent(0, 0)))
    samples = FEW[1] - FEW[0]

    def per_sample(one: int, other: int) -> Extent:
        slope = (other - one) // samples
        return Extent(slope, one - slope * FEW[0])

    own = {name: per_sample(size.fixed, more.saved.own[name].fixed) for name, size in few.saved.own.items()}
    memory = replace(few.saved, own=own, inner=per_sample(few.saved.inner.fixed, more.saved.inner.fixed))
    return Measured((more.flops - few.flops) // samples, memory)


def _with_numbers(call: Call, arrived: Arrived, carries: frozenset[Place], trained: bool, batch: int) -> Measured:
    with FlopCounterMode(display=False) as counter:
        module, arriving = construct(call).requires_grad_(trained), zeros(arrived, batch)
        for port, number in carries:
            arriving[port][number].requires_grad_()
        found = saved(call, module, arriving)
    return Measured(counter.get_total_flops(), found)


def _measured(call: Call, arrived: Arrived, carries: frozenset[Place], trained: bool) -> Measured:
    """Meta tensors write attention out with all its scores; the kernels of real devices keep none of them. So products
    of batches of matrices are looked at again through fake tensors of the CPU, which choose kernels as it does."""
    try:
        with FlopCounterMode(display=False) as counter:
            found = _saved(call, arrived, carries, trained, torch.device("meta"))
        if not counter.get_flop_counts().get("Global", {}).keys() & _BATCHED_PRODUCTS:
            return Measured(_of_one_sample(counter), found)
        return Measured(_of_one_sample(counter), _saved_by_cpu(call, arrived, carries, trained))
    except NotImplementedError:  # an operation without a meta kernel
        with FlopCounterMode(display=False) as counter:
            found = _saved_by_cpu(call, arrived, carries, trained)
        return Measured(_of_one_sample(counter), found)


def _of_one_sample(counter: FlopCounterMode) -> int:
    return -(-counter.get_total_flops() // BATCH)


def _saved_by_cpu(call: Call, arrived: Arrived, carries: frozenset[Place], trained: bool) -> Saved:
    with FakeTensorMode():
        return _saved(call, arrived, carries, trained, torch.device("cpu"))


def _saved(call: Call, arrived: Arrived, carries: frozenset[Place], trained: bool, device: torch.device) -> Saved:
    with device, Unfilled():
        module = construct(call).requires_grad_(trained) if call.constructs else None
        arriving = empties(arrived, BATCH, device)
    for port, number in carries:
        arriving[port][number].requires_grad_()
    try:
        return saved(call, module, arriving)
    except RuntimeError:  # batch statistics that count batches need numbers in training; else they are the same
        if module is None:
            raise
        return saved(call, module.eval(), arriving)


def _extended(two: Measured, three: Measured, steps: int) -> Measured:
    """What holds for that many steps, from two and three: everything grows by the same with every step."""

    def at(one: int, other: int) -> int:
        return one + (other - one) * (steps - 2)

    def grown(one: Extent, other: Extent) -> Extent:
        return Extent(at(one.per_sample, other.per_sample), at(one.fixed, other.fixed))

    own = {name: grown(size, three.saved.own[name]) for name, size in two.saved.own.items()}
    memory = replace(two.saved, own=own, inner=grown(two.saved.inner, three.saved.inner))
    return Measured(at(two.flops, three.flops), memory)
