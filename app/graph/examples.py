"""The projects that come with Netloom: laptop-size examples, and the zoo of full-size reference networks."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from pathlib import Path

from app.errors import ProjectError
from app.graph.files.format import parse

FOLDER = Path(__file__).resolve().parents[2] / "resources" / "examples"
ZOO = FOLDER.with_name("zoo")
SUFFIX = ".netloom"

GROUPS: dict[str, tuple[str, ...]] = {
    "First steps": ("digits-logistic", "xor-mlp", "moons-mlp", "spirals-mlp"),
    "Pictures": (
        "digits-cnn",
        "digits-lenet",
        "digits-inception",
        "digits-resnet",
        "digits-densenet",
        "digits-mobilenet",
        "digits-vit",
        "scenes-unet",
    ),
    "Sequences and tables": ("digits-rows-lstm", "sonnets-gpt", "diabetes-regression", "tumours-selu"),
    "Ideas": ("spirals-fourier", "digits-highway", "digits-vae", "pairs-siamese"),
}
"""The examples by what they teach, simplest first; what stands in none of them comes last."""


@dataclass(frozen=True, slots=True)
class Example:
    """One bundled project; ``thumbnail`` is a picture of its drawing, or None, ``group`` a heading of `GROUPS`."""

    name: str
    path: Path
    title: str
    summary: str
    thumbnail: Path | None
    group: str = ""


def examples() -> list[Example]:
    """All bundled examples, simplest first. (The reference networks are listed in `app.zoo.catalogue`.)"""
    known = {name: place for place, name in enumerate(name for names in GROUPS.values() for name in names)}
    return [_example(path) for path in sorted(_files(FOLDER), key=lambda path: known.get(path.stem, len(known)))]


def bundled(name: str) -> Path | None:
    """The file of a bundled project, or None where there is none of that name."""
    return next((path for folder in (FOLDER, ZOO) for path in _files(folder) if path.stem == name), None)


def resolve(name_or_path: str | Path) -> Path:
    """The file that a person means: a path, or else the name of a bundled example or reference network.

    Raises:
        ProjectError: there is neither.
    """
    path = Path(name_or_path)
    with contextlib.suppress(OSError):  # a text longer than any file name
        if path.is_file():
            return path
    found = bundled(str(name_or_path))
    if found is None:
        names = ", ".join(each.stem for folder in (FOLDER, ZOO) for each in _files(folder))
        raise ProjectError(
            f"expected a project file or the name of an example ({names}), found neither", str(path)[:200]
        )
    return found


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob(f"*{SUFFIX}"))


def _example(path: Path) -> Example:
    project = parse(path.read_bytes())
    thumbnail = path.with_suffix(".png")
    picture = thumbnail if thumbnail.is_file() else None
    return Example(path.stem, path, project.title, project.summary, picture, group_of(path.stem))


def group_of(name: str) -> str:
    """The heading that an example stands under, "" where it has none."""
    return next((group for group, names in GROUPS.items() if name in names), "")
