"""The source gives the numbers of the compiled module, and reads as one would write it."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from hypothesis import given, settings
from torch import nn

from app.compile.module import compile_project
from app.compile.shapes.engine import ShapeEngine
from app.compile.source.writer import Source, write_source
from app.graph.project import Project
from tests.compile.drawings import digits_cnn, draw
from tests.compile.random_drawings import drawings
from tests.compile.test_module import siamese, two_losses


def written(project: Project) -> Source:
    return write_source(project, ShapeEngine().infer(project.graph))


def executed(source: Source) -> dict[str, object]:
    space: dict[str, object] = {"__name__": "exported"}
    exec(compile(source.text, "exported.py", "exec"), space)  # noqa: S102  (our own text, under test)
    return space


def assert_same_numbers(project: Project) -> None:
    compiled = compile_project(project, seed=11)
    source = written(project)
    space = executed(source)
    torch.manual_seed(11)
    model = space[source.class_name]()  # type: ignore[operator]
    assert isinstance(model, nn.Module)
    assert list(model.state_dict()) == list(compiled.root.state_dict())
    for mine, theirs in zip(model.state_dict().values(), compiled.root.state_dict().values(), strict=True):
        assert torch.equal(mine, theirs)
    inputs = [torch.randn(4, *instance.node.shape) for instance in project.graph if instance.kind == "Input"]
    for training in (True, False):
        model.train(training)
        compiled.train(training)
        torch.manual_seed(1)
        expected = compiled.model(*inputs)
        torch.manual_seed(1)
        given_ = model(*inputs)
        pairs = [(expected, given_)] if isinstance(expected, torch.Tensor) else zip(expected, given_, strict=True)
        for one, other in pairs:
            assert torch.equal(one, other)


def sequence() -> Project:
    return draw(
        ("rows", "Input", {"shape": [5, 8]}),
        ("reader", "LSTM", {"hidden_size": 6}),
        ("both", "GRU", {"hidden_size": 6, "bidirectional": True}),
        ("look", "MultiheadAttention", {"num_heads": 2}),
        ("past", "MultiheadAttention", {"num_heads": 2, "causal": True}),
        ("flat", "Flatten", {}),
        ("join", "Concatenate", {}),
        ("scores", "Linear", {"out_features": 3}),
        ("output", "Output", {}),
        ("label", "Target", {"classes": 3}),
        ("loss", "CrossEntropyLoss", {}),
        links="rows > reader, reader.output > look, look > past, past > both, both.output > flat, flat > join,"
        "reader.last > join, both.last > join, join > scores, scores > output, scores > loss, label > loss.target",
    )


@pytest.mark.parametrize("project", [digits_cnn(), siamese(), two_losses(), sequence()], ids=lambda each: each.title)
def test_drawings_of_every_form_give_the_same_numbers(project: Project) -> None:
    assert_same_numbers(project)


def test_it_reads_as_one_would_write_it() -> None:
    text = written(digits_cnn()).text
    assert "        self.conv_1 = nn.Conv2d(1, 8, 3, padding=1)\n" in text
    assert "        x = self.conv_1(image)  # (N, 8, 8, 8)\n" in text
    assert "        x = x.flatten(1)  # (N, 128)\n" in text
    assert (
        "def objective(output: Tensor, label: Tensor) -> Tensor:\n    return F.cross_entropy(output, label)\n" in text
    )


def test_objective_gives_the_total_loss() -> None:
    project = two_losses()
    compiled, space = compile_project(project, seed=0), executed(written(project))
    x, label, amount = torch.randn(5, 6), torch.randint(3, (5,)), torch.randn(5)
    total = space["objective"](*compiled.model(x), label, amount)  # type: ignore[operator]
    assert torch.equal(total, compiled.loss([x], [label, amount]))


def test_every_node_finds_its_lines() -> None:
    project = digits_cnn()
    source = written(project)
    lines = source.text.splitlines()
    for instance in project.graph:
        assert instance.id in source.spans, instance.name
    ((first, last), (used, _)) = source.spans["id_conv_1"]
    assert first == last and lines[first - 1].lstrip().startswith("self.conv_1 =") and "self.conv_1(" in lines[used - 1]
    assert "cross_entropy" in lines[source.spans["id_loss"][0][0] - 1]


def test_initialisation_and_freezing_are_written() -> None:
    project = digits_cnn()
    conv = project.graph["id_conv_1"]
    project.graph.put_instance(replace(conv, initialization="kaiming_normal", frozen=True))
    text = written(project).text
    assert 'nn.init.kaiming_normal_(self.conv_1.weight, nonlinearity="relu")' in text
    assert "nn.init.zeros_(self.conv_1.bias)" in text and "self.conv_1.requires_grad_(False)" in text
    assert_same_numbers(project)


@pytest.mark.parametrize(
    "title",
    ['"""; import os; os.system("x") """', "\\", "3 layers", "class", "", "Tensor", "ünï \n\r\u2028 code", "Maxout"],
)
def test_no_title_reaches_the_source_as_code(title: str) -> None:
    project = digits_cnn()
    project.title = title
    space = executed(written(project))
    assert "os" not in space
    assert_same_numbers(project)


def test_an_incomplete_drawing_gives_what_is_known() -> None:
    project = draw(
        ("image", "Input", {}),
        ("conv", "Conv2d", {}),
        ("linear", "Linear", {}),
        ("stray", "ReLU", {}),
        ("output", "Output", {}),
        links="image > conv, conv > linear, linear > output",
    )
    text = written(project).text
    assert "# linear: expects (N, features)" in text and "raise NotImplementedError" in text
    compile(text, "exported.py", "exec")
    assert "class" in written(Project()).text
    compile(written(Project()).text, "exported.py", "exec")


def ruff(folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "ruff", *arguments, "--isolated", "--no-cache", str(folder)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    return "" if done.returncode == 0 else done.stdout + done.stderr


def wide() -> Project:
    """Names and lists too long for a line."""
    names = [f"a_branch_with_quite_a_long_name_{number}" for number in range(6)]
    links = [f"x > {name}, {name} > joined_together, {name} > summed_up_again" for name in names]
    return draw(
        ("x", "Input", {"shape": [4]}),
        *((name, "Linear", {"out_features": 4}) for name in names),
        ("joined_together", "Concatenate", {}),
        ("summed_up_again", "Add", {}),
        ("first_output", "Output", {}),
        ("second_output", "Output", {}),
        links=", ".join([*links, "joined_together > first_output, summed_up_again > second_output"]),
        title="A title that goes on and on " * 5,
    )


def test_many_outputs_are_annotated_in_one_line(tmp_path: Path) -> None:
    count = 39
    heads = [(f"head_{number}", "Linear", {"out_features": 2}) for number in range(count)]
    ends = [(f"output_{number}", "Output", {}) for number in range(count)]
    links = [f"x > head_{number}, head_{number} > output_{number}" for number in range(count)]
    project = draw(("x", "Input", {"shape": [4]}), *heads, *ends, links=",".join(links))
    assert "def forward(self, x: Tensor) -> tuple[Tensor, ...]:\n" in written(project).text
    (tmp_path / "model.py").write_text(written(project).text, encoding="utf-8", newline="\n")
    assert ruff(tmp_path, "format", "--diff") == ""


def test_what_stands_behind_a_faulty_node_says_so() -> None:
    project = draw(
        ("x", "Input", {"shape": [4]}),
        ("conv", "Conv2d", {"out_channels": 3}),
        ("relu", "ReLU", {}),
        ("sum", "Add", {}),
        ("linear", "Linear", {"out_features": 2}),
        ("output", "Output", {}),
        links="x > conv, conv > relu, relu > sum, linear > sum, sum > output",
    )
    text = written(project).text
    assert "# conv: expects" in text
    assert "# relu: waits for conv\n" in text and "# sum: waits for conv\n" in text
    assert text.count("not connected") == 1 and "# linear: the input x is not connected" in text


def test_ruff_finds_nothing_to_mend(tmp_path: Path) -> None:
    for number, project in enumerate([digits_cnn(), siamese(), two_losses(), wide()]):
        (tmp_path / f"model_{number}.py").write_text(written(project).text, encoding="utf-8", newline="\n")
    assert ruff(tmp_path, "check", "--select", "E,F,W,I,UP,B,SIM") == ""
    assert ruff(tmp_path, "format", "--diff") == ""


def test_ruff_finds_nothing_to_mend_where_our_own_modules_travel(tmp_path: Path) -> None:
    (tmp_path / "model.py").write_text(written(sequence()).text, encoding="utf-8", newline="\n")
    assert ruff(tmp_path, "check", "--select", "E,F,W,I,UP,B") == ""
    assert ruff(tmp_path, "format", "--diff") == ""


@settings(max_examples=10, deadline=None)
@given(drawings())
def test_imports_are_exactly_those_used(project: Project) -> None:
    text = written(project).text
    for name, pattern in (("import torch.nn.functional as F", r"\bF\."), ("import torch\n", r"\btorch\.\w+\(")):
        assert (name in text) == bool(re.search(pattern, text.replace("import torch.nn.functional as F", "")))
