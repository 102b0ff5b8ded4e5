"""A project reads its own folder and what the person chose, nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.data.paths import is_permitted, limit_size, locate, permit, permit_named, portable
from app.errors import DataError
from app.home import home


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    """The project's folder with a file in it, and a file elsewhere."""
    base = tmp_path / "project"
    (base / "data").mkdir(parents=True)
    (base / "data" / "t.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    secret = tmp_path / "elsewhere" / "secret.csv"
    secret.parent.mkdir()
    secret.write_text("a,b\n1,2\n", encoding="utf-8")
    return base, secret


def test_inside_the_project(folders: tuple[Path, Path]) -> None:
    base, _ = folders
    assert locate("data/t.csv", base) == base / "data" / "t.csv"
    assert locate(str(base / "data" / "t.csv"), base) == base / "data" / "t.csv"
    assert portable(base / "data" / "t.csv", base) == "data/t.csv"


def test_outside_only_once_chosen(folders: tuple[Path, Path]) -> None:
    base, secret = folders
    for text in (str(secret), "../elsewhere/secret.csv"):
        with pytest.raises(DataError, match="was not chosen on this computer"):
            locate(text, base)
    permit(secret)
    assert is_permitted(secret)
    assert locate(str(secret), base) == secret
    assert portable(secret, base) == str(secret)
    permit(secret.parent)
    assert locate(str(secret.parent), None) == secret.parent


def test_what_a_command_names_is_chosen(folders: tuple[Path, Path]) -> None:
    base, secret = folders
    permit_named("../elsewhere/secret.csv", base)
    assert locate("../elsewhere/secret.csv", base) == secret
    for text in ("", "//server/share", "http://host/a.csv"):
        permit_named(text, base)
    assert not is_permitted(base)


def test_a_link_does_not_lead_out(folders: tuple[Path, Path]) -> None:
    base, secret = folders
    link = base / "innocent.csv"
    try:
        link.symlink_to(secret)
    except OSError:
        pytest.skip("this system makes no links")
    with pytest.raises(DataError, match="was not chosen on this computer"):
        locate("innocent.csv", base)


@pytest.mark.parametrize("text", [r"\\server\share\a.csv", "//server/share/a.csv", "http://host/a.csv", "a\0b"])
def test_no_network(text: str, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="is on the network"):
        locate(text, tmp_path)


def test_nothing_chosen_unsaved_or_gone(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no file is chosen yet"):
        locate("", tmp_path)
    with pytest.raises(DataError, match="never saved"):
        locate("t.csv", None)
    with pytest.raises(DataError, match="does not exist"):
        locate("t.csv", tmp_path)


def test_a_broken_list_permits_nothing(tmp_path: Path) -> None:
    home().mkdir(parents=True)
    (home() / "data_paths.json").write_text("{not json", encoding="utf-8")
    assert not is_permitted(tmp_path)
    permit(tmp_path)
    assert is_permitted(tmp_path / "inside")


def test_size_limit(tmp_path: Path) -> None:
    file = tmp_path / "big"
    file.write_bytes(b"0" * 2000)
    limit_size(file, 2000)
    with pytest.raises(DataError, match="at most"):
        limit_size(file, 1999)
    with pytest.raises(DataError, match="is not a file"):
        limit_size(tmp_path, 10)
