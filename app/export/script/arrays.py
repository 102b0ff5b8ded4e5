"""``read_data`` of NumPy archives and of picture folders."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from app.compile.source.expressions import quoted
from app.data.sources.image_folder import SUFFIXES
from app.data.sources.numpy_file import read_arrays
from app.export.script.brief import Brief

_NUMPY = '''
def read_data(path: Path) -> tuple[np.ndarray, np.ndarray]:
    """SAID."""
LINES
'''

_IMAGES = '''
def read_picture(path: Path) -> np.ndarray:
    """CHANNELS, its middle square scaled, from 0 to 1."""
    with Image.open(path) as opened:
        picture = ImageOps.exif_transpose(opened)
TONED
    picture = ImageOps.fit(picture, (SIZE, SIZE), Image.Resampling.BILINEAR)
    values = np.asarray(picture, dtype=np.float32) / 255
    return ARRANGED


def read_data(path: Path) -> tuple[np.ndarray, np.ndarray]:
    """Pictures (n, COUNT, SIZE, SIZE) and their classes (n,): a folder each."""
    files = [
        [file for file in sorted(folder.iterdir()) if file.suffix.lower() in SUFFIXES]
        for folder in sorted(path.iterdir())
        if folder.is_dir()
    ]
    files = [inside for inside in files if inside]
    pictures = [read_picture(file) for inside in files for file in inside]
    classes = np.repeat(np.arange(len(files)), [len(inside) for inside in files])
    return np.stack(pictures), classes
'''

_DEEP = """        if picture.mode in ("I;16", "I;16B", "I;16L", "I"):
            grey = np.asarray(picture).clip(0, 65535) // 257
            picture = Image.fromarray(grey.astype(np.uint8))"""
_CLEAR = """        if picture.has_transparency_data:
            layer = picture.convert("RGBA")
            white = Image.new("RGBA", layer.size, "white")
            picture = Image.alpha_composite(white, layer)"""


def numpy_archive(brief: Brief, options: Mapping[str, Any], path: Path) -> str:
    """The two arrays of an archive, arranged and scaled as the options say."""
    arrays = read_arrays(path)
    inputs, targets = next(iter(brief.dataset.inputs)), next(iter(brief.dataset.targets))
    single = path.suffix == ".npy"
    loaded = ["archive = np.load(path)", f"inputs = {'archive' if single else f'archive[{quoted(inputs)}]'}"]
    lines = [*loaded, f"answers = {'archive' if single else f'archive[{quoted(targets)}]'}"]
    lines += _inputs(arrays[inputs], options)
    lines += _answers(arrays[targets], bool(brief.classes))
    answers = "classes" if brief.classes else "numbers"
    said = f"Samples {_sizes(brief.values)} and their {answers} {_sizes(brief.answers)}"
    return _NUMPY.replace("SAID", said).replace("LINES", "\n".join(f"    {line}" for line in [*lines, _RETURN]))


_RETURN = "return inputs, answers"


def _inputs(array: Any, options: Mapping[str, Any]) -> list[str]:
    arranged = {"pictures (N, H, W)": "[:, None]", "pictures (N, H, W, C)": ".transpose(0, 3, 1, 2)"}
    arrangement = arranged.get(options["layout"], "")
    if options["whole"]:
        return [f"inputs = np.ascontiguousarray(inputs{arrangement}, dtype=np.int64)"]
    lines = [f"inputs = np.ascontiguousarray(inputs{arrangement}, dtype=np.float32)"]
    rank = array.ndim + (options["layout"] == "pictures (N, H, W)")
    return [*lines, "inputs /= 255"] if array.dtype == np.uint8 and rank >= 3 else lines


def _answers(array: Any, classes: bool) -> list[str]:
    if array.dtype.kind == "U":
        return ["answers = np.unique(answers.reshape(-1), return_inverse=True)[1]"]
    if classes:
        return ["answers = answers.reshape(len(answers)).astype(np.int64)"]
    return ["answers = answers.reshape(len(answers), -1).astype(np.float32)"]


def _sizes(array: Any) -> str:
    return f"(n, {', '.join(map(str, array.shape[1:]))})" if array.ndim > 1 else "(n,)"


def image_folder(_: Brief, options: Mapping[str, Any], path: Path) -> str:
    """The pictures of a folder of folders."""
    color = options["channels"] == "color"
    deep, clear = _modes(path)
    toned = [*([_DEEP] if deep else []), *([_CLEAR] if clear else [])]
    toned.append(f'        picture = picture.convert("{"RGB" if color else "L"}")')
    values = {
        "CHANNELS": "A picture in red, green and blue" if color else "A picture in shades of grey",
        "ARRANGED": "np.ascontiguousarray(values.transpose(2, 0, 1))" if color else "values[None]",
        "TONED": "\n".join(toned),
        "COUNT": "3" if color else "1",
        "SIZE": str(options["size"]),
    }
    text = _IMAGES
    for place, value in values.items():
        text = text.replace(place, value)
    return text


def suffixes() -> str:
    """The endings of pictures as a constant."""
    first, second = ", ".join(map(quoted, SUFFIXES[:4])), ", ".join(map(quoted, SUFFIXES[4:]))
    return f"SUFFIXES = {{{first}, {second}}}"


def _modes(folder: Path) -> tuple[bool, bool]:
    """Whether some picture has 16-bit greys, and whether one has transparent parts."""
    deep = clear = False
    for file in folder.glob("*/*"):
        if file.suffix.lower() in SUFFIXES:
            with Image.open(file) as opened:
                deep = deep or opened.mode.startswith("I")
                clear = clear or opened.has_transparency_data
    return deep, clear
