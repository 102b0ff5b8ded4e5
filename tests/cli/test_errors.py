"""Broken projects and wrong usage: one clear line, the right exit code, never a traceback."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.graph.files.storage import bundled, save
from tests.graph.layered import harmful, layered

ROOT = Path(__file__).resolve().parents[2]


def _data() -> dict[str, Any]:
    path = bundled("digits-cnn")
    assert path is not None
    data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return data


def _node(data: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(node for node in data["nodes"] if node["name"] == name)
    return found


def _unknown_kind(data: dict[str, Any]) -> None:
    _node(data, "conv_1")["kind"] = "Conv9d"


def _cycle(data: dict[str, Any]) -> None:
    link = next(link for link in data["links"] if link["to"][0] == "conv_1")
    link["from"] = ["relu_2", "y"]


def _wrong_shape(data: dict[str, Any]) -> None:
    data["links"] = [link for link in data["links"] if link["to"][0] != "linear_1"]
    data["links"].append({"from": ["relu_3", "y"], "to": ["linear_1", "x"]})


def _missing_input(data: dict[str, Any]) -> None:
    data["links"] = [link for link in data["links"] if link["to"][0] != "conv_2"]


def _dangling_loss(data: dict[str, Any]) -> None:
    data["links"] = [link for link in data["links"] if link["to"] != ["loss", "target"]]


def _newer(data: dict[str, Any]) -> None:
    data["version"] = 7


BROKEN: list[tuple[Callable[[dict[str, Any]], None], int, str]] = [
    (_unknown_kind, 2, "nodes[1] (conv_1).kind: unknown node kind 'Conv9d'; did you mean Conv"),
    (_cycle, 2, "conv_1 -> norm_1 -> relu_1 -> conv_2"),
    (_wrong_shape, 1, "linear_1 expects (N, features) or (N, L, features), got (N, "),
    (_missing_input, 1, "conv_2: the input x is not connected"),
    (_dangling_loss, 1, "loss: the input target is not connected"),
    (_newer, 2, "version 7 is newer than 1, which this Netloom reads; update Netloom"),
]


@pytest.mark.parametrize("name", ["check", "train"])
@pytest.mark.parametrize(("spoil", "code", "words"), BROKEN, ids=[spoil.__name__ for spoil, _, _ in BROKEN])
def test_broken_projects(command, tmp_path: Path, name: str, spoil, code: int, words: str) -> None:  # type: ignore[no-untyped-def]
    data = _data()
    spoil(data)
    path = tmp_path / "broken.netloom"
    path.write_text(json.dumps(data), encoding="utf-8")
    more = ("--run", tmp_path / "run") if name == "train" else ()
    _one_line(command(name, path, *more), code, words)
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ('"padding": 1', '"padding": NaN', "(conv_1).params.padding: expected a number of ordinary size, got NaN"),
        ('"kind": "Conv2d"', '"kind": "Conv2d", "kind": "Linear"', "the key 'kind' stands twice in conv_1"),
        ("{", "", "not JSON"),
    ],
)
def test_broken_texts(command, tmp_path: Path, before: str, after: str, words: str) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "broken.netloom"
    path.write_text(json.dumps(_data()).replace(before, after, 1), encoding="utf-8")
    _one_line(command("check", path), 2, words)


def test_200_megabytes(command, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "huge.netloom"
    with path.open("wb") as file:
        file.truncate(200 * 2**20)
    _one_line(command("check", path), 2, "expected a project of at most 8 MB, got 200.0 MB")


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        (("check", "no-such"), "expected a project file or the name of an example"),
        (("check",), "Missing argument 'FILE'"),
        (("frobnicate",), "No such command 'frobnicate'"),
        (("check", "digits-cnn", "--colour"), "No such option"),
        (("train", "digits-cnn"), "Missing option '--run'"),
        (("train", "digits-cnn", "--run", "RUN", "--epochs", "0"), "training.epochs: expected"),
        (("train", "digits-cnn", "--run", "RUN", "--set", "lr=1"), "--set expects SECTION.FIELD=VALUE"),
        (("train", "digits-cnn", "--run", "RUN", "--set", "training.lr=fast"), "training.lr: expected a number"),
        (("train", "digits-cnn", "--run", "RUN", "--set", "nobody.p=1"), "name of a node, got 'nobody'"),
        (("train", "digits-cnn", "--run", "RUN", "--resume", "--seed", "1"), "it takes no --epochs, --seed"),
        (("nodes", "zebra"), "no node kind has 'zebra'"),
        ((), "Missing command"),
    ],
)
def test_wrong_usage(command, tmp_path: Path, argv: tuple[str, ...], words: str) -> None:  # type: ignore[no-untyped-def]
    filled = [str(tmp_path / "run") if argument == "RUN" else argument for argument in argv]
    _one_line(command(*filled), 2, words)


@pytest.mark.parametrize("name", ["evaluate", "predict", "export", "landscape"])
def test_no_run(command, tmp_path: Path, name: str) -> None:  # type: ignore[no-untyped-def]
    more = {"predict": ("1,2",), "export": ("--out", tmp_path / "x"), "landscape": ("--out", tmp_path / "x")}
    result = command(name, "digits-cnn", "--run", tmp_path / "nothing", *more.get(name, ()))
    _one_line(result, 1, "holds no run")


def test_debug_shows_where(command) -> None:  # type: ignore[no-untyped-def]
    result = command("--debug", "check", "no-such")
    assert result.code == 2
    assert "Traceback" in result.error


def test_in_a_process_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "bad.netloom"
    path.write_text("{}", encoding="utf-8")
    done = subprocess.run([sys.executable, "main.py", "check", str(path)], cwd=ROOT, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == 'error: bad.netloom: not a Netloom project: expected an object with "format": "netloom"\n'


def _one_line(result, code: int, words: str) -> None:  # type: ignore[no-untyped-def]
    assert result.code == code, result
    lines = result.error.strip().splitlines()
    assert len(lines) == 1 and lines[0].startswith("error: "), result.error
    assert words in lines[0], lines[0]
    assert "Traceback" not in result.out + result.error


def test_code_that_is_not_trusted_is_told_with_the_option_that_trusts_it(command, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    ran, path = tmp_path / "it ran", tmp_path / "stranger.netloom"
    save(layered(harmful(ran)), path)
    result = command("check", path)
    assert result.code == 1 and not ran.exists()
    assert "read it, then trust it (--trust)" in result.error and "(--trust)" in result.out
