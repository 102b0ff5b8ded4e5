"""The formats a trained model, or a project, can be taken away in. Nothing here imports torch."""

from __future__ import annotations

from dataclasses import dataclass

from app.errors import UsageError


@dataclass(frozen=True, slots=True)
class Format:
    """One format as a person chooses it.

    Attributes:
        name: public name, the one of ``--format``.
        title, summary: as shown; the summary is one line.
        suffix: of the main file.
        files: what is written, as a hint.
        trained: it holds the weights of a run; else any drawing that can run will do.
    """

    name: str
    title: str
    summary: str
    suffix: str
    files: str
    trained: bool = True


FORMATS: tuple[Format, ...] = (
    Format(
        "python",
        "Python source",
        "A readable PyTorch file with its weights beside it. Runs alone with torch.",
        ".py",
        "NAME.py, NAME.weights.safetensors, NAME.validation.safetensors",
    ),
    Format(
        "safetensors",
        "Weights only",
        "Every weight and buffer by name, in the format that runs no code when it is opened.",
        ".safetensors",
        "NAME.safetensors",
    ),
    Format(
        "onnx",
        "ONNX",
        "One file for ONNX Runtime, browsers and phones, for batches of any size.",
        ".onnx",
        "NAME.onnx",
    ),
    Format(
        "pt2",
        "torch.export",
        "One graph of ATen operations with its weights: PyTorch runs it without its source.",
        ".pt2",
        "NAME.pt2",
    ),
)

SCRIPT = Format(
    "script",
    "Training script",
    "Data, split, model and recipe as one Python file: trains as here, bit for bit. No run needed.",
    ".py",
    "train_NAME.py",
    trained=False,
)
"""The whole project, which has no weights yet; see `app.export.script`."""


def format_named(name: str) -> Format:
    """The format with this public name.

    Raises:
        UsageError: there is none.
    """
    for each in FORMATS:
        if each.name == name:
            return each
    raise UsageError(f"unknown format {name!r}; expected one of {', '.join(each.name for each in FORMATS)}")
