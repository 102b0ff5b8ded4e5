"""Pictures of one's own: a folder per class."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any, Literal

import numpy as np

from app.data.dataset import Array, Dataset
from app.data.paths import locate
from app.data.source import Source, option
from app.errors import DataError
from app.graph.section import Section

SUFFIXES = (".png", ".jpg", ".jpeg", ".bmp", ".gif", ".webp", ".tif", ".tiff")
MAX_FILES = 200_000
MAX_BYTES = 2 * 2**30
MAX_PIXELS = 100_000_000


class ImagesOptions(Section):
    """How pictures become arrays of one size."""

    path: str = option("", "Folder", "one folder inside it per class", "folder", max_length=1000)
    size: int = option(
        32, "Size", "height and width in pixels; pictures are scaled, their middle square kept", ge=1, le=1024
    )
    channels: Literal["gray", "color"] = option("color", "Channels", "gray: 1 channel; color: red, green, blue")


def load_images(options: ImagesOptions, base: Path | None) -> Dataset:
    """(n, 1 or 3, size, size) float32 in 0..1; classes are the folders by name.

    Raises:
        DataError: no classes, no pictures, or a picture that cannot be read, by its name.
    """
    folder = locate(options.path, base)
    if not folder.is_dir():
        raise DataError(f"{folder} is not a folder")
    found, skipped = _pictures(folder)
    files = [(file, label) for label, (_, inside) in enumerate(found) for file in inside]
    channels = 3 if options.channels == "color" else 1
    size = len(files) * channels * options.size**2 * 4
    if size > MAX_BYTES:
        raise DataError(f"{len(files):,} pictures of this size take {size / 2**20:,.0f} MB: choose a smaller size")
    pictures = np.empty((len(files), channels, options.size, options.size), dtype=np.float32)
    for row, (file, _) in enumerate(files):
        pictures[row] = read_picture(file, (options.size, options.size), channels)
    labels = np.array([label for _, label in files], dtype=np.int64)
    notes = (f"{skipped:,} files are no pictures, or links, and are left out.",) if skipped else ()
    names = tuple(name for name, _ in found)
    return Dataset("images", folder.name, {"image": pictures}, {"class": labels}, {"class": names}, notes=notes)


def _pictures(folder: Path) -> tuple[list[tuple[str, list[Path]]], int]:
    """Class folders with their files, sorted; and how many files were left out. Links are not followed."""
    found: list[tuple[str, list[Path]]] = []
    skipped = total = 0
    for inside in sorted(entry for entry in folder.iterdir() if entry.is_dir() and not entry.is_symlink()):
        files = sorted(file for file in inside.iterdir() if not file.name.startswith("."))
        kept = [file for file in files if file.suffix.lower() in SUFFIXES and file.is_file() and not file.is_symlink()]
        skipped += len(files) - len(kept)
        total += len(kept)
        if total > MAX_FILES:
            raise DataError(f"{folder} has more than {MAX_FILES:,} pictures")
        if kept:
            found.append((inside.name, kept))
    if len(found) < 2:
        raise DataError(f"{folder} needs at least two folders with pictures, one per class; it has {len(found)}")
    return found, skipped


def read_picture(file: Path, size: tuple[int, int], channels: int) -> Array:
    """One picture as (channels, height, width) float32 in 0..1, its middle scaled to ``size`` (height, width).

    Raises:
        DataError: the file is no picture that Pillow can read, or too large.
    """
    from PIL import Image, ImageOps

    try:
        with warnings.catch_warnings(), Image.open(file) as opened:
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            if opened.width * opened.height > MAX_PIXELS:
                raise DataError(f"{file.name} has {opened.width} × {opened.height} pixels, too many to read")
            upright: Any = ImageOps.exif_transpose(opened)
            picture = _toned(upright, channels)
            if picture.size != (size[1], size[0]):
                picture = ImageOps.fit(picture, (size[1], size[0]), Image.Resampling.BILINEAR)
            values = np.asarray(picture, dtype=np.float32) / 255
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError, Warning) as error:
        raise DataError(f"{file} is no readable picture ({type(error).__name__})") from None
    return values[None] if channels == 1 else np.ascontiguousarray(values.transpose(2, 0, 1))


def _toned(picture: Any, channels: int) -> Any:
    """8-bit grey or RGB; 16-bit grey is scaled, transparent parts become white."""
    from PIL import Image

    if picture.mode in ("I;16", "I;16B", "I;16L", "I"):
        picture = Image.fromarray((np.asarray(picture).clip(0, 65535) // 257).astype(np.uint8))
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        layer = picture.convert("RGBA")
        white = Image.new("RGBA", layer.size, "white")
        picture = Image.alpha_composite(white, layer)
    return picture.convert("L" if channels == 1 else "RGB")


SOURCES = (
    Source("images", "Picture folder", "one folder of pictures per class", "Your own", load_images, ImagesOptions),
)
