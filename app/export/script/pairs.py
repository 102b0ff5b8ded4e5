"""``read_data`` of the pairs of digits: as `app.data.sources.digit_pairs`, for the arrangement that is chosen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from app.data.sources.digit_pairs import CANVAS, INK, POOLS, SIDE
from app.export.script.brief import Brief
from app.export.script.split import takes_side

_PAIR = '''
def drawn_pair(
    random: np.random.RandomState, members: np.ndarray, labels: np.ndarray, alike: bool
) -> tuple[int, int]:
    """Two different scans among ``members``, of one digit or of two."""
    first = random.choice(members)
    fits = (labels[members] == labels[first]) == alike
    return first, random.choice(members[fits & (members != first)])
'''

_DEAL = f"""
random = np.random.RandomState(SEED_OF_DATA)
digits = datasets.load_digits()
scans, labels = digits.images / 16, digits.target.astype(np.int64)
pool = np.empty(len(labels), np.int64)  # no scan is in two pools, nor a pair
pool[random.permutation(len(labels))] = np.arange(len(labels)) % {POOLS}
groups = np.arange(SAMPLES) % {POOLS}
same = np.arange(SAMPLES) // {POOLS} % 2
pairs = np.array(
    [
        drawn_pair(random, np.flatnonzero(pool == group), labels, bool(alike))
        for group, alike in zip(groups, same, strict=True)
    ]
)
"""

_BESIDE = f"""
pictures = np.concatenate([scans[pairs[:, 0]], scans[pairs[:, 1]]], axis=2)
classes = np.where(scans > {INK}, labels[:, None, None] + 1, 0)  # of every pixel
masks = np.concatenate([classes[pairs[:, 0]], classes[pairs[:, 1]]], axis=2)
"""

_CANVAS = f"""
pictures = np.zeros((SAMPLES, {CANVAS}, {CANVAS}))
masks = np.zeros((SAMPLES, {CANVAS}, {CANVAS}), np.int64)  # 0 is background
for row, pair in enumerate(pairs):
    corners = random.randint(0, {CANVAS - SIDE + 1}, (2, 2))
    while np.abs(corners[0] - corners[1]).max() < {SIDE - 1}:  # they touch at most
        corners = random.randint(0, {CANVAS - SIDE + 1}, (2, 2))
    for (top, left), scan in zip(corners, pair, strict=True):
        place = row, slice(top, top + {SIDE}), slice(left, left + {SIDE})
        pictures[place] = np.maximum(pictures[place], scans[scan])
        masks[place][scans[scan] > {INK}] = labels[scan] + 1
"""

_NAMES = {"same": "same", "mask": "masks"}
_SHAPES = {"pictures": "(n, 1, HEIGHT, WIDTH)", "masks": "(n, HEIGHT, WIDTH)"}


def pairs(brief: Brief, options: Mapping[str, Any]) -> str:
    """Two scans in a picture, with those of their answers that the project needs."""
    given = [*(_NAMES[field] for field in brief.read), *(["groups"] if takes_side(brief) else [])]
    shapes = [f"{name} {_SHAPES.get(name, '(n,)')}" for name in ("pictures", *given)]
    lines = [
        f"def read_data() -> tuple[{', '.join(['np.ndarray'] * len(shapes))}]:",
        '    """Two scanned digits in a picture, alike or not.',
        "",
        f"    Gives {', '.join(shapes)}.",
        '    """',
        *("    " + line for line in _body(options, "masks" in given)),
        f"    return pictures[:, None].astype(np.float32), {', '.join(given)}",
    ]
    height, width = brief.values.shape[2:]
    values = {"HEIGHT": height, "WIDTH": width, "SAMPLES": options["samples"], "SEED_OF_DATA": options["seed"]}
    text = "\n".join(lines)
    for place, value in values.items():
        text = text.replace(place, str(value))
    return f"{_PAIR}\n\n{text}"


def _body(options: Mapping[str, Any], masks: bool) -> Iterator[str]:
    """Lines that draw pictures and, where some Target asks for them, masks."""
    canvas = options["arrangement"] == "on a canvas"
    texts = [_DEAL, _CANVAS if canvas else _BESIDE]
    for line in "\n".join(text.strip("\n") for text in texts).splitlines():
        if masks or not any(name in line for name in ("masks", "classes")):
            yield line
    if options["noise"]:
        yield f"pictures += {options['noise']!r} * random.standard_normal(pictures.shape)"
