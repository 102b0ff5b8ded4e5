"""What a module is fed with to see what it does: made-up samples of the sizes that the person says."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator, Sequence

import torch
from torch import Tensor, nn

from app.errors import UsageError

SAMPLES = 3
_SPEC = re.compile(r"(?P<sizes>\d+(?:\s*[,x×]\s*\d+)*)\s*(?::\s*(?P<dtype>float32|int64))?")
_SIDES = (32, 224, 28, 64)
_STEPS = 16


def made_up(model: nn.Module, texts: Sequence[str]) -> list[Tensor]:
    """A batch for every input.

    Args:
        texts: ``N,3,32,32`` with the batch first (its size does not matter), ``N,16:int64`` for tokens. None: sizes
            that the module takes are guessed.

    Raises:
        UsageError: a text says no sizes, or nothing can be guessed.
    """
    generator = torch.Generator().manual_seed(0)
    if not texts:
        return _guessed(model, generator)
    return [_batch(model, *_read(text), generator) for text in texts]


def _read(text: str) -> tuple[tuple[int, ...], str]:
    found = _SPEC.fullmatch(re.sub(r"^\s*N\b", "1", text).strip())
    if found is None:
        raise UsageError(f"expected sizes such as 1,3,32,32 or 1,16:int64 for an input, got {text!r}")
    sizes = tuple(int(size) for size in re.split(r"[,x×]", found["sizes"]))
    if 0 in sizes:
        raise UsageError(f"expected sizes of at least 1 for an input, got {text!r}")
    return sizes[1:], found["dtype"] or "float32"


def _batch(model: nn.Module, sizes: tuple[int, ...], dtype: str, generator: torch.Generator) -> Tensor:
    shape = (SAMPLES, *sizes)
    if dtype == "int64":
        return torch.randint(_tokens(model), shape, generator=generator)
    return torch.randn(shape, generator=generator)


def _tokens(model: nn.Module) -> int:
    """How many tokens every table of the module knows."""
    return min((each.num_embeddings for each in model.modules() if isinstance(each, nn.Embedding)), default=2)


def _guessed(model: nn.Module, generator: torch.Generator) -> list[Tensor]:
    declared = inspect.signature(model.forward).parameters.values()
    needed = [each.name for each in declared if each.default is each.empty and each.kind is not each.VAR_KEYWORD]
    if len(needed) == 1:
        was = model.training
        model.eval()
        try:
            for sizes, dtype in _candidates(model):
                batch = _batch(model, sizes, dtype, generator)
                if _takes(model, batch):
                    return [batch]
        finally:
            model.train(was)
    shown = ", ".join(needed) or "none that must be given"
    raise UsageError(
        f"the sizes of the inputs ({shown}) cannot be guessed; say them, for example 1,3,32,32 for a picture"
    )


def _candidates(model: nn.Module) -> Iterator[tuple[tuple[int, ...], str]]:
    """Sizes that the first layers suggest."""
    for layer in model.modules():
        if isinstance(layer, nn.Embedding):
            yield (_STEPS,), "int64"
        elif isinstance(layer, nn.Conv1d):
            yield (layer.in_channels, 64), "float32"
        elif isinstance(layer, nn.Conv2d):
            yield from (((layer.in_channels, side, side), "float32") for side in _SIDES)
        elif isinstance(layer, nn.Conv3d):
            yield (layer.in_channels, 16, 16, 16), "float32"
        elif isinstance(layer, nn.RNNBase):
            yield (_STEPS, layer.input_size), "float32"
        elif isinstance(layer, nn.Linear):
            yield from (((layer.in_features,), "float32"), ((_STEPS, layer.in_features), "float32"))
        else:
            continue
        return


def _takes(model: nn.Module, batch: Tensor) -> bool:
    try:
        with torch.no_grad():
            model(batch.clone())
    except Exception:  # any line of the module's own code may fail
        return False
    return True
