"""Arrays of one's own."""

from __future__ import annotations

import pickle
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.data.dataset import Dataset
from app.data.sources import source
from app.errors import DataError

LABELS = np.arange(12) % 3


def read(folder: Path, arrays: dict[str, Any], **options: object) -> Dataset:
    np.savez(folder / "a.npz", **arrays)
    return source("numpy").load({"path": "a.npz", **options}, folder)


def test_usual_names_are_found(tmp_path: Path) -> None:
    data = read(
        tmp_path, {"images": np.ones((12, 4, 4), np.uint8) * 255, "labels": LABELS}, layout="pictures (N, H, W)"
    )
    assert data.inputs["images"].shape == (12, 1, 4, 4)
    assert data.inputs["images"].max() == 1
    assert data.classes == {"labels": ("0", "1", "2")}


def test_axes_of_colour_pictures(tmp_path: Path) -> None:
    pixels = np.arange(12 * 4 * 5 * 3, dtype=np.float32).reshape(12, 4, 5, 3)
    data = read(tmp_path, {"x": pixels, "y": LABELS}, layout="pictures (N, H, W, C)")
    assert np.array_equal(data.inputs["x"], pixels.transpose(0, 3, 1, 2))


def test_numbers_and_chosen_arrays(tmp_path: Path) -> None:
    arrays = {"first": np.ones((12, 3)), "second": np.linspace(0, 1, 12), "y": LABELS}
    data = read(tmp_path, arrays, input="first", target="second")
    assert data.targets["second"].shape == (12, 1)
    assert data.targets["second"].dtype == np.float32
    assert not data.classes


def test_tokens_stay_whole(tmp_path: Path) -> None:
    data = read(tmp_path, {"x": np.ones((12, 5), np.int32), "y": LABELS}, whole=True)
    assert data.inputs["x"].dtype == np.int64


@pytest.mark.parametrize(
    ("arrays", "options", "message"),
    [
        ({"x": np.ones((12, 2)), "y": LABELS[:5]}, {}, "x has 12 samples and y 5"),
        ({"a": np.ones((12, 2)), "b": LABELS}, {}, "choose the input array of a.npz: it has a, b"),
        ({"x": np.ones((12, 2)), "y": LABELS}, {"target": "z"}, "no array 'z'; it has x, y"),
        ({"x": np.full((12, 2), np.inf), "y": LABELS}, {}, "infinite numbers"),
        ({"x": np.ones((12, 2)), "y": LABELS - 1}, {}, "class numbers from -1 to 1"),
        ({"x": np.ones((12, 2)), "y": LABELS}, {"layout": "pictures (N, H, W)"}, "no pictures"),
        ({"x": np.ones((12, 2)), "y": np.full(12, np.nan)}, {}, "missing or infinite numbers"),
        ({"x": np.array([["a"]] * 12), "y": LABELS}, {}, "not numbers"),
        ({"x": np.ones(12), "y": LABELS}, {}, "features behind it"),
    ],
)
def test_complaints(tmp_path: Path, arrays: dict[str, Any], options: dict[str, object], message: str) -> None:
    with pytest.raises(DataError, match=message):
        read(tmp_path, arrays, **options)


def test_pickles_are_never_loaded(tmp_path: Path) -> None:
    class Bad:
        def __reduce__(self) -> tuple[Any, ...]:
            return (Path.touch, (tmp_path / "run",))

    with pytest.raises(DataError, match="pickled objects, which are never loaded"):
        read(tmp_path, {"x": np.array([[Bad()]], dtype=object), "y": LABELS[:1]})
    (tmp_path / "a.npz").write_bytes(pickle.dumps(Bad()))
    with pytest.raises(DataError):
        source("numpy").load({"path": "a.npz"}, tmp_path)
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize("content", [b"", b"nonsense", b"PK\x03\x04rubbish", b"\x93NUMPY\x01\x00"])
def test_broken_files(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.npz").write_bytes(content)
    with pytest.raises(DataError):
        source("numpy").load({"path": "a.npz"}, tmp_path)


def test_an_archive_that_unpacks_too_large_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.data.sources.numpy_file.MAX_BYTES", 20_000)
    with zipfile.ZipFile(tmp_path / "a.npz", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("x.npy", b"\0" * 100_000)
    with pytest.raises(DataError, match="unpacks to"):
        source("numpy").load({"path": "a.npz"}, tmp_path)
