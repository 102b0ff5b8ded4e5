from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.ui.settings import RECENT, REMEMBERED, Settings, settings_path


def test_settings_come_back_as_they_were_saved() -> None:
    Settings(
        theme="light",
        device="cpu",
        threads=2,
        window=[1, 2, 300, 400],
        splits={"a": [1, 2]},
        unfolded=["Loss"],
        used=["GELU"],
    ).save()
    assert Settings.load() == Settings("light", "cpu", 2, [], [1, 2, 300, 400], {"a": [1, 2]}, ["Loss"], ["GELU"])


def test_nothing_stored_gives_the_defaults() -> None:
    assert Settings.load() == Settings()


@pytest.mark.parametrize("text", ["", "not json", "[]", '{"theme": 3}', '{"threads": 0}', '{"window": [1, 2]}', "null"])
def test_broken_settings_give_the_defaults(text: str) -> None:
    settings_path().parent.mkdir(parents=True)
    settings_path().write_text(text, encoding="utf-8")
    assert Settings.load() == Settings()


def test_one_broken_value_leaves_the_others() -> None:
    settings_path().parent.mkdir(parents=True)
    stored = {
        "theme": "pink",
        "threads": 3,
        "unknown": 1,
        "recent": ["a", 5],
        "unfolded": "Loss",
        "used": [3],
        "device": "cpu",
    }
    settings_path().write_text(json.dumps(stored), encoding="utf-8")
    assert Settings.load() == Settings(threads=3, device="cpu")


def test_recent_files_newest_first_without_doubles(tmp_path: Path) -> None:
    settings = Settings()
    files = [tmp_path / f"{number}.netloom" for number in range(RECENT + 2)]
    for file in [*files, files[3]]:
        file.touch()
        settings.remember(file)
    assert settings.recent_files()[0] == files[3].resolve()
    assert len(settings.recent) == len(set(settings.recent)) == RECENT
    assert Settings.load().recent == settings.recent


def test_files_that_are_gone_are_not_offered(tmp_path: Path) -> None:
    settings = Settings()
    settings.remember(tmp_path / "gone.netloom")
    assert settings.recent_files() == []


def test_a_folder_that_cannot_be_written_is_no_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.touch()
    monkeypatch.setenv("NETLOOM_HOME", str(blocked))
    Settings(theme="dark").save()
    assert Settings.load() == Settings()


def test_the_newest_placements_are_remembered() -> None:
    settings = Settings()
    for kind in ["ReLU", *["GELU"] * REMEMBERED]:
        settings.note_use(kind)
    assert settings.used == ["GELU"] * REMEMBERED
    settings.save()
    assert Settings.load().used == settings.used
