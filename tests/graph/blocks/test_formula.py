"""Formulas over a block's arguments."""

from __future__ import annotations

import operator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.graph.blocks.formula import FormulaError, evaluate, names_in, written

PYTHON = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "//": operator.floordiv,
    "%": operator.mod,
    "<": operator.lt,
    "==": operator.eq,
}
NAMES = {"channels": 8, "deep": True, "act": "relu", "rate": 0.5}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("channels * 2", 16),
        ("channels // 3 + 1", 3),
        ("(channels, 1)", (8, 1)),
        ("3 if deep and act == 'relu' else 1", 3),
        ("not deep or channels > 4", True),
        ("max(channels, 10) - min(1, 2)", 9),
        ("int(channels * rate)", 4),
        ("-channels ** 2 % 5", 1),
        ("1 < channels < 9", True),
        ("None", None),
    ],
)
def test_values(text: str, value: object) -> None:
    assert evaluate(text, NAMES) == value


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("__import__('os')", "only min, max, int, round, abs can be called"),
        ("channels.real", "holds a Attribute"),
        ("[1, 2]", "holds a List"),
        ("lambda: 1", "holds a Lambda"),
        ("channels[0]", "holds a Subscript"),
        ("f'{channels}'", "holds a JoinedStr"),
        ("2 ** 9999", "too large"),
        ("9 ** 60", "below 2**53"),
        ("1 / 0", "has no value"),
        ("1e999", "below 2**53"),
        ("'a' * 10 ** 9", "expected numbers"),
        ("width * 2", "there is no argument 'width'; this block has channels, deep, act, rate"),
        ("channels *", "is no formula"),
        ("1 +" * 100, "at most 200 characters"),
        ("min(*channels)", "can be called"),
        ("2j", "which no parameter takes"),
    ],
)
def test_refusals(text: str, said: str) -> None:
    with pytest.raises(FormulaError, match=said.replace("*", r"\*").replace("(", r"\(")):
        evaluate(text, NAMES)


def test_names_are_arguments_not_calls() -> None:
    assert names_in("max(channels, rate) if deep else 1") == {"channels", "rate", "deep"}


def test_written_in_one_spacing() -> None:
    assert written("channels*2+ 1") == "channels * 2 + 1"


@given(st.text(max_size=60))
def test_any_text_gives_a_value_or_a_reason(text: str) -> None:
    try:
        value = evaluate(text, NAMES)
    except FormulaError:
        return
    assert value is None or isinstance(value, bool | int | float | str | tuple)


@given(st.integers(-1000, 1000), st.integers(-1000, 1000), st.sampled_from(sorted(PYTHON)))
def test_arithmetic_is_pythons(left: int, right: int, sign: str) -> None:
    text = f"a {sign} b"
    if sign in ("//", "%") and right == 0:
        with pytest.raises(FormulaError):
            evaluate(text, {"a": left, "b": right})
    else:
        assert evaluate(text, {"a": left, "b": right}) == PYTHON[sign](left, right)
