"""What each command prints and writes."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

import nodes
from app.cli.main import program
from app.cli.names import COMMANDS
from app.graph.changes import set_data
from app.graph.edits import apply_all
from app.graph.files.storage import examples, load, resolve, save
from app.training.folder.run_folder import RunFolder
from app.zoo.catalogue import ENTRIES


def test_the_window_knows_every_command() -> None:
    assert {registered.name for registered in program.registered_commands} == COMMANDS


def test_examples(command) -> None:  # type: ignore[no-untyped-def]
    bundled, networks = (part.splitlines()[1:] for part in command("examples").out.split("\n\n"))
    assert [line.split()[0] for line in bundled] == [each.name for each in examples()]
    assert [line.split()[0] for line in networks] == [each.name for each in ENTRIES]
    assert any("25,557,032 parameters" in line for line in networks if line.startswith("resnet-50"))


def test_nodes(command) -> None:  # type: ignore[no-untyped-def]
    lines = command("nodes").out.splitlines()
    assert len(lines) == len(nodes.kinds())
    (line,) = (line for line in command("nodes", "conv").out.splitlines() if line.startswith("Conv2d"))
    assert "(x) -> y" in line and "out_channels=16" in line and "Slides learned filters" in line
    assert "(x...) -> y" in command("nodes", "concatenate").out


def test_check(command) -> None:  # type: ignore[no-untyped-def]
    result = command("check", "digits-cnn")
    assert result.code == 0
    assert "(N, 24, 8, 8)" in result.out and "no problems" in result.out
    report = json.loads(command("check", "digits-cnn", "--json").out)
    assert report["can_train"] and report["parameters"] > 1000


def test_train_prints_a_line_an_epoch_in_a_pipe(command, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    run = tmp_path / "run"
    settings = ("--set", "training.threads=1", "--set", "linear_1.out_features=4", "--set", "data.options.samples=60")
    result = command("train", "moons-mlp", "--run", run, "--epochs", 2, "--seed", 3, *settings)
    assert result.code == 0, result.error
    assert [line.split()[0] for line in result.out.splitlines()[1:3]] == ["epoch", "epoch"]
    assert "1,527" not in result.out and "val_accuracy" in result.out
    project = RunFolder.open(run).project()
    assert (project.training.seed, project.training.epochs) == (3, 2)
    assert project.graph["linear_1"].node.values()["out_features"] == 4


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """A small table that lies in no project's folder."""
    points = np.random.default_rng(0).normal(size=(60, 2))
    lines = [f"{a:.4f},{b:.4f},{'left' if a < b else 'right'}" for a, b in points]
    path = tmp_path / "elsewhere" / "points.csv"
    path.parent.mkdir()
    path.write_text("\n".join(["a,b,side", *lines]) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize("form", ["absolute", "relative", "all at once"])
def test_a_file_named_by_set_may_be_read(command, table: Path, tmp_path: Path, form: str) -> None:  # type: ignore[no-untyped-def]
    project = tmp_path / "mine" / "moons.netloom"
    project.parent.mkdir()
    save(load(resolve("moons-mlp")), project)
    options = {
        "absolute": f"data.options.path={table}",
        "relative": "data.options.path=../elsewhere/points.csv",
        "all at once": "data.options=" + json.dumps({"path": str(table)}),
    }
    settings = ("--set", "training.threads=1", "--set", "data.source=csv", "--set", options[form])
    result = command("train", project, "--run", tmp_path / "run", "--epochs", 1, *settings)
    assert result.code == 0, result.error


def test_a_file_that_only_the_project_names_stays_closed(command, table: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    project = tmp_path / "mine" / "moons.netloom"
    project.parent.mkdir()
    drawn = load(resolve("moons-mlp"))
    apply_all(drawn, set_data(drawn, source="csv", options={"path": str(table)}))
    save(drawn, project)
    result = command("train", project, "--run", tmp_path / "run", "--set", "data.options.separator=,")
    assert result.code == 1
    assert "was not chosen on this computer" in result.error


def test_a_used_folder_is_refused_without_resume(command, trained: Path) -> None:  # type: ignore[no-untyped-def]
    result = command("train", "digits-logistic", "--run", trained)
    assert result.code == 1
    assert "not empty" in result.error
    again = command("train", "digits-logistic", "--run", trained, "--resume")
    assert again.code == 0
    assert "finished after epoch 3" in again.out


def test_evaluate(command, trained: Path) -> None:  # type: ignore[no-untyped-def]
    result = command("evaluate", "digits-logistic", "--run", trained)
    assert result.code == 0
    assert "accuracy" in result.out and "95 % interval" in result.out and "confusion" in result.out
    assert "note: the drawing or its data changed" in result.error


@pytest.mark.parametrize("name", ["digits-vae", "xor-mlp"])
def test_evaluate_where_the_input_is_the_answer_and_where_it_is_not(command, tmp_path: Path, name: str) -> None:  # type: ignore[no-untyped-def]
    command("train", name, "--run", tmp_path / "run", "--epochs", 1)
    result = command("evaluate", name, "--run", tmp_path / "run")
    assert result.code == 0, result.error
    assert "confusion (rows: true class, columns: predicted)" in result.out


def test_every_opening_of_the_test_part_is_counted(command, trained: Path) -> None:  # type: ignore[no-untyped-def]
    before = int(RunFolder.open(trained).info.get("test_openings", 0))
    first = command("evaluate", "digits-logistic", "--run", trained, "--split", "test")
    second = command("evaluate", "digits-logistic", "--run", trained, "--split", "test", "--weights", "last")
    assert f"opened {before + 1} time" in first.out
    assert f"opened {before + 2} times" in second.out
    assert RunFolder.open(trained).info["test_openings"] == before + 2


def test_predict_files_and_numbers(command, trained: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    from PIL import Image
    from sklearn.datasets import load_digits

    digits = load_digits()
    rows = digits.data[:3] / 16
    np.save(tmp_path / "rows.npy", rows.reshape(3, 1, 8, 8))
    Image.fromarray((255 - digits.images[0] * 15.9).astype(np.uint8)).save(tmp_path / "zero.png")
    typed = ",".join(f"{value:g}" for value in rows[1])
    result = command(
        "predict", "digits-logistic", "--run", trained, tmp_path / "rows.npy", tmp_path / "zero.png", typed
    )
    assert result.code == 0, result.error
    lines = [line.split() for line in result.out.splitlines()]
    assert [line[0] for line in lines[:4]] == ["rows.npy:1", "rows.npy:2", "rows.npy:3", "zero.png"]
    assert [line[1] for line in lines] == ["0", "1", "2", "0", "1"]
    plain = json.loads(command("predict", "digits-logistic", "--run", trained, "--json", typed).out)
    shares = plain[0]["predictions"][0]["probabilities"]
    assert len(shares) == 10
    assert sum(shares.values()) == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize(
    ("text", "words"), [("1,2", "row 1 has 2 values, expected 64"), ("zero.gif", "expected a file")]
)
def test_inputs_that_do_not_fit(command, trained: Path, text: str, words: str) -> None:  # type: ignore[no-untyped-def]
    result = command("predict", "digits-logistic", "--run", trained, text)
    assert result.code == 1
    assert words in result.error


def test_a_row_may_begin_with_a_minus(command, trained: Path) -> None:  # type: ignore[no-untyped-def]
    row = ",".join(["-0.5"] * 64)
    result = command("predict", "digits-logistic", "--run", trained, row)
    assert result.code == 0, result.error


@pytest.mark.parametrize("plane", ["pca", "random"])
def test_landscape(command, trained: Path, tmp_path: Path, plane: str) -> None:  # type: ignore[no-untyped-def]
    out = tmp_path / "pictures"
    result = command("landscape", "digits-logistic", "--run", trained, "--plane", plane, "--grid", 5, "--out", out)
    assert result.code == 0, result.error
    assert "cosine of the directions" in result.out
    assert ("explained variance" in result.out) == (plane == "pca")
    assert (out / f"landscape-{plane}.png").stat().st_size > 10_000
    with np.load(out / f"landscape-{plane}.npz") as archive:
        assert archive["loss"].shape == (5, 5)


@pytest.mark.parametrize("format", ["python", "safetensors", "onnx", "pt2"])
def test_export(command, trained: Path, tmp_path: Path, format: str) -> None:  # type: ignore[no-untyped-def]
    result = command("export", "digits-logistic", "--run", trained, "--format", format, "--out", tmp_path / "model")
    assert result.code == 0, result.error
    assert "difference" in result.out
    assert any(tmp_path.glob("model.*"))


def test_export_of_a_script_needs_no_run(command, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    options = ("--format", "script", "--set", "training.epochs=3", "--out", tmp_path)
    result = command("export", "digits-logistic", *options)
    assert result.code == 0, result.error
    script = tmp_path / "train_digits_logistic_regression.py"
    assert result.out.startswith(f"{script}: reads the same samples as here (1,527 and 270), same loss")
    assert "EPOCHS = 3\n" in script.read_text(encoding="utf-8")


def test_a_network_trained_on_a_text_goes_on_writing(command, trained: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    given = ("predict", "sonnets-gpt", "--run", tmp_path / "run")
    assert command("train", *given[1:], "--epochs", 1, "--set", "data.validation=0.98").code == 0
    how = ("--seed", 1, "--length", 20)
    result = command(*given, "Shall I compare", *how)
    assert result.code == 0, result.error
    assert result.out.startswith("Shall I compare") and len(result.out) == len("Shall I compare") + 20 + 1
    (tmp_path / "begin.txt").write_text("Shall I compare", encoding="utf-8")
    plain = json.loads(command(*given, "--json", tmp_path / "begin.txt", *how, "--temperature", 0.8).out)
    assert plain == [{"prompt": "Shall I compare", "continuation": result.out[15:-1]}]
    assert "none of the 61 characters" in command(*given, "Čau").error
    refused = command("predict", "digits-logistic", "--run", trained, "1,2", *how)
    assert refused.code == 2 and "networks that write" in refused.error
