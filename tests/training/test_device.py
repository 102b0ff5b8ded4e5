"""What is set for a run in the thread that trains."""

from __future__ import annotations

import pytest
import torch

from app.graph.recipe import Recipe
from app.training import device


def test_the_compiler_front_end_is_there_before_torch_imports_a_part_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """A second thread (the window's warm-up) that imports it meanwhile would find it half made, and the run fail."""
    done: list[str] = []
    monkeypatch.setattr(device, "load_dynamo", lambda: done.append("front end"))
    monkeypatch.setattr(torch, "use_deterministic_algorithms", lambda *_, **__: done.append("torch"))
    with device.settings(Recipe(), torch.get_num_threads()):
        pass
    assert done[0] == "front end" and "torch" in done
