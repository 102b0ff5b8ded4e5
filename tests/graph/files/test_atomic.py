"""Files that belong together take their places together, or stay as they were."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from app.graph.files.atomic import write_together


def listed(folder: Path) -> dict[str, bytes]:
    return {each.name: each.read_bytes() for each in folder.iterdir() if each.is_file()}


def test_all_are_written(tmp_path: Path) -> None:
    draft = tmp_path / "draft"
    draft.write_bytes(b"two")
    (tmp_path / "a").write_bytes(b"old")
    write_together({tmp_path / "a": b"one", tmp_path / "b": draft})
    assert listed(tmp_path) == {"a": b"one", "b": b"two", "draft": b"two"}


@pytest.mark.parametrize("links", [True, False])
def test_one_that_cannot_be_placed_takes_the_others_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, links: bool
) -> None:
    (tmp_path / "a").write_bytes(b"old")
    (tmp_path / "c").mkdir()  # a file cannot take the place of a folder
    if not links:
        monkeypatch.setattr(os, "link", lambda *_: (_ for _ in ()).throw(OSError(95, "no second names here")))
    with pytest.raises(OSError):
        write_together({tmp_path / name: b"new" for name in "abc"})
    assert listed(tmp_path) == {"a": b"old"}


def test_nothing_is_placed_before_all_are_written(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")
    with pytest.raises(FileNotFoundError):
        write_together({tmp_path / "a": b"new", tmp_path / "b": tmp_path / "no draft"})
    assert listed(tmp_path) == {"a": b"old"}


def test_what_cannot_be_put_back_is_kept_and_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a").write_bytes(b"old")
    (tmp_path / "b").mkdir()
    real = os.replace

    def once(source: Path, target: Path) -> None:
        if Path(source).suffix == ".former":
            raise PermissionError(13, "in use")
        real(source, target)

    monkeypatch.setattr(os, "replace", once)
    with pytest.raises(OSError, match=r"what a was is kept as \.a\..*\.former"):
        write_together({tmp_path / "a": b"new", tmp_path / "b": b"new"})
    assert sorted(listed(tmp_path).values()) == [b"new", b"old"]
