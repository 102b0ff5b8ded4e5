"""The hand-written modules with a batch for each, and their imports, each made once."""

from __future__ import annotations

from functools import cache
from importlib import import_module as python_module

import torch
from torch import Tensor, nn

from app.importing.importer import Imported, import_module

SIZES: dict[str, tuple[tuple[int, ...], ...]] = {
    "arithmetic": ((6,),),
    "dictionary": ((3, 16, 16),),
    "gpt": ((12,),),
    "inception": ((3, 16, 16),),
    "joining": ((12,),),
    "lstm": ((9,),),
    "products": ((5, 8),),
    "resnet": ((3, 32, 32),),
    "siamese": ((1, 14, 14), (1, 14, 14)),
    "slicing": ((2, 8, 16),),
    "tuples": ((7, 5),),
    "unet": ((1, 20, 20),),
}
TOKENS = {"gpt": 50, "lstm": 60}


def batch(name: str, samples: int = 3) -> list[Tensor]:
    """An input each, the same numbers every time."""
    generator = torch.Generator().manual_seed(1)
    if name in TOKENS:
        return [torch.randint(TOKENS[name], (samples, *sizes), generator=generator) for sizes in SIZES[name]]
    return [torch.randn(samples, *sizes, generator=generator) for sizes in SIZES[name]]


@cache
def model(name: str) -> nn.Module:
    """The module in evaluation mode; its batch statistics and biases are not those of a fresh one."""
    torch.manual_seed(3)
    made: nn.Module = python_module(f"tests.importing.modules.{name}").make()
    with torch.no_grad():
        for tensor in (*made.parameters(), *made.buffers()):
            if tensor.is_floating_point():
                tensor += 0.1 * torch.rand_like(tensor)
    return made.eval()


@cache
def imported(name: str) -> Imported:
    """The module as a project."""
    return import_module(model(name), batch(name))
