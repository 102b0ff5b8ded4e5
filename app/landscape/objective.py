"""The loss of any point in weight space, on a private copy and a fixed subset, without a trace elsewhere."""

from __future__ import annotations

import copy
from collections import OrderedDict
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn.modules.batchnorm import _BatchNorm

from app.compile.heads import Head, classes_second
from app.compile.own_draws import draws_apart
from app.errors import RunError
from app.landscape.subset import Sample

if TYPE_CHECKING:
    from app.compile.module import Compiled

BatchNormMode = Literal["running", "recomputed"]


class Point(NamedTuple):
    """What was measured at one point: mean loss and, for classes, the share of right answers (else NaN)."""

    loss: float
    accuracy: float


class Objective:
    """Loss and accuracy as a function of the flat vector of trained weights.

    The modules are copied once. Their trained weights become views into one flat buffer, which `measure` overwrites
    in place. Evaluation mode throughout: no dropout, no noise. Taps are cast to float64 before the criterion, because a
    loss of 1e-3 computed in float32 is off by 1e-5 already.

    Args:
        compiled: what to evaluate; only read, on the device it is on.
        sample: the fixed subset.
        batchnorm: "running" keeps the statistics the network has now; "recomputed" takes those of the subset at
            every point, which planes that join different networks need.

    Raises:
        RunError: nothing is trained, or the statistics of a single sample are asked for.
    """

    def __init__(self, compiled: Compiled, sample: Sample, batchnorm: BatchNormMode = "running") -> None:
        if not compiled.parameters():
            raise RunError("this network has no trained weights, so it has no loss landscape")
        if batchnorm == "recomputed" and len(sample) < 2:
            raise RunError("statistics recomputed on the subset need at least 2 samples")
        self.sample = sample
        self.batchnorm: BatchNormMode = batchnorm
        self.title = _title(compiled)
        self.evaluations = 0
        twin = private_copy(compiled)
        self._root, self._forward, self._criterion = twin.root, twin.forward, twin.criterion
        self._buffer = _bind(self._root)
        self._set_modes()
        self._device = self._buffer.device
        if self._device.type == "cpu":
            _hasten_pooling(self._root)
        part = sample.part.to(self._device)
        self._inputs = part.inputs
        self._targets = part.targets
        self._answers = tuple(_double(target) for target in part.targets)
        self._head = next(
            (head for head in compiled.heads if head.task != "regression" and head.target is not None), None
        )

    @property
    def size(self) -> int:
        """Number of trained weights, P."""
        return self._buffer.numel()

    @property
    def device(self) -> torch.device:
        """Where the network is evaluated."""
        return self._device

    @property
    def reckons_on(self) -> torch.device:
        """Where weights are best put together in float64: the network's device where that has float64."""
        return torch.device("cpu") if self._device.type == "mps" else self._device

    def refresh(self, compiled: Compiled) -> None:
        """Take over the buffers (running statistics) and frozen weights the network has now."""
        with torch.no_grad():
            theirs = compiled.root.state_dict()
            for name, mine in self._root.state_dict().items():
                mine.copy_(theirs[name])

    def buffers(self) -> dict[str, Tensor]:
        """Copies of the running statistics in use, by name."""
        return {name: buffer.clone() for name, buffer in self._root.named_buffers()}

    def put_buffers(self, buffers: dict[str, Tensor]) -> None:
        """Use these running statistics (`buffers`)."""
        own = dict(self._root.named_buffers())
        with torch.no_grad():
            for name, value in buffers.items():
                own[name].copy_(value)

    def measure(self, vector: Tensor) -> Tensor:
        """Loss and accuracy at a point as a float64 tensor (2,), left on the device.

        Args:
            vector: (P,) trained weights in document order, any float type.
        """
        self.evaluations += 1
        with torch.inference_mode(), draws_apart(self._root):
            self._buffer.copy_(vector)
            taps = self._forward(*self._inputs)
            loss = self._criterion(*(_double(tap) for tap in taps), *self._answers)[0]
            right = self._right(taps)
            return torch.stack([loss.reshape(()), right.to(loss.device)]).to(torch.float64)

    def value(self, vector: Tensor | NDArray[Any]) -> Point:
        """Loss and accuracy at a point, as numbers."""
        given = torch.from_numpy(np.ascontiguousarray(vector)) if isinstance(vector, np.ndarray) else vector
        loss, accuracy = self.measure(given).tolist()
        return Point(loss, accuracy)

    def _set_modes(self) -> None:
        for graph in (self._root, self._forward, self._criterion):
            graph.eval()
        self._criterion.double()
        if self.batchnorm == "recomputed":
            for module in self._root.modules():
                if isinstance(module, _BatchNorm):
                    module.train()
                    module.momentum = 0.0  # statistics of the subset are used at each point, and never kept

    def _right(self, taps: tuple[Tensor, ...]) -> Tensor:
        head = self._head
        if head is None or head.target is None:
            return torch.tensor(float("nan"), dtype=torch.float64)
        return _share_right(classes_second(head, taps[head.tap]), self._targets[head.target], head)


def _share_right(scores: Tensor, answer: Tensor, head: Head) -> Tensor:
    """Share of right answers; NaN where a score is not finite, for there is no answer then."""
    if head.task == "binary":
        right = (scores.reshape(-1) > (0.5 if head.probabilities else 0.0)) == (answer.reshape(-1) > 0.5)
    else:
        right = scores.argmax(dim=1) == answer
    share = right.to(torch.float32).mean().to("cpu" if scores.device.type == "mps" else scores.device, torch.float64)
    return torch.where(torch.isfinite(scores).all().to(share.device), share, torch.full_like(share, float("nan")))


def _double(tensor: Tensor) -> Tensor:
    if tensor.device.type == "mps":  # has no float64
        tensor = tensor.cpu()
    return tensor.to(torch.float64) if tensor.is_floating_point() else tensor


def private_copy(compiled: Compiled) -> Compiled:
    """A network of its own: its graphs share modules among themselves and nothing with the original.

    Hooks are left behind: they belong to whoever watches the original.
    """
    memo: dict[int, Any] = {}
    for graph in (compiled.root, compiled.model, compiled.forward, compiled.criterion):
        for module in graph.modules():
            for name, value in vars(module).items():
                if name.endswith(("_hooks", "_hooks_with_kwargs", "_hooks_always_called")):
                    memo[id(value)] = OrderedDict()
    return copy.deepcopy(compiled, memo)


def _bind(root: nn.Module) -> Tensor:
    """Make the trained weights of a private copy views into one buffer; nothing there needs a gradient any more."""
    trained = [parameter for parameter in root.parameters() if parameter.requires_grad]
    buffer = torch.cat([parameter.detach().reshape(-1) for parameter in trained])
    start = 0
    for parameter in trained:
        parameter.data = buffer[start : start + parameter.numel()].view(parameter.shape)
        start += parameter.numel()
    root.requires_grad_(False)
    return buffer


def _hasten_pooling(root: nn.Module) -> None:
    """Let maxima be taken of pictures with the channels last, which torch vectorises on the CPU (13 times faster).

    A maximum is the same number in either order, so every value stays what it was, bit for bit.
    """
    for module in root.modules():
        if isinstance(module, nn.MaxPool2d) and not module.return_indices:
            module.register_forward_pre_hook(_channels_last)
            module.register_forward_hook(_contiguous)


def _channels_last(_: nn.Module, given: tuple[Tensor, ...]) -> Tensor | None:
    return given[0].contiguous(memory_format=torch.channels_last) if given[0].dim() == 4 else None


def _contiguous(_: nn.Module, __: tuple[Tensor, ...], made: Tensor) -> Tensor:
    return made.contiguous()


def _title(compiled: Compiled) -> str:
    titles = {head.loss: head.title for head in compiled.heads}
    text = " + ".join(titles.get(loss, loss.replace("_", " ")) for loss in compiled.losses)
    return f"{text[:1].upper()}{text[1:]} without penalty"
