"""Whose Python runs, and when: only a text that somebody has trusted, in exactly these characters."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import torch

from app.compile.check import check
from app.compile.drawing import infer
from app.compile.shapes.engine import ShapeEngine
from app.compile.source.writer import source_of
from app.compile.widening.tensors import widening
from app.errors import ProjectError
from app.graph.changes import make_block, rewrite
from app.graph.edits import apply_all
from app.graph.files.format import dump, parse
from app.graph.project import Project
from app.graph.python_layers import trust
from app.graph.python_layers.layer import CustomLayer
from app.graph.python_layers.text import normal
from nodes import trusted
from tests.graph.layered import GATE, harmful, layered


@pytest.fixture(autouse=True)
def nothing_trusted() -> Iterator[None]:
    before = set(trusted._allowed)
    trusted.withdraw(before)
    yield
    trusted.withdraw(set(trusted._allowed))
    trusted.allow(before)


def _errors(project: Project) -> list[str]:
    return [problem.message for problem in check(project).problems if problem.severity == "error"]


def test_a_strangers_code_never_runs(tmp_path: Path) -> None:
    ran = tmp_path / "ran"
    project = parse(dump(layered(harmful(ran))))
    assert "is Python code of this document that you have not trusted yet" in _errors(project)[0]
    shown = source_of(infer(project)).text
    assert "# own: is Python code of this document" in shown
    assert not ran.exists()
    trust.trust_here(project)
    assert _errors(project) == []
    assert ran.exists()


def test_everything_before_an_untrusted_layer_is_known_and_trusting_it_tells_the_rest() -> None:
    project, engine = layered(), ShapeEngine()
    known = infer(project, engine).flat.shapes
    assert {name for name, _ in known} == {"x", "linear", "label"}
    trust.trust_here(project)
    assert infer(project, engine).flat.shapes["head", "y"].features == 2
    trust.forget(project.layers.values())
    assert ("head", "y") not in infer(project, engine).flat.shapes


def test_trust_is_in_the_text_and_in_nothing_else(tmp_path: Path) -> None:
    project = layered()
    trust.trust_here(project)
    ran = tmp_path / "ran"
    changed = GATE.replace("self.rate = rate", f"self.rate = rate; open({str(ran)!r}, 'w').close()")
    apply_all(project, rewrite(project, "own_layer", changed))
    assert "not trusted yet" in _errors(project)[0]
    other = layered(changed)  # another document with the same ids and class names
    assert "not trusted yet" in _errors(other)[0]
    assert not ran.exists()
    trust.trust_here(other)
    assert trusted.class_of(other.layers["own_layer"].sha256) is not trusted.class_of(CustomLayer("a", GATE).sha256)


def test_a_node_cannot_name_the_trusted_text_of_another_layer() -> None:
    project = layered()
    trust.trust_here(project)
    text = dump(project)
    stranger = text.replace('"class Gated(nn.Module):"', '"class Gated(nn.Module):  # other"')
    with pytest.raises(Exception, match="expects the text and ports of the Python layer Gated"):
        parse(stranger)


def test_what_a_person_trusts_is_remembered(own_home: Path) -> None:
    project = layered()
    trust.trust(project.layers.values())
    assert (own_home / trust.FILE).read_text() == project.layers["own_layer"].sha256 + "\n"
    trusted.withdraw([project.layers["own_layer"].sha256])  # another process
    assert trust.untrusted(project) == [project.layers["own_layer"]]
    trust.remember()
    assert trust.untrusted(project) == []
    trust.forget(project.layers.values())
    assert (own_home / trust.FILE).read_text() == ""


def test_a_damaged_list_trusts_nothing(own_home: Path) -> None:
    own_home.mkdir()
    (own_home / trust.FILE).write_bytes(b"\xff\xfe not a list")
    trust.remember()
    assert trust.untrusted(layered())


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            "from torch import Tensor, nn",
            "import surely_not_here\nfrom torch import Tensor, nn",
            "line 1 of Gated: Mod",
        ),
        ("super().__init__()", "raise SystemExit(3)", "line 11 of Gated: SystemExit: 3"),
        ("nn.Linear(f", "nn.Nothing(f", "line 12 of Gated: AttributeError: module 'torch.nn'"),
        ("return x * self", "return x * self.other * self", "line 16 of Gated: AttributeError: 'Gated' object has no"),
        ("self.linear(x)", "self.linear(x[:, :3])", "line 16 of Gated: RuntimeError: "),
        ("return x *", "return [x] or", "gives a list at y, expected a tensor"),
        ("nn.Linear(features, features)", "nn.LazyLinear(features)", "holds a lazy layer"),
        ("class Gated(nn.Module)", "class Gated(Exception)", "needs Gated to be a class made from nn.Module"),
    ],
)
def test_code_that_fails_is_told_in_one_sentence_with_its_line(old: str, new: str, told: str) -> None:
    project = layered(GATE.replace(old, new))
    trust.trust_here(project)
    (found,) = _errors(project)
    assert told in found
    assert "\n" not in found


def test_a_layer_inside_a_block_is_one_problem_and_follows_the_text() -> None:
    project = layered()
    trust.trust_here(project)
    apply_all(project, make_block(project, ["linear", "own"])[0])
    (block,) = project.blocks.values()
    assert _errors(project) == []
    apply_all(project, rewrite(project, "own_layer", GATE + "  # again"))
    assert project.inside(block.id).graph["own"].node.sha256 == project.layers["own_layer"].sha256  # type: ignore[attr-defined]
    assert len(_errors(project)) == 1


NUMBERS = """
import torch
from torch import Tensor, nn


class Numbers(nn.Module):
    def __init__(self, depth: int = 3) -> None:
        super().__init__()
        self.rates = [each.item() for each in torch.linspace(0, 1, depth)]
        self.linear = nn.Linear(8, 4)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        if x.detach().numpy().max() > 1e6:
            x = x / 2
        return self.linear(x) * sum(self.rates), torch.fft.rfft(x)
"""


def test_code_that_asks_for_numbers_is_measured_with_numbers() -> None:
    project = layered(normal(NUMBERS))
    trust.trust_here(project)
    state = torch.get_rng_state()
    report = check(project, batch=7)
    assert torch.equal(state, torch.get_rng_state())
    shapes, (row,) = report.inference.shapes, [each for each in report.rows if each.name == "own"]
    assert (str(shapes["own", "y1"]), row.parameters) == ("(N, 4)", 36)
    assert (str(shapes["own", "y2"]), shapes["own", "y2"].dtype) == ("(N, 5)", "complex64")
    assert row.figures is not None
    assert row.figures.flops == 2 * 8 * 4
    assert not [each for each in report.problems if each.severity == "error"]


def test_a_receptive_field_behind_code_is_everything() -> None:
    report = check(_trusted(layered()), batch=7)
    (row,) = [each for each in report.rows if each.name == "own"]
    assert row.figures is not None
    assert (row.figures.flops, row.parameters) == (2 * 8 * 8, 72)


def _trusted(project: Project) -> Project:
    trust.trust_here(project)
    return project


def test_widening_stops_at_code() -> None:
    drawing = infer(_trusted(layered()))
    with pytest.raises(ProjectError, match="linear cannot be widened: own behind it is Python code"):
        widening(drawing, "", "linear", 16)
    with pytest.raises(ProjectError, match="own is a Python layer; change its code or its arguments to widen it"):
        widening(drawing, "", "own", 16)


STEPS = """
from torch import Tensor, nn


class Steps(nn.Module):
    def __init__(self, width: int = 6) -> None:
        super().__init__()
        self.first = nn.Linear(8, 12)
        self.row = nn.LSTM(3, width, batch_first=True)

    def forward(self, x: Tensor) -> Tensor:
        return self.row(self.first(x).reshape(-1, 4, 3))[0][:, -1]
"""


def test_steps_inside_a_layer_are_its_own_matter() -> None:
    report = check(_trusted(layered(normal(STEPS))), batch=7)
    assert str(report.inference.shapes["own", "y"]) == "(N, 6)"
    assert not [each for each in report.problems if each.severity == "error"]


def test_forgetting_all_counts_for_texts_trusted_in_this_process_only() -> None:
    project = layered()
    trust.trust_here(project)
    assert not _errors(project)
    trust.forget_all()
    assert trusted.NOT_TRUSTED in _errors(project)[0]
