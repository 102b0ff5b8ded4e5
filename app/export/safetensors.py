"""Weights and buffers as safetensors."""

from __future__ import annotations

from pathlib import Path

import torch
from safetensors.torch import load_file, save

from app.compile.empty import compile_with_weights
from app.export.cases import cases
from app.export.trained import Trained
from app.export.verify import Difference, compare, listed


def write(trained: Trained, path: Path) -> list[Path]:
    """Write ``path``; its metadata names the project and where the weights come from."""
    path.write_bytes(save(tensors(trained), metadata(trained)))
    return [path]


def check(trained: Trained, path: Path) -> Difference:
    """Read the file back into a fresh model and compare."""
    fresh = compile_with_weights(trained.project, load_file(path))
    tried = cases(trained.project)

    def answers(number: int) -> list[torch.Tensor]:
        with torch.inference_mode():
            return listed(fresh.model(*tried[number].inputs))

    return compare(trained.compiled, tried, answers)


def tensors(trained: Trained) -> dict[str, torch.Tensor]:
    """Every weight and buffer on the CPU, each with memory of its own."""
    state = trained.compiled.root.state_dict()
    return {name: value.detach().cpu().clone().contiguous() for name, value in state.items()}


def metadata(trained: Trained) -> dict[str, str]:
    """What the head of the file says."""
    return {"format": "pt", "project": trained.project.title, "weights": trained.note, "made_with": "Netloom"}
