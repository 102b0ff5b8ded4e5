"""Names of several libraries come down to the same words."""

from __future__ import annotations

import pytest

from app.graph.finding.words import asked, joined, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("MaxPooling2D", ("max", "pool", "2d")),
        ("Conv2DTranspose", ("conv", "2d", "transpose")),
        ("TransformerEncoderLayer", ("transformer", "encoder", "layer")),
        ("BatchNorm2d", ("batch", "norm", "2d")),
        ("2-D", ("2d",)),
        ("1×1", ("1x1",)),
        ("sparse_categorical", ("sparse", "categorical")),
        ("", ()),
        ("…", ()),
    ],
)
def test_words_of_names(text: str, expected: tuple[str, ...]) -> None:
    assert words(text) == expected


@pytest.mark.parametrize("text", ["max pool 2d", "MaxPooling2D", "maxPooling2dLayer", "maxpooling2d", "Max-Pool-2D"])
def test_ways_to_write_one_name_agree(text: str) -> None:
    assert joined(asked(text)) == "maxpool2d"


@pytest.mark.parametrize(("text", "expected"), [("layer", "layer"), ("fully connected layer", "fullyconnected")])
def test_layer_at_the_end_says_nothing(text: str, expected: str) -> None:
    assert joined(asked(text)) == expected
