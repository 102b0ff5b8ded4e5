"""Names and queries as words to compare: ``MaxPooling2D``, ``max pool 2d`` and ``maxPooling2dLayer`` agree."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_WORD = re.compile(r"\d[dD]|\d+x\d+|[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^\W\d_]+|@")

_SAME = (
    ("normalisation", "norm"),
    ("normalization", "norm"),
    ("pooling", "pool"),
    ("average", "avg"),
    ("convolutional", "conv"),
    ("convolution", "conv"),
    ("transposed", "transpose"),
    ("upsampling", "upsample"),
    ("upscale", "upsample"),
    ("cropping", "crop"),
    ("padding", "pad"),
    ("concatenation", "concatenate"),
    ("addition", "add"),
    ("multiplication", "multiply"),
    ("subtraction", "subtract"),
    ("embeddings", "embedding"),
)
"""The long word of one library, and the short one that PyTorch's names are made of."""


@lru_cache(maxsize=4096)
def words(text: str) -> tuple[str, ...]:
    """The words of a name or of running text, in lower case, each in its shortest common form."""
    plain = re.sub(r"(?<=\d)-(?=[dD])", "", unicodedata.normalize("NFC", text).replace("×", "x"))
    return tuple(_short(word.lower()) for word in _WORD.findall(plain))


@lru_cache(maxsize=4096)
def joined(parts: tuple[str, ...]) -> str:
    """Words written as one, in the shortest form that this has."""
    return _short("".join(parts))


def asked(query: str) -> tuple[str, ...]:
    """The words of a query. ``layer`` at its end says nothing: reluLayer, fully connected layer."""
    found = list(words(query.lower()))
    if len(found) > 1 and found[-1] in ("layer", "layers"):
        found.pop()
    elif found and len(found[-1]) > 7 and found[-1].endswith("layer"):
        found[-1] = found[-1].removesuffix("layer")
    return tuple(found)


def _short(word: str) -> str:
    for long, short in _SAME:
        word = word.replace(long, short)
    return word
