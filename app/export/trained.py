"""What an export needs: a trained model, the units of its data, and samples to judge it by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor

from app.compile.bindings import bindings_of
from app.compile.empty import compile_with_weights
from app.compile.module import Compiled
from app.data.bindings import Bindings, target_units
from app.data.statistics import Moments
from app.graph.project import Project
from app.training.folder.opening import Weights, load_weights
from app.training.folder.run_folder import IMPORTED

if TYPE_CHECKING:
    from app.data.prepare import Prepared
    from app.training.folder.run_folder import RunFolder

LARGEST_SAMPLES = 16 * 2**20
"""Validation samples beyond this many bytes do not travel with the file; the first that fit do."""


@dataclass(frozen=True, slots=True)
class Scale:
    """Standardisation of one Input or Target: float64 tensors that broadcast over its samples."""

    mean: Tensor
    std: Tensor


@dataclass(frozen=True, eq=False, slots=True)
class Trained:
    """A trained model ready to be taken away.

    Attributes:
        compiled: in evaluation mode, on the CPU; not changed by an export.
        scales: by the name of an Input or Target whose numbers were standardised.
        samples: validation samples in the units of the source, by the name of their Input or Target.
        note: where the weights come from.
    """

    project: Project
    compiled: Compiled
    scales: Mapping[str, Scale] = field(default_factory=dict)
    samples: Mapping[str, Tensor] = field(default_factory=dict)
    note: str = ""


def trained_from(project: Project, compiled: Compiled, prepared: Prepared | None = None, note: str = "") -> Trained:
    """Of a compiled project and the data it was trained on."""
    if prepared is None:
        return Trained(project, compiled, note=note)
    bindings = bindings_of(project)
    return Trained(project, compiled, _scales(prepared, bindings), _samples(prepared, bindings), note)


def trained_run(run: RunFolder, which: Weights = "best") -> Trained:
    """Of a run's own snapshot. May be called from any thread, also while another run trains.

    Imported weights were learned on other data: their numbers have no units and no samples here.

    Raises:
        RunError, DataError, ProjectError: the run has no weights, or its data is gone.
    """
    from app.data.prepare import prepare

    project = run.project()
    compiled = compile_with_weights(project, load_weights(run, which))
    if run.state == IMPORTED:
        return trained_from(project, compiled, note=run.name)
    prepared = prepare(project.data, bindings_of(project), run.base)
    return trained_from(project, compiled, prepared, f"{which} weights of the run {run.name}")


def _scales(prepared: Prepared, bindings: Bindings) -> dict[str, Scale]:
    found: dict[str, Scale] = {}
    dataset, statistics = prepared.dataset, prepared.statistics
    for wanted in bindings.inputs:
        name = dataset.input_name(wanted.field)
        moments = statistics.inputs.get(name)
        if moments is not None and wanted.dtype != "int64" and statistics.standardize:
            found[wanted.name] = _scale(moments, dataset.inputs[name].shape[1:], wanted.sample_shape)
    for target in bindings.targets:
        units = target_units(dataset, statistics, target)
        if units is not None:
            sizes = dataset.targets[dataset.target_name(target.field)].shape[1:]
            found[target.name] = _scale(units, sizes, target.sample_shape)
    return found


def _scale(moments: Moments, sizes: tuple[int, ...], wanted: tuple[int, ...]) -> Scale:
    """Mean and spread in the arrangement of the drawing's samples; one number where all are equal."""
    arrays = [np.broadcast_to(values, sizes).reshape(wanted) for values in (moments.mean, moments.std)]
    mean, std = (values.flat[0] if (values == values.flat[0]).all() else values for values in arrays)
    return Scale(torch.tensor(mean, dtype=torch.float64), torch.tensor(std, dtype=torch.float64))


def _samples(prepared: Prepared, bindings: Bindings) -> dict[str, Tensor]:
    dataset = prepared.dataset
    rows = np.asarray(prepared.validation.rows)
    inputs = [(w.name, dataset.input(w.field), w.sample_shape) for w in bindings.inputs]
    per_sample = sum(array[:1].nbytes for _, array, _ in inputs) or 1
    rows = rows[: LARGEST_SAMPLES // per_sample]
    if not len(rows):
        return {}
    found = {name: torch.from_numpy(array[rows].reshape(len(rows), *sizes)) for name, array, sizes in inputs}
    for wanted, standardised in zip(bindings.targets, prepared.validation.targets, strict=True):
        units = target_units(dataset, prepared.statistics, wanted)
        values = standardised[: len(rows)]
        if units is not None:
            raw = dataset.targets[dataset.target_name(wanted.field)][rows]
            values = torch.from_numpy(raw.reshape(values.shape))
        found[wanted.name] = values.clone()
    return {name: values.contiguous() for name, values in found.items()}
