"""Every kind that a model may hold goes to ONNX and gives the live model's numbers there, or says why it cannot."""

from __future__ import annotations

from pathlib import Path

import pytest
from case import Case
from drawn import drawing
from node_cases import CASES

import nodes
from app.compile.module import compile_project
from app.errors import RunError
from app.export import onnx
from app.export.trained import Trained

TOGETHER = 32
"""Cases in one exported model: an export costs half a second whatever it holds, and 50 ms a case."""

LAYERS = [case for case in CASES if case.node.role == "layer"]
EXPORTED = [case for case in LAYERS if "onnx" not in case.node.explains]
GROUPS = [tuple(EXPORTED[start : start + TOGETHER]) for start in range(0, len(EXPORTED), TOGETHER)]


@pytest.fixture(autouse=True)
def _drawn_sizes_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sizes left open cost an export many times its time, and are `tests/export/test_any_size.py`'s matter."""
    monkeypatch.setattr("app.export.cases.enlarged", lambda _: None)


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: f"{group[0].kind}-to-{group[-1].kind}")
def test_onnx_runtime_gives_the_same_numbers(group: tuple[Case, ...], tmp_path: Path) -> None:
    if _trouble(group, tmp_path):
        assert not {str(case): trouble for case in group if (trouble := _trouble((case,), tmp_path))}


def test_few_kinds_stay_behind_and_say_why() -> None:
    layers = [kind for kind in nodes.kinds() if kind.role == "layer"]
    reasons = [kind.explains["onnx"] for kind in layers if "onnx" in kind.explains]
    assert len(reasons) <= 0.05 * len(layers)
    assert all(len(reason) > 20 and reason.endswith(".") for reason in reasons)


def _trouble(cases: tuple[Case, ...], folder: Path) -> str:
    """What keeps these cases from ONNX, "" where nothing does."""
    project = drawing(cases)
    compiled = compile_project(project, seed=3)
    compiled.train(False)
    trained = Trained(project, compiled)
    try:
        onnx.write(trained, folder / "cases.onnx")
        difference = onnx.check(trained, folder / "cases.onnx")
    except (RunError, RuntimeError) as error:
        return str(error)
    return "" if difference.passed else difference.sentence
