"""The model as one readable Python file with its weights beside it; runs alone with torch and safetensors."""

from __future__ import annotations

from pathlib import Path

import torch
from safetensors import safe_open
from safetensors.torch import save, save_file

from app.compile.drawing import infer
from app.compile.source.writer import source_of
from app.export.alone import run_alone
from app.export.cases import cases
from app.export.python_file import STATISTICS, file_text
from app.export.safetensors import metadata
from app.export.trained import Trained
from app.export.verify import Difference, compare

_CHECK = """
import runpy, sys
import torch
from safetensors.torch import load_file, save_file
space = runpy.run_path(sys.argv[1], run_name="exported")
model, cases, answers = space["load"](), load_file(sys.argv[2]), {}
for number in sorted({int(name.split(".")[0]) for name in cases}):
    inputs = [cases[name] for name in sorted(cases) if int(name.split(".")[0]) == number]
    with torch.inference_mode():
        given = model(*inputs)
    for place, value in enumerate([given] if isinstance(given, torch.Tensor) else given):
        answers[f"{number}.{place:04}"] = value.contiguous().clone()
save_file(answers, sys.argv[3])
"""


def write(trained: Trained, path: Path) -> list[Path]:
    """Write ``NAME.py``, ``NAME.weights.safetensors`` and, where there are any, ``NAME.validation.safetensors``."""
    source = source_of(infer(trained.project))
    path.write_text(file_text(trained, source), encoding="utf-8", newline="\n")
    weights = path.with_suffix(".weights.safetensors")  # NAME.safetensors is the export of that name
    weights.write_bytes(save(_tensors(trained), metadata(trained)))
    files = [path, weights]
    if trained.samples:
        files.append(path.with_suffix(".validation.safetensors"))
        files[-1].write_bytes(save(dict(trained.samples), metadata(trained)))
    return files


def check(trained: Trained, path: Path) -> Difference:
    """Run the file in a Python of its own, without Netloom, and compare."""
    tried = cases(trained.project)
    given, answered = path.with_suffix(".cases"), path.with_suffix(".answers")
    inputs = ((n, place, tensor) for n, case in enumerate(tried) for place, tensor in enumerate(case.inputs))
    save_file({f"{n}.{place:04}": tensor for n, place, tensor in inputs}, given)
    run_alone("-c", _CHECK, str(path), str(given), str(answered))
    with safe_open(answered, framework="pt") as answers:
        names = sorted(answers.keys())

        def answer(number: int) -> list[torch.Tensor]:
            return [answers.get_tensor(name) for name in names if int(name.split(".")[0]) == number]

        return compare(trained.compiled, tried, answer)


def self_report(path: Path) -> str:
    """What the file prints when it is run: how good the model is on the samples beside it."""
    return run_alone(str(path)).strip()


def _tensors(trained: Trained) -> dict[str, torch.Tensor]:
    state = trained.compiled.model.state_dict()
    found = {name: value.detach().cpu().clone().contiguous() for name, value in state.items()}
    for name, scale in trained.scales.items():
        found[f"{STATISTICS}{name}.mean"], found[f"{STATISTICS}{name}.std"] = scale.mean, scale.std
    return found
