"""Files on disk: atomic, with earlier versions, and nothing else written."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from app.errors import NetloomError, ProjectError
from app.graph.files import storage
from app.graph.files.format import MAX_BYTES, dump
from app.graph.project import Project


def test_saved_and_loaded(project: Project, tmp_path: Path) -> None:
    path = tmp_path / "ünïcode name.netloom"
    storage.save(project, path)
    assert dump(storage.load(path)) == dump(project) == path.read_bytes().decode()
    assert [each.name for each in tmp_path.iterdir() if each.is_file()] == [path.name]


def test_three_earlier_versions_are_kept(project: Project, tmp_path: Path) -> None:
    path = tmp_path / "net.netloom"
    for number in range(6):
        project.title = f"Version {number}"
        storage.save(project, path)
        storage.save(project, path)
    assert [storage.load(each).title for each in storage.generations(path)] == ["Version 4", "Version 3", "Version 2"]
    assert storage.generations(path)[0].name == "net.netloom.1~"
    assert storage.load(path).title == "Version 5"


@pytest.mark.parametrize("failing", ["fsync", "replace", "write"])
def test_a_failing_save_leaves_the_file(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    path = tmp_path / "net.netloom"
    storage.save(project, path)
    before = path.read_bytes()

    def fail(*arguments: object, **named: object) -> None:
        raise OSError(28, "No space left on device")

    if failing == "write":
        monkeypatch.setattr(Path, "read_bytes", _lying(Path.read_bytes))
    else:
        monkeypatch.setattr(os, failing, fail)
    project.title = "Changed"
    with pytest.raises(NetloomError, match=r"could not be saved.*the file is as it was"):
        storage.save(project, path)
    monkeypatch.undo()
    assert path.read_bytes() == before
    assert not [each for each in tmp_path.iterdir() if each.suffix == ".tmp"]


def _lying(real):  # type: ignore[no-untyped-def]
    """A disk that gives back something else than was written to the temporary file."""
    return lambda path: real(path)[:-1] if path.suffix == ".tmp" else real(path)


@pytest.mark.skipif(os.name != "posix", reason="rights and links of POSIX")
def test_rights_and_links_are_kept(project: Project, tmp_path: Path) -> None:
    real, link = tmp_path / "real.netloom", tmp_path / "link.netloom"
    storage.save(project, real)
    assert real.stat().st_mode & 0o777 != 0o600
    real.chmod(0o640)
    link.symlink_to(real)
    project.title = "Through the link"
    storage.save(project, link)
    assert link.is_symlink()
    assert storage.load(real).title == "Through the link"
    assert real.stat().st_mode & 0o777 == 0o640


def test_bad_files_name_the_file(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match=r"gone.netloom: cannot be read"):
        storage.load(tmp_path / "gone.netloom")
    with pytest.raises(ProjectError, match="cannot be read"):
        storage.load(tmp_path)
    bad = tmp_path / "bad.netloom"
    bad.write_text("{", encoding="utf-8")
    with pytest.raises(ProjectError, match=r"bad.netloom: not JSON"):
        storage.load(bad)
    with bad.open("wb") as file:
        file.truncate(200 * 2**20)
    with pytest.raises(ProjectError, match=f"at most {MAX_BYTES // 2**20} MB, got 200"):
        storage.load(bad)


def test_resolving(project: Project, tmp_path: Path) -> None:
    path = tmp_path / "net.netloom"
    storage.save(project, path)
    assert storage.resolve(path) == storage.resolve(str(path)) == path
    with pytest.raises(ProjectError, match="or the name of an example"):
        storage.resolve("no-such-example")
    with pytest.raises(ProjectError, match="found neither"):
        storage.resolve(tmp_path)
    with pytest.raises(ProjectError, match="found neither"):
        storage.resolve("x" * 5000)
