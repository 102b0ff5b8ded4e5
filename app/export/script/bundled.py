"""``read_data`` of the sources that are bundled or made up: scikit-learn's loaders and numpy."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from app.export.script.brief import Brief

_LOADERS = {
    "iris": "load_iris",
    "wine": "load_wine",
    "breast-cancer": "load_breast_cancer",
    "diabetes": "load_diabetes",
}

_DIGITS = '''
def read_data() -> tuple[np.ndarray, np.ndarray]:
    """Scanned digits: pictures (n, 1, 8, 8) from 0 to 1, and their classes (n,)."""
    digits = datasets.load_digits()
    pictures = digits.images[:, None] / 16
    return pictures.astype(np.float32), digits.target.astype(np.int64)
'''

_TABLE = '''
def read_data() -> tuple[np.ndarray, np.ndarray]:
    """Features (n, FEATURES) and SAID."""
    features, answers = datasets.LOADER(return_X_y=True)
    features = np.ascontiguousarray(features, dtype=np.float32)
    return features, ANSWERS
'''

_MADE = '''
def read_data() -> tuple[np.ndarray, np.ndarray]:
    """DOC: points (n, 2), classes (n,)."""
    points, labels = datasets.CALL
    return points.astype(np.float32), labels.astype(np.int64)
'''

_SPIRALS = '''
def read_data() -> tuple[np.ndarray, np.ndarray]:
    """Spiral arms around one centre: points (n, 2) and their classes (n,)."""
    random = np.random.RandomState(SEED_OF_DATA)
    labels = np.arange(SAMPLES) % ARMS
    reach = np.sqrt(random.rand(SAMPLES))
    angle = reach * TURNS * 2 * np.pi + labels * 2 * np.pi / ARMS
    points = reach[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    points += NOISE * random.randn(SAMPLES, 2)
    return points.astype(np.float32), labels.astype(np.int64)
'''

_XOR = '''
def read_data() -> tuple[np.ndarray, np.ndarray]:
    """Points (n, 2) in a square, class 1 where their signs differ (n,), then noise."""
    random = np.random.RandomState(SEED_OF_DATA)
    points = random.uniform(-1, 1, (SAMPLES, 2))
    labels = points[:, 0] * points[:, 1] < 0
    points += NOISE * random.randn(SAMPLES, 2)
    return points.astype(np.float32), labels.astype(np.int64)
'''


def digits(_: Brief, __: Mapping[str, Any]) -> str:
    return _DIGITS


def table(brief: Brief, _: Mapping[str, Any]) -> str:
    numbers = not brief.classes
    answers = "answers[:, None].astype(np.float32)" if numbers else "answers.astype(np.int64)"
    return _filled(
        _TABLE,
        LOADER=_LOADERS[brief.choice.source],
        FEATURES=brief.values.shape[1],
        ANSWERS=answers,
        SAID="a number each (n, 1)" if numbers else "classes (n,)",
    )


def moons(_: Brief, options: Mapping[str, Any]) -> str:
    call = f"make_moons({options['samples']}, noise={options['noise']}, random_state={options['seed']})"
    return _filled(_MADE, DOC="Two half circles that reach into each other", CALL=call)


def circles(_: Brief, options: Mapping[str, Any]) -> str:
    lines = [f"{options['samples']},", f"noise={options['noise']},", f"factor={options['factor']},"]
    return _filled(_MADE, DOC="A ring inside a ring", CALL=_broken("make_circles", [*lines, _state(options)]))


def blobs(_: Brief, options: Mapping[str, Any]) -> str:
    lines = [f"{options['samples']},", f"centers={options['centers']},", f"cluster_std={options['noise']},"]
    return _filled(_MADE, DOC="Round clouds", CALL=_broken("make_blobs", [*lines, _state(options)]))


def spirals(_: Brief, options: Mapping[str, Any]) -> str:
    names = {"SAMPLES": "samples", "ARMS": "arms", "TURNS": "turns", "NOISE": "noise", "SEED_OF_DATA": "seed"}
    return _filled(_SPIRALS, **{place: options[name] for place, name in names.items()})


def xor(_: Brief, options: Mapping[str, Any]) -> str:
    names = {"SAMPLES": "samples", "NOISE": "noise", "SEED_OF_DATA": "seed"}
    return _filled(_XOR, **{place: options[name] for place, name in names.items()})


WRITERS: dict[str, Callable[[Brief, Mapping[str, Any]], str]] = {
    "digits": digits,
    **dict.fromkeys(_LOADERS, table),
    "moons": moons,
    "circles": circles,
    "spirals": spirals,
    "blobs": blobs,
    "xor": xor,
}


def _state(options: Mapping[str, Any]) -> str:
    return f"random_state={options['seed']},"


def _broken(function: str, arguments: list[str]) -> str:
    """A call with an argument a line, inside a function."""
    return "\n        ".join([f"{function}(", *arguments]) + "\n    )"


def _filled(text: str, **values: object) -> str:
    for place, value in values.items():
        text = text.replace(place, str(value))
    return text
