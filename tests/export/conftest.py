"""Trained models to export; made without a run, so that these tests stand alone."""

from __future__ import annotations

import pytest
import torch

from app.compile.bindings import bindings_of
from app.compile.module import compile_project
from app.data.prepare import prepare
from app.export.trained import Trained, trained_from
from tests.compile.drawings import digits_cnn


@pytest.fixture(scope="session")
def digits() -> Trained:
    """A digits classifier after one pass."""
    torch.set_num_threads(1)
    project = digits_cnn()
    compiled = compile_project(project, seed=0)
    prepared = prepare(project.data, bindings_of(project))
    optimizer = torch.optim.AdamW(compiled.parameters(), lr=1e-2)
    compiled.train()
    for rows in torch.arange(len(prepared.train)).split(64):
        optimizer.zero_grad()
        compiled.loss([prepared.train.inputs[0][rows]], [prepared.train.targets[0][rows]]).backward()
        optimizer.step()
    compiled.train(False)
    return trained_from(project, compiled, prepared, "weights of a test")
