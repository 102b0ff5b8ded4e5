"""A folder per class."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from app.data.dataset import Dataset
from app.data.sources import source
from app.data.sources.image_folder import read_picture
from app.errors import DataError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, colour in (("cat", (255, 0, 0)), ("dog", (0, 0, 255))):
        (tmp_path / "pets" / name).mkdir(parents=True)
        for index in range(3):
            Image.new("RGB", (20, 10), colour).save(tmp_path / "pets" / name / f"{index}.png")
    return tmp_path


def read(folder: Path, **options: object) -> Dataset:
    return source("images").load({"path": "pets", **options}, folder)


def test_classes_and_values(folder: Path) -> None:
    (folder / "pets" / "cat" / "notes.txt").write_text("x", encoding="utf-8")
    data = read(folder, size=8)
    assert data.inputs["image"].shape == (6, 3, 8, 8)
    assert data.classes == {"class": ("cat", "dog")}
    assert data.targets["class"].tolist() == [0, 0, 0, 1, 1, 1]
    assert data.inputs["image"][0, :, 4, 4].tolist() == [1, 0, 0]
    assert data.notes == ("1 files are no pictures, or links, and are left out.",)
    assert read(folder, size=8, channels="gray").inputs["image"].shape == (6, 1, 8, 8)


def test_the_bad_file_is_named(folder: Path) -> None:
    (folder / "pets" / "dog" / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\nrubbish")
    with pytest.raises(DataError, match=r"broken\.png is no readable picture"):
        read(folder)


def test_one_class_is_not_enough(folder: Path) -> None:
    for file in (folder / "pets" / "dog").iterdir():
        file.unlink()
    with pytest.raises(DataError, match="at least two folders"):
        read(folder)


def test_too_many_bytes(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.data.sources.image_folder.MAX_BYTES", 1000)
    with pytest.raises(DataError, match="choose a smaller size"):
        read(folder)


def test_a_bomb_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.data.sources.image_folder.MAX_PIXELS", 100)
    with pytest.raises(DataError, match="too many to read"):
        read(folder)


def test_links_are_not_followed(folder: Path) -> None:
    try:
        (folder / "pets" / "cat" / "link.png").symlink_to(folder / "pets" / "dog" / "0.png")
    except OSError:
        pytest.skip("this system makes no links")
    assert len(read(folder)) == 6


def test_modes_of_pictures(tmp_path: Path) -> None:
    deep = np.full((4, 4), 65535, np.uint16)
    Image.fromarray(deep).save(tmp_path / "deep.png")
    assert read_picture(tmp_path / "deep.png", (4, 4), 1).max() == 1
    Image.new("RGBA", (4, 4), (0, 0, 0, 0)).save(tmp_path / "clear.png")
    assert read_picture(tmp_path / "clear.png", (4, 4), 3).min() == 1
    Image.new("L", (9, 5), 51).save(tmp_path / "gray.png")
    assert read_picture(tmp_path / "gray.png", (4, 4), 1) == pytest.approx(0.2)
