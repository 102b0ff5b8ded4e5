"""JSON from a stranger."""

from __future__ import annotations

import time

import pytest

from app.errors import ProjectError
from app.graph.files.strict_json import read, shown


def test_plain_data_comes_through() -> None:
    assert read('{"a": [1, -2.5, true, null, "ü", 1e-8]}') == {"a": [1, -2.5, True, None, "ü", 1e-8]}


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("", "not JSON"),
        ('{"a": 1} x', "not JSON: extra data at line 1, column 10"),
        ("{'a': 1}", "not JSON"),
        ('{"a": 1, "a": 2}', "the key 'a' stands twice"),
        ('{"nodes": [{"name": "conv_1", "kind": 1, "kind": 2}]}', "the key 'kind' stands twice in conv_1"),
        ('{"a": NaN}', "a: expected a number of ordinary size, got NaN"),
        ('{"a": [0, -Infinity]}', r"a\[1\]: expected a number of ordinary size, got -Infinity"),
        ('{"a": 1e999}', "ordinary size, got 1e999"),
        ('{"a": 123456789012345678901234567890}', "ordinary size"),
        ('{"a": ' + "9" * 5000 + "}", "ordinary size"),
        ('{"a": 0.' + "9" * 5000 + "}", "ordinary size"),
        ("[" * 13 + "]" * 13, "nested deeper than 12"),
        ("[" * 90_000 + "]" * 90_000, "nested deeper than 12"),
        ("[" * 200_000, "at most 100,000 objects"),
        ('{"a": "\\ud83d"}', "half a character"),
        ('{"\\ud83d": 1}', "a key that no file can take"),
        ('{"a": "' + "x" * 20_001 + '"}', "at most 20000"),
        (b'{"a": "\xff"}', "not a text in UTF-8"),
    ],
)
def test_refused_with_one_sentence(text: str | bytes, word: str) -> None:
    with pytest.raises(ProjectError, match=word) as caught:
        read(text)
    assert len(str(caught.value)) < 250


@pytest.mark.parametrize("unit", ["{},", "[],", '"a",', "0,", "[0],", '{"a":0},'])
def test_the_largest_text_of_anything_takes_under_two_seconds(unit: str) -> None:
    text = "[" + unit * ((8 * 2**20 - 2) // len(unit)) + "0]"
    start = time.process_time()
    with pytest.raises(ProjectError):
        read(text)
    assert time.process_time() - start < 2


def test_shown_is_short_and_as_in_the_file() -> None:
    assert (shown("x"), shown(True), shown([1, 2]), shown({})) == ('"x"', "true", "a list of 2", "an object")
    assert len(shown("x" * 1000)) == 60
