"""Texts as numbers of characters."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from app.data import load, split
from app.data.sources.text import SONNETS
from app.errors import DataError
from app.graph.data_choice import DataChoice


def choice(path: Path, steps: int = 4) -> DataChoice:
    return DataChoice(source="text", options={"path": path.name, "steps": steps}, split="time", validation=0.25)


def test_pieces_stand_one_behind_the_other_and_the_target_is_one_ahead(tmp_path: Path) -> None:
    path = tmp_path / "t.txt"
    path.write_text("abc abc abc\nabcd", encoding="utf-8")
    data = load(choice(path), path.parent)
    assert data.vocabulary == ("\n", " ", "a", "b", "c", "d")
    assert data.classes["next"] == ("↵", "␣", "a", "b", "c", "d")
    assert [data.text(row) for row in range(len(data))] == ["abc␣", "abc␣", "abc↵"]
    assert data.inputs["text"].dtype == data.targets["next"].dtype == np.int64
    read = "".join(map(data.text, range(3)))
    answers = "".join(data.classes["next"][code] for code in data.targets["next"].ravel())
    assert answers == read[1:] + "a"
    assert not data.is_table()
    assert data.characters(0) == "abc " and data.codes("abc ").tolist() == data.inputs["text"][0].tolist()
    with pytest.raises(DataError, match=r"t\.txt: 'x', 'é' is none of the 6 characters"):
        data.codes("axbéx")


def test_by_time_the_end_of_the_text_is_held_out(tmp_path: Path) -> None:
    path = tmp_path / "t.txt"
    path.write_text("abcdefgh" * 4 + "!", encoding="utf-8")
    chosen = choice(path)
    parts = split(load(chosen, tmp_path), chosen)
    assert parts.train.tolist() == list(range(6)) and parts.validation.tolist() == [6, 7]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"abc", "t.txt has 3 characters, a sample of 4 needs 5"),
        (b"abc \xff abc", r"t.txt is no UTF-8 text \(byte 4\): save it as UTF-8"),
        ("".join(chr(0x4E00 + code) for code in range(5001)).encode(), "5,001 different characters, at most 5,000"),
    ],
)
def test_what_cannot_be_read_is_told(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "t.txt"
    path.write_bytes(content)
    with pytest.raises(DataError, match=message):
        load(choice(path), path.parent)


def test_the_sonnets_are_154_and_come_back_from_their_numbers() -> None:
    text = SONNETS.read_text(encoding="utf-8")
    assert len(text.split("\n\n")) == 154
    data = load(DataChoice(source="sonnets", options={"steps": 64}))
    read = "".join(map(data.text, range(len(data)))).replace("↵", "\n").replace("␣", " ")
    assert read == text[: len(read)] and len(text) - len(read) <= 64
