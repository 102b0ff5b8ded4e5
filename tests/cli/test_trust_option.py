"""``--trust``, and what every command does with code that nobody has trusted."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.graph.changes import set_data, set_params, set_training
from app.graph.edits import apply_all
from app.graph.files.storage import save
from app.graph.project import Project
from app.graph.python_layers import trust
from nodes import trusted
from tests.cli.conftest import Command
from tests.graph.layered import GATE, harmful, layered


@pytest.fixture(autouse=True)
def nothing_trusted() -> Iterator[None]:
    before = set(trusted._allowed)
    trusted.withdraw(before)
    yield
    trusted.withdraw(set(trusted._allowed))
    trusted.allow(before)


def moons(code: str) -> Project:
    """A project that could train, with a layer of this text."""
    project = layered(code)
    edits = [
        *set_data(project, source="blobs", options={"samples": 60, "centers": 2}),
        *set_params(project, ["x"], shape=[2]),
    ]
    apply_all(project, [*edits, *set_training(project, epochs=1, threads=1, device="cpu")])
    return project


@pytest.mark.parametrize(
    "arguments",
    [
        ["check"],
        ["check", "--json"],
        ["train", "--run", "RUN"],
        ["export", "--format", "script", "--out", "out.py"],
        ["screenshot", "--out", "out.png"],
    ],
    ids=lambda arguments: " ".join(arguments[:2]),
)
def test_a_strangers_code_never_runs(arguments: list[str], command: Command, tmp_path: Path) -> None:
    ran, file = tmp_path / "ran", tmp_path / "stranger.netloom"
    save(moons(harmful(ran)), file)
    name, *options = arguments
    options = [str(tmp_path / each) if each in ("RUN", "out.py", "out.png") else each for each in options]
    done = command(name, file, *options)
    assert not ran.exists()
    assert done.code == (0 if name == "screenshot" else 1)
    if name != "screenshot":
        assert "own is Python code of this document that you have not trusted yet" in done.error + done.out
    if name == "check":
        assert command(name, file, *options, "--trust").code == 0
        assert ran.exists()
        assert not trust.list_file().exists()  # for this one process


def test_a_network_with_python_trains_and_judges(command: Command, tmp_path: Path) -> None:
    file, run = tmp_path / "own.netloom", tmp_path / "run"
    save(moons(GATE), file)
    assert "'depth' is no argument of Gated" in command("train", file, "--run", run, "--set", "own.depth=1").error
    assert command("train", file, "--run", run, "--trust", "--set", "own.rate=0.25").code == 0
    trusted.withdraw(set(trusted._allowed))  # another process
    refused = command("evaluate", file, "--run", run)
    assert refused.code == 1
    assert "you have not trusted yet" in refused.error
    assert command("evaluate", file, "--run", run, "--trust").code == 0
    trust.trust(moons(GATE).layers.values())
    trusted.withdraw(set(trusted._allowed))
    assert command("evaluate", file, "--run", run).code == 0  # the person's own list


def test_code_that_fails_in_training_is_one_sentence(command: Command, tmp_path: Path) -> None:
    file = tmp_path / "own.netloom"
    broken = GATE.replace(
        "        return x *", "        assert not self.training, 'only for answers'\n        return x *"
    )
    save(moons(broken), file)
    done = command("train", file, "--run", tmp_path / "run", "--trust")
    assert done.code == 1
    assert "error: a Python layer fails in line 16 of Gated: AssertionError: only for answers\n" in done.error
