"""No script is called done before it gave Netloom's own samples and loss, in a Python of its own."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors import safe_open

from app.compile.bindings import bindings_of
from app.compile.empty import compile_with_weights
from app.data.prepare import Part, prepare_dataset
from app.errors import RunError
from app.export.alone import run_alone
from app.export.script.brief import Brief
from app.export.verify import TOLERANCE, Difference
from app.training.evaluate import evaluation_mode

SAMPLES = 32
"""Samples of the training part that the loss is compared on."""

_CHECK = """
import hashlib, json, runpy, sys
import torch
from safetensors.torch import save_file
space = runpy.run_path(sys.argv[1], run_name="script")
data = [space["DATA"]] if "DATA" in space else []
if len(sys.argv) > 5:
    data = [space["Path"](sys.argv[5])]
loaded = space["load_data"](*data, torch.device("cpu"))
parts = loaded[0] if isinstance(loaded, tuple) else loaded
sums = [[hashlib.sha256(each.numpy().tobytes()).hexdigest() for each in part.tensors] for part in parts]
torch.manual_seed(space["SEED"])
model = space[sys.argv[3]]()
tensors = {name: value.contiguous() for name, value in model.state_dict().items()}
some = space["TensorDataset"](*(each[:int(sys.argv[4])] for each in parts[0].tensors))
spread = [loaded[1]] if isinstance(loaded, tuple) else []
loss = space["evaluate"](model, some, *spread)["loss"]
save_file(tensors, sys.argv[2], {"found": json.dumps({"sums": sums, "loss": loss})})
"""


@dataclass(frozen=True, slots=True)
class Agreement:
    """What was compared: sizes of the parts, and the largest difference of the loss."""

    sizes: tuple[int, ...]
    difference: Difference

    @property
    def sentence(self) -> str:
        """``same samples (1,527 and 270), same loss`` and by how much it differs, where it does."""
        shown = " and ".join(f"{size:,}" for size in self.sizes)
        apart = self.difference.largest
        return (
            f"reads the same samples as here ({shown}), {'same loss' if not apart else f'loss differs by {apart:.1g}'}"
        )


def check(brief: Brief, path: Path, data: Path | None = None) -> Agreement:
    """Run the script's functions, without Netloom, and compare samples, bit for bit, and the loss.

    Raises:
        RunError: it does not run, or does something else.
    """
    answers = path.with_suffix(".answers")
    extra = [str(data)] if data is not None else []
    run_alone("-c", _CHECK, str(path), str(answers), brief.source.class_name, str(SAMPLES), *extra)
    with safe_open(answers, framework="pt") as file:
        found = json.loads((file.metadata() or {})["found"])
        weights = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118  (no mapping)
    project = brief.project
    prepared = prepare_dataset(brief.dataset, project.data, bindings_of(project))
    parts = [part for part in (prepared.train, prepared.validation, prepared.test) if len(part)]
    if found["sums"] != [_sums(part) for part in parts]:
        raise RunError(
            f"the script was not kept: it would read other samples from {brief.dataset.title} than Netloom does; "
            "tidy the file (blank rows, blanks around names), or save it as Parquet"
        )
    loss = _loss(brief, weights, parts[0].subset(torch.arange(min(SAMPLES, len(parts[0])))))
    difference = Difference(abs(loss - found["loss"]) / max(1.0, abs(loss)), (), ())
    if not difference.passed:
        raise RunError(
            f"the script was not kept: its loss differs by {difference.largest:.1g}, at most {TOLERANCE:g} was expected"
        )
    return Agreement(tuple(len(part) for part in parts), difference)


def _sums(part: Part) -> list[str]:
    tensors = (*part.inputs, *part.targets)
    return [hashlib.sha256(each.contiguous().numpy().tobytes()).hexdigest() for each in tensors]


def _loss(brief: Brief, weights: dict[str, torch.Tensor], part: Part) -> float:
    """Netloom's own loss of these samples, in evaluation mode."""
    compiled = compile_with_weights(brief.project, weights)
    with evaluation_mode(compiled):
        return float(compiled.loss(part.inputs, part.targets))
