"""Running commands in this process, and a run to look at."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from app.cli.main import run


class Result(NamedTuple):
    """What a command left behind."""

    code: int
    out: str
    error: str


Command = Callable[..., Result]


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str]) -> Command:
    """Run one command: ``command("check", "digits-cnn").out``."""

    def call(*argv: object) -> Result:
        capsys.readouterr()
        code = run([str(argument) for argument in argv])
        captured = capsys.readouterr()
        return Result(code, captured.out, captured.err)

    return call


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A short run of the logistic regression, with a test part."""
    folder = tmp_path_factory.mktemp("runs") / "logistic"
    settings = ("--set", "training.threads=1", "--set", "data.test=0.1", "--device", "cpu", "--epochs", "3")
    assert run(["train", "digits-logistic", "--run", str(folder), *settings]) == 0
    return folder
