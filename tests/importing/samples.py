"""The hand-written modules with a batch for each, and their imports, each made once."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib import import_module as python_module
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from app.compile.drawing import infer
from app.compile.empty import compile_with_weights
from app.compile.source.writer import source_of
from app.graph.files.storage import load, save
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
KEPT: dict[str, tuple[tuple[int, ...], ...]] = {
    "algebra": ((4, 4),),
    "fourier": ((2, 16),),
    "rolling": ((8,),),
    "routed": ((6,),),
    "straight": ((5,),),
}
"""Modules with calls that have no kind."""
TOKENS = {"gpt": 50, "lstm": 60}


def batch(name: str, samples: int = 3) -> list[Tensor]:
    """An input each, the same numbers every time."""
    generator = torch.Generator().manual_seed(1)
    shapes = (SIZES | KEPT)[name]
    if name in TOKENS:
        return [torch.randint(TOKENS[name], (samples, *sizes), generator=generator) for sizes in shapes]
    return [torch.randn(samples, *sizes, generator=generator) for sizes in shapes]


@cache
def model(name: str) -> nn.Module:
    """The module in evaluation mode; its batch statistics and biases are not those of a fresh one."""
    torch.manual_seed(3)
    folder = "kept_modules" if name in KEPT else "modules"
    made: nn.Module = python_module(f"tests.importing.{folder}.{name}").make()
    with torch.no_grad():
        for tensor in (*made.parameters(), *made.buffers()):
            if tensor.is_floating_point():
                tensor += 0.1 * torch.rand_like(tensor)
    return made.eval()


@cache
def imported(name: str) -> Imported:
    """The module as a project."""
    return import_module(model(name), batch(name), keep=name in KEPT)


def readings(found: Imported, folder: Path) -> Iterator[tuple[str, nn.Module]]:
    """The drawing live, saved and loaded with its weights, and as generated source; each with its name."""
    compiled = compile_with_weights(found.project, found.weights)
    yield "live", compiled.model

    save(found.project, folder / "x.netloom")
    save_file(found.weights, folder / "x.safetensors")
    yield "loaded", compile_with_weights(load(folder / "x.netloom"), load_file(folder / "x.safetensors")).model

    source, space = source_of(infer(found.project)), {}
    exec(source.text, space)  # noqa: S102  (our own text)
    made = space[source.class_name]()
    made.load_state_dict(compiled.model.state_dict())
    yield "source", made.eval()
