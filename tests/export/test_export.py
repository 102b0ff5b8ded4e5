"""Every format gives the live model's numbers, or nothing is left behind."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file

from app.compile.bindings import bindings_of
from app.compile.module import compile_project
from app.data.prepare import prepare
from app.errors import RunError, UsageError
from app.export import verify
from app.export.export import export
from app.export.formats import FORMATS
from app.export.trained import Trained, trained_from
from app.graph.data_choice import DataChoice
from app.training.evaluate import evaluate
from tests.compile.drawings import draw


@pytest.mark.parametrize("format", [each.name for each in FORMATS])
def test_every_format_is_checked_and_the_check_lies_beside_it(digits: Trained, format: str, tmp_path: Path) -> None:
    before = torch.get_rng_state()
    report = export(digits, format, tmp_path / "digits")
    assert torch.equal(before, torch.get_rng_state()), "the global generator belongs to training"
    assert report.path.exists() and report.difference <= 1e-5
    assert re.fullmatch(r"max difference \S+ over batches 1, 2, 7; pictures of 8×8 only", report.sentence)
    record = json.loads((tmp_path / f"{report.path.name}.check.json").read_text(encoding="utf-8"))
    assert record["max_difference"] == report.difference
    assert record["batches"] == [1, 2, 7] and record["seeds"] == [0, 1, 2]
    assert record["picture_sizes"] == ["8×8"] and not record["any_picture_size"]
    assert sorted(each.name for each in tmp_path.iterdir()) == sorted(each.name for each in report.files)


def test_the_python_file_alone_has_the_same_validation_accuracy(digits: Trained, tmp_path: Path) -> None:
    prepared = prepare(digits.project.data, bindings_of(digits.project))
    expected = evaluate(digits.compiled, prepared.validation)
    report = export(digits, "python", tmp_path / "digits.py")
    done = subprocess.run(
        [sys.executable, "-I", str(report.path)], capture_output=True, text=True, check=True, cwd=tmp_path
    )
    assert done.stdout.strip() == report.judgement
    assert expected.accuracy is not None
    right = round(expected.accuracy * len(prepared.validation))
    assert done.stdout.startswith(f"output: accuracy {expected.accuracy:.2%} ({right} of {len(prepared.validation)})")
    text = report.path.read_text(encoding="utf-8")
    assert "netloom" not in text.replace("Netloom", "") and "import numpy" not in text


def test_the_python_file_is_what_ruff_would_write(digits: Trained, tmp_path: Path) -> None:
    report = export(digits, "python", tmp_path / "digits.py")
    for arguments in (["check", "--select", "E,F,W,I,UP,B"], ["format", "--diff"]):
        done = subprocess.run(
            [sys.executable, "-m", "ruff", *arguments, "--isolated", "--no-cache", str(report.path)],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr


def test_regression_comes_back_in_the_units_of_the_source(tmp_path: Path) -> None:
    project = draw(
        ("features", "Input", {"shape": [10]}),
        ("hidden", "Linear", {"out_features": 8}),
        ("tanh", "Tanh", {}),
        ("linear", "Linear", {"out_features": 1}),
        ("answer", "Output", {}),
        ("target", "Target", {"classes": 0}),
        ("loss", "MSELoss", {}),
        links="features > hidden, hidden > tanh, tanh > linear, linear > answer, linear > loss, target > loss.target",
        title="Diabetes",
    )
    project.data = DataChoice(source="diabetes", split="random")
    compiled = compile_project(project, seed=0)
    compiled.train(False)
    prepared = prepare(project.data, bindings_of(project))
    report = export(trained_from(project, compiled, prepared), "python", tmp_path / "diabetes.py")
    found = re.fullmatch(r"answer: mean absolute error (\S+)", report.judgement)
    assert found is not None
    moments = next(iter(prepared.statistics.targets.values()))
    with torch.inference_mode():
        errors = compiled.model(*prepared.validation.inputs).reshape(-1) - prepared.validation.targets[0]
    assert float(found[1]) == pytest.approx(float(errors.abs().mean()) * float(moments.std.item()), rel=1e-4)


def test_weights_have_the_names_of_the_nodes(digits: Trained, tmp_path: Path) -> None:
    report = export(digits, "safetensors", tmp_path / "weights.safetensors")
    assert report.difference == 0.0
    weights = load_file(report.path)
    assert sorted(weights) == sorted(digits.compiled.root.state_dict())
    with safe_open(report.path, framework="pt") as file:
        assert file.metadata()["project"] == "Digits CNN"


def test_all_formats_of_one_name_stand_side_by_side(digits: Trained, tmp_path: Path) -> None:
    """The weights of the Python file are not those of the safetensors export: it also keeps means and spreads."""
    report = export(digits, "python", tmp_path / "model.py")
    export(digits, "safetensors", tmp_path / "model.safetensors")
    export(digits, "onnx", tmp_path / "model.onnx")
    done = subprocess.run([sys.executable, "-I", str(report.path)], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == report.judgement, done.stderr


def test_onnx_takes_any_batch(digits: Trained, tmp_path: Path) -> None:
    import onnxruntime

    report = export(digits, "onnx", tmp_path / "digits.onnx")
    session = onnxruntime.InferenceSession(str(report.path), providers=["CPUExecutionProvider"])
    for batch in (1, 5, 64):
        (given,) = session.run(["output"], {"image": torch.zeros(batch, 1, 8, 8).numpy()})
        assert given.shape == (batch, 10)


def test_a_difference_leaves_nothing_behind(digits: Trained, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = verify.live_answers
    monkeypatch.setattr(
        "app.export.verify.live_answers",
        lambda *given: [[tensor + 0.01 for tensor in answers] for answers in real(*given)],
    )
    with pytest.raises(RunError, match=r"was not kept: max difference .* at most 1e-05 was expected"):
        export(digits, "safetensors", tmp_path / "weights.safetensors")
    assert list(tmp_path.iterdir()) == []


def test_files_that_belong_together_are_kept_together(digits: Trained, tmp_path: Path) -> None:
    export(digits, "safetensors", tmp_path / "net")
    before = {each: each.read_bytes() for each in tmp_path.iterdir()}
    record = tmp_path / "net.safetensors.check.json"
    del before[record]
    record.unlink()
    record.mkdir()  # nothing can take its place
    with pytest.raises(RunError, match="cannot be written"):
        export(replace(digits, note="another run"), "safetensors", tmp_path / "net")
    record.rmdir()
    assert {each: each.read_bytes() for each in tmp_path.iterdir()} == before


def test_weights_that_can_be_trained_are_compared_in_silence(recwarn: pytest.WarningsRecorder) -> None:
    weights = torch.ones(2, requires_grad=True)
    assert verify.largest_difference([[weights]], lambda _: [weights * 2]) == 1
    assert not recwarn.list


def test_not_a_number_is_a_difference() -> None:
    one = [torch.tensor([1.0, float("nan")])]
    assert verify.largest_difference([one], lambda _: [torch.tensor([1.0, 2.0])]) == float("inf")
    assert verify.largest_difference([one], lambda _: one) == 0
    assert verify.largest_difference([one], lambda _: []) == float("inf")


def test_difference_is_relative_to_large_numbers_only() -> None:
    def measure(live: float, exported: float) -> float:
        return verify.largest_difference([[torch.tensor([live])]], lambda _: [torch.tensor([exported])])

    assert measure(1000.0, 1001.0) == pytest.approx(1e-3)
    assert measure(1e-3, 2e-3) == pytest.approx(1e-3)


def test_unknown_formats_and_folders(digits: Trained, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="expected one of python, safetensors, onnx"):
        export(digits, "pickle", tmp_path / "x")
    (tmp_path / "file").write_text("")
    with pytest.raises(RunError, match="cannot be written"):
        export(digits, "safetensors", tmp_path / "file" / "weights")


def test_without_samples_the_file_is_still_complete(digits: Trained, tmp_path: Path) -> None:
    report = export(replace(digits, samples={}, scales={}), "python", tmp_path / "bare.py")
    assert report.judgement == "" and "VALIDATION" not in report.path.read_text(encoding="utf-8")


def test_the_live_model_keeps_its_mode(digits: Trained, tmp_path: Path) -> None:
    digits.compiled.train(True)
    export(digits, "onnx", tmp_path / "a.onnx")
    assert digits.compiled.root.training and digits.compiled.root.get_submodule("dropout").training
    digits.compiled.train(False)


def test_the_pt2_file_alone_is_the_network_again(digits: Trained, tmp_path: Path) -> None:
    """As somebody opens it who has PyTorch and nothing else."""
    path = export(digits, "pt2", tmp_path / "digits").path
    pictures = torch.randn(5, 1, 8, 8, generator=torch.Generator().manual_seed(3))
    save_file({"pictures": pictures}, tmp_path / "in.safetensors")
    code = (
        "import sys, torch; from safetensors.torch import load_file, save_file; "
        "pictures = load_file(sys.argv[2])['pictures']; "
        "save_file({'y': torch.export.load(sys.argv[1]).module()(pictures).detach()}, sys.argv[3])"
    )
    files = [str(path), str(tmp_path / "in.safetensors"), str(tmp_path / "out.safetensors")]
    subprocess.run([sys.executable, "-I", "-c", code, *files], check=True)
    with torch.inference_mode():
        expected = digits.compiled.model.eval()(pictures)
    assert torch.allclose(load_file(files[2])["y"], expected, atol=1e-6)
