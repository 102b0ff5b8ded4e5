"""A fully convolutional network takes pictures of any size, and so does what is exported of it."""

from __future__ import annotations

import json
from pathlib import Path

import torch

from app.compile.module import compile_project
from app.export.any_size import enlarged
from app.export.export import export
from app.export.trained import Trained, trained_from
from app.graph.project import Project
from tests.compile.drawings import digits_cnn, draw


def fully_convolutional(head: str = "GlobalAvgPool2d") -> Project:
    return draw(
        ("image", "Input", {"shape": [1, 8, 8]}),
        ("digit", "Target", {"classes": 3}),
        ("conv", "Conv2d", {"out_channels": 3, "padding": 1}),
        ("pool", "MaxPool2d", {}),
        ("head", head, {"output_size": 2} if head == "AdaptiveAvgPool2d" else {}),
        ("flat", "Flatten", {}),
        ("linear", "Linear", {"out_features": 3}),
        ("scores", "Output", {}),
        ("loss", "CrossEntropyLoss", {}),
        links="image > conv, conv > pool, pool > head, head > flat, flat > linear, linear > scores, linear > loss, "
        "digit > loss.target",
    )


def trained(project: Project) -> Trained:
    compiled = compile_project(project, seed=0)
    compiled.train(False)
    return trained_from(project, compiled)


def test_the_same_layers_take_larger_pictures() -> None:
    larger = enlarged(fully_convolutional())
    assert larger is not None
    assert larger.graph["id_image"].node.shape == (1, 40, 72)  # type: ignore[attr-defined]


def test_weights_that_depend_on_the_size_do_not() -> None:
    assert enlarged(digits_cnn()) is None


def test_without_a_picture_there_is_nothing_to_enlarge() -> None:
    vector = draw(
        ("x", "Input", {"shape": [4]}), ("linear", "Linear", {}), ("y", "Output", {}), links="x > linear, linear > y"
    )
    assert enlarged(vector) is None


def test_onnx_takes_them_too(tmp_path: Path) -> None:
    import onnxruntime

    model = trained(fully_convolutional())
    report = export(model, "onnx", tmp_path / "model.onnx")
    assert report.sentence.endswith("over batches 1, 2, 7; height and width are open, tried at 8×8 and 40×72")
    record = json.loads((tmp_path / "model.onnx.check.json").read_text(encoding="utf-8"))
    assert record["picture_sizes"] == ["8×8", "40×72"] and record["any_picture_size"]
    session = onnxruntime.InferenceSession(str(report.path), providers=["CPUExecutionProvider"])
    pictures = torch.randn(3, 1, 21, 34)
    (given,) = session.run(None, {"image": pictures.numpy()})
    with torch.inference_mode():
        torch.testing.assert_close(torch.from_numpy(given), model.compiled.model(pictures))


def test_where_onnx_needs_a_size_the_file_takes_the_drawn_one(tmp_path: Path) -> None:
    """Cells of an adaptive pooling are cut at fixed places."""
    project = fully_convolutional("AdaptiveAvgPool2d")
    assert enlarged(project) is not None
    report = export(trained(project), "onnx", tmp_path / "model.onnx")
    assert report.sentence.endswith("over batches 1, 2, 7; pictures of 8×8 only")
    assert "40×72" in export(trained(project), "python", tmp_path / "model.py").sentence


def beside_a_picture(kind: str, shape: list[int], **values: int) -> Project:
    """Scores of a picture and of something else, added."""
    return draw(
        ("picture", "Input", {"shape": [1, 8, 8]}),
        ("other", "Input", {"shape": shape}),
        ("label", "Target", {"classes": 3}),
        ("conv", "Conv2d", {"out_channels": 3}),
        ("pool", "GlobalAvgPool2d", {}),
        ("side", kind, values),
        ("flat", "GlobalAvgPool2d" if len(shape) == 3 else "Flatten", {}),
        ("add", "Add", {}),
        ("y", "Output", {}),
        ("loss", "CrossEntropyLoss", {}),
        links="picture > conv, conv > pool, pool > add, other > side, side > flat, flat > add, add > y, add > loss, "
        "label > loss.target",
    )


def test_two_pictures_may_have_sizes_of_their_own(tmp_path: Path) -> None:
    project = beside_a_picture("Conv2d", [2, 6, 10], out_channels=3)
    assert export(trained(project), "onnx", tmp_path / "model.onnx").any_picture_size


def test_numbers_beside_a_picture_keep_their_length(tmp_path: Path) -> None:
    project = beside_a_picture("Linear", [5], out_features=3)
    assert export(trained(project), "onnx", tmp_path / "model.onnx").any_picture_size
