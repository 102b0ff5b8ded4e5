"""Deterministic damage to project files: half keeps the JSON valid and breaks its meaning, half breaks the text."""

from __future__ import annotations

import json
import random
from typing import Any

VALUES: tuple[Any, ...] = (
    None, True, False, 0, 1, -1, 2, 7, 64, 2**31, 2**53, -(2**63), 10**30, 0.5, -0.0, 1e-300, 1e308, float("nan"),
    float("inf"), "", "x", "conv_1", "n_conv_1", "class", "self", "forward", "ü", "\ud800", "\x00", "y", "x" * 30_000,
    "__import__('os').system('true')", '"""; import os', "../../etc/passwd", "os.system", "Conv2d", "Add", "LSTM",
    "Output", [], [0], [1, 1], [[1]], [1] * 100, {}, {"a": 1}, [[[[[[[[[[[[[1]]]]]]]]]]]]],
)  # fmt: skip
PIECES = (b"{", b"}", b"[", b"]", b",", b":", b'"', b"\\", b"\\u", b"NaN", b"-Infinity", b"null", b"1e999", b"\xff")
PIECES += (b"\xef\xbb\xbf", b"\x00", b"//", b"'", b'"a":1,', b'"version": 2,', b"9" * 400, b"[" * 2000)


def structural(generator: random.Random, text: str) -> str:
    """Valid JSON with one to three changes of meaning."""
    data = json.loads(text)
    for _ in range(generator.choice((1, 1, 1, 2, 3))):
        owner, key = _somewhere(generator, data)
        if owner is not None:
            _change(generator, data, owner, key)
    return json.dumps(data)


def textual(generator: random.Random, text: bytes) -> bytes:
    """Damaged bytes: flipped, cut, doubled, moved, with foreign pieces."""
    content = bytearray(text)
    for _ in range(generator.choice((1, 1, 2, 5))):
        start = generator.randrange(len(content) + 1)
        stop = min(len(content), start + generator.choice((1, 1, 2, 8, 60, 500)))
        action = generator.randrange(7)
        if action == 0 and start < len(content):
            content[start] ^= 1 << generator.randrange(8)
        elif action == 1:
            del content[start:stop]
        elif action == 2:
            content[start:start] = content[start:stop]
        elif action == 3:
            content[start:start] = generator.choice(PIECES)
        elif action == 4:
            content[start:stop] = generator.choice(PIECES)
        elif action == 5:
            del content[start:]
        else:
            content[start:stop] = generator.randbytes(stop - start)
        content = content or bytearray(b" ")
    return bytes(content)


def _somewhere(generator: random.Random, data: Any) -> tuple[Any, Any]:
    """A random member, deep ones as likely as shallow ones."""
    owner, key = None, None
    here = data
    while isinstance(here, dict | list) and here and (owner is None or generator.random() < 0.75):
        owner, key = here, generator.choice(list(here) if isinstance(here, dict) else range(len(here)))
        here = owner[key]
    return owner, key


def _change(generator: random.Random, data: Any, owner: Any, key: Any) -> None:
    action = generator.randrange(7)
    if action <= 1:
        owner[key] = _copy(generator.choice(VALUES))
    elif action == 2:
        del owner[key]
    elif action == 3 and isinstance(owner, dict):
        owner[generator.choice(("id", "name", "kind", "code", "x", "", "ü", "\ud800"))] = owner.pop(key)
    elif action == 4 and isinstance(owner, list):
        owner.insert(generator.randrange(len(owner) + 1), _copy(generator.choice(owner)))
    elif action == 5 and isinstance(owner, list):
        generator.shuffle(owner)
    else:
        other, place = _somewhere(generator, data)
        if other is not None:
            owner[key] = _copy(other[place])


def _copy(value: Any) -> Any:
    return json.loads(json.dumps(value))
