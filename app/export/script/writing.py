"""The whole script: its parts in order, with the imports and constants that they use."""

from __future__ import annotations

from collections.abc import Iterator
from types import CodeType

from app.compile.source.custom import FUTURE, packages, require_names
from app.compile.source.custom import standard as own_standard
from app.export.script import bundled
from app.export.script.arrays import image_folder, numpy_archive, suffixes
from app.export.script.brief import Brief
from app.export.script.loading import loading_text
from app.export.script.metrics import evaluate_text
from app.export.script.pairs import pairs
from app.export.script.recipe import GROUPS, factors, schedule_text
from app.export.script.split import split_text
from app.export.script.table import table, table_constants
from app.export.script.texts import characters
from app.export.script.training import DEVICE, SHOWN, fit_text, loop_texts, main_text

STANDARD = (
    ("argparse", "import argparse"),
    ("csv", "import csv"),
    ("math", "import math"),
    ("operator", "import operator"),
    ("os", "import os"),
    ("datetime", "from datetime import UTC, datetime"),
    ("Path", "from pathlib import Path"),
)
OTHERS = (
    ("np", "import numpy as np"),
    ("pl", "import polars as pl"),
    ("torch", "import torch"),
    ("dist", "import torch.distributed as dist"),
    ("F", "import torch.nn.functional as F"),
    ("Image", "from PIL import Image, ImageOps"),
    ("save_file", "from safetensors.torch import save_file"),
    ("datasets", "from sklearn import datasets"),
    ("nn", "from torch import Tensor, nn, optim"),
    ("DistributedDataParallel", "from torch.nn.parallel import DistributedDataParallel"),
    ("LambdaLR", "from torch.optim.lr_scheduler import LambdaLR"),
    ("TensorDataset", "from torch.utils.data import TensorDataset"),
)
PACKAGES = {"np": "numpy", "pl": "polars", "Image": "pillow", "datasets": "scikit-learn"}
WIDTH = 88  # what ruff takes where nothing else is said
BESIDE = "Path(__file__).parent"
FILES = {"csv": table, "numpy": numpy_archive, "images": image_folder}
"""Writers that look into the data file, by source."""
WRITERS = bundled.WRITERS | {"text": characters, "sonnets": characters, "digit-pairs": pairs}
"""Writers that the options tell enough, by source."""


def script_text(brief: Brief, name: str) -> str:
    """The text of the script; ``name`` is that of its file, without the ending.

    Raises:
        RunError: a Python layer defines a name that the script needs for itself.
    """
    parts = [
        brief.source.body,
        data_text(brief),
        split_text(brief),
        loading_text(brief),
        GROUPS if factors(brief) else "",
        schedule_text(brief.recipe),
        *loop_texts(brief),
        evaluate_text(brief),
        DEVICE,
        SHOWN,
        fit_text(brief),
        main_text(brief, f"runs/{name.removeprefix('train_')}"),
    ]
    body = "\n\n\n".join(part.strip("\n") for part in parts if part) + "\n"
    head = "\n".join(_constants(brief))
    used = set(_names(compile(f"{head}\n{body}", "script", "exec", dont_inherit=True)))
    standard = [line for wanted, line in STANDARD if wanted in used]
    others = [line for wanted, line in OTHERS if wanted in used]
    future = [line for line in brief.source.needs if line.startswith(FUTURE)]
    library = own_standard(brief.source.needs)
    standard += [line for line in library if line not in standard]
    others += [line for line in brief.source.needs if line not in (*future, *standard, *others)]
    sections = [_docstring(brief, name, used), *future, "\n".join(standard), "\n".join(others), head]
    text = "\n\n".join(sections) + "\n\n\n" + body
    require_names(text, brief.source.defined)
    return text


def data_text(brief: Brief) -> str:
    """``read_data`` of the project's source."""
    source = brief.choice.source
    if source in FILES:
        return FILES[source](brief, brief.options, brief.file)
    return WRITERS[source](brief, brief.options)


def _data_constants(brief: Brief) -> list[str]:
    if brief.choice.source == "csv":
        return table_constants(brief)
    return [suffixes()] if brief.choice.source == "images" else []


def _docstring(brief: Brief, name: str, used: set[str]) -> str:
    known = [package for key, package in PACKAGES.items() if key in used]
    beside = [each for each in packages(brief.source.needs) if each not in known]
    needs = ["torch", *known, *beside, "safetensors"]
    lines = [
        f'"""Train {_title(brief.project.title)}.',
        "",
        f"Written by Netloom; runs without it, with {', '.join(needs[:-1])} and {needs[-1]}:",
        "",
        f"    python {_title(name)}.py",
        f"    torchrun --nproc-per-node 2 {_title(name)}.py",
        '"""',
    ]
    return "\n".join(lines)


def _title(title: str) -> str:
    """A title that cannot end the docstring."""
    shown = "".join(letter if letter.isprintable() else " " for letter in title[:60])
    return " ".join(shown.replace("\\", "/").replace('"', "'").split()).rstrip(".") or "a model"


def _data(path: str) -> list[str]:
    """``DATA = path``, broken as ruff breaks it where it is long; a name itself cannot be broken."""
    line = f"DATA = {path}"
    if len(line) <= WIDTH:
        return [line]
    if path.startswith(BESIDE):
        opened, parts = "DATA = (", [BESIDE, path.removeprefix(BESIDE).strip()]
    else:
        opened, parts = "DATA = Path(", [path.removeprefix("Path(")[:-1]]
    return [opened, *(f"    {part}" + ("  # noqa: E501" if len(part) + 4 > WIDTH else "") for part in parts), ")"]


def _constants(brief: Brief) -> Iterator[str]:
    recipe, choice = brief.recipe, brief.choice
    if brief.path:
        yield from _data(brief.path)
        yield from _data_constants(brief)
    for name in brief.held_out:
        yield f"{name.upper()} = {getattr(choice, name)!r}  # share of the samples"
    if brief.held_out and choice.split != "time":
        yield f"SPLIT_SEED = {choice.split_seed}"
    if brief.held_out or brief.path:
        yield ""
    yield f"EPOCHS = {recipe.epochs}"
    yield f"BATCH_SIZE = {recipe.batch_size}"
    yield f"LEARNING_RATE = {recipe.lr!r}"
    if recipe.warmup:
        yield f"WARMUP = {recipe.warmup}  # steps"
    if factors(brief):
        yield "FACTORS = {  # on the learning rate of a layer"
        yield from (f'    "{name}": {factor!r},' for name, factor in factors(brief).items())
        yield "}"
    yield f"SEED = {recipe.seed}"
    yield ""
    yield 'RANK = int(os.environ.get("RANK", "0"))  # set by torchrun'
    yield 'LOCAL_RANK = int(os.environ.get("LOCAL_RANK", "0"))'
    yield 'PROCESSES = int(os.environ.get("WORLD_SIZE", "1"))'


def _names(code: CodeType) -> Iterator[str]:
    """Names that compiled text looks up, those inside functions included."""
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _names(constant)
