"""`deepen` and `widen` leave a project and weights that `train --from` goes on with."""

from __future__ import annotations

import json
from pathlib import Path

from app.cli.growing import _keep_data
from app.graph.data_choice import DataChoice
from app.graph.files.storage import load, resolve, save
from tests.cli.conftest import Command


def test_deepen_widen_and_train_on(command: Command, trained: Path, tmp_path: Path) -> None:
    deep, wide, run = tmp_path / "deep.netloom", tmp_path / "wide.netloom", tmp_path / "run"
    done = command("deepen", "digits-logistic", "--run", trained, "--at", "flatten_1", "--out", deep)
    assert done.code == 0, done.error
    assert "outputs differ by at most 0 in evaluation mode and 0 in training mode" in done.out
    assert "2 tensors kept, 4 new\n  new: " in done.out
    (block,) = load(deep).blocks.values()
    assert block.name == "Residual"
    start = tmp_path / "deep.start.safetensors"
    place = ("--in", "Residual", "--at", "linear_1", "--to", "80")
    refused = command("widen", deep, "--from", start, *place, "--out", wide)
    assert refused.code == 2 and "joins it with a tensor that keeps its size" in refused.error and not wide.exists()
    done = command("train", deep, "--run", run, "--from", start, "--epochs", "1", "--device", "cpu")
    assert done.code == 0, done.error
    assert "2 kept, 0 grown, 4 new, 0 left" in done.out
    assert len(json.loads((run / "run.json").read_text(encoding="utf-8"))["start"]["new"]) == 4


def test_places_that_do_not_exist_are_told(command: Command, trained: Path, tmp_path: Path) -> None:
    out = ("--run", trained, "--out", tmp_path / "new.netloom")
    for at, reason in (
        ("nowhere", "expects the name of a node, got 'nowhere'"),
        ("flatten_1->output", "from flatten_1 lead flatten_1->linear_1"),
        ("output", "one output that leads on"),
    ):
        done = command("deepen", "digits-logistic", "--at", at, *out)
        assert done.code == 2 and reason in done.error
    done = command("widen", "digits-logistic", "--at", "linear_1", *out)
    assert done.code == 2 and "linear_1 cannot be widened: output (Output) behind it needs" in done.error
    done = command("widen", "digits-logistic", "--at", "linear_1", "--in", "Nothing", *out)
    assert done.code == 2 and "--in expects the name of a block" in done.error
    assert not (tmp_path / "new.netloom").exists()


def test_a_start_that_fits_nothing_leaves_no_folder(command: Command, trained: Path, tmp_path: Path) -> None:
    done = command("train", "moons-mlp", "--run", tmp_path / "run", "--from", trained)
    assert done.code == 1 and "none of the weights from logistic, best weights fits the drawing" in done.error
    assert not (tmp_path / "run").exists()
    done = command("train", "digits-logistic", "--run", trained, "--resume", "--from", trained)
    assert done.code == 2 and "it takes no --from" in done.error


def test_what_is_read_is_not_replaced(command: Command, trained: Path, tmp_path: Path) -> None:
    own = tmp_path / "own.netloom"
    save(load(resolve("digits-logistic")), own)
    before = own.read_bytes()
    done = command("deepen", own, "--run", trained, "--at", "flatten_1", "--out", own)
    assert done.code == 2 and "would replace what is read" in done.error
    assert own.read_bytes() == before and not (tmp_path / "own.start.safetensors").exists()


def test_a_data_file_is_found_from_another_folder(tmp_path: Path) -> None:
    project = load(resolve("digits-logistic"))
    project.data = DataChoice(source="csv", options={"path": "own.csv"})
    _keep_data(project, tmp_path / "here", tmp_path / "there")
    assert Path(project.data.options["path"]) == (tmp_path / "here" / "own.csv").resolve()
    _keep_data(project, tmp_path / "here", tmp_path / "there")
    assert Path(project.data.options["path"]) == (tmp_path / "here" / "own.csv").resolve()
