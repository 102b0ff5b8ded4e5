"""Every kind that a model may hold gives the live model's numbers as .pt2 and as ONNX, or says why ONNX cannot."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest
from case import Case
from drawn import drawing
from node_cases import CASES

import nodes
from app.compile.module import compile_project
from app.errors import RunError
from app.export import onnx, pt2
from app.export.trained import Trained

TOGETHER = 32
"""Cases in one exported model: an export costs half a second whatever it holds, and 50 ms a case."""

LAYERS = [case for case in CASES if case.node.role == "layer"]
EXPORTED = [case for case in LAYERS if "onnx" not in case.node.explains]


def _groups(cases: list[Case]) -> list[tuple[Case, ...]]:
    return [tuple(cases[start : start + TOGETHER]) for start in range(0, len(cases), TOGETHER)]


def _ends(group: tuple[Case, ...]) -> str:
    return f"{group[0].kind}-to-{group[-1].kind}"


@pytest.fixture(autouse=True)
def _drawn_sizes_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sizes left open cost an export many times its time, and are `tests/export/test_any_size.py`'s matter."""
    monkeypatch.setattr("app.export.cases.enlarged", lambda _: None)


@pytest.mark.parametrize("group", _groups(EXPORTED), ids=_ends)
def test_onnx_runtime_gives_the_same_numbers(group: tuple[Case, ...], tmp_path: Path) -> None:
    _require_same_numbers(onnx, group, tmp_path)


@pytest.mark.parametrize("group", _groups(LAYERS), ids=_ends)
def test_the_pt2_file_gives_the_same_numbers(group: tuple[Case, ...], tmp_path: Path) -> None:
    _require_same_numbers(pt2, group, tmp_path)


def test_few_kinds_stay_behind_and_say_why() -> None:
    layers = [kind for kind in nodes.kinds() if kind.role == "layer"]
    reasons = [kind.explains["onnx"] for kind in layers if "onnx" in kind.explains]
    assert len(reasons) <= 0.05 * len(layers)
    assert all(len(reason) > 20 and reason.endswith(".") for reason in reasons)


def _require_same_numbers(format: ModuleType, group: tuple[Case, ...], folder: Path) -> None:
    if _trouble(format, group, folder):
        assert not {str(case): trouble for case in group if (trouble := _trouble(format, (case,), folder))}


def _trouble(format: ModuleType, cases: tuple[Case, ...], folder: Path) -> str:
    """What keeps these cases from being exported so, "" where nothing does."""
    project = drawing(cases)
    compiled = compile_project(project, seed=3)
    compiled.train(False)
    trained, path = Trained(project, compiled), folder / "cases"
    try:
        format.write(trained, path)
        difference = format.check(trained, path)
    except (RunError, RuntimeError) as error:
        return str(error)
    return "" if difference.passed else difference.sentence
