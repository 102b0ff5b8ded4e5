"""The projects that come with Netloom."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from pathlib import Path

from app.errors import ProjectError
from app.graph.format import parse

FOLDER = Path(__file__).resolve().parents[2] / "resources" / "examples"
SUFFIX = ".netloom"

TEACHING_ORDER = (
    "digits-logistic",
    "moons-mlp",
    "spirals-mlp",
    "digits-cnn",
    "digits-resnet",
    "digits-inception",
    "diabetes-regression",
    "digits-rows-lstm",
)


@dataclass(frozen=True, slots=True)
class Example:
    """One bundled project; ``thumbnail`` is a picture of its drawing, or None."""

    name: str
    path: Path
    title: str
    summary: str
    thumbnail: Path | None


def examples() -> list[Example]:
    """All bundled projects, simplest first."""
    names = sorted(path.stem for path in FOLDER.glob(f"*{SUFFIX}"))
    known = {name: place for place, name in enumerate(TEACHING_ORDER)}
    return [_example(name) for name in sorted(names, key=lambda name: known.get(name, len(known)))]


def bundled(name: str) -> Path | None:
    """The file of a bundled project, or None where there is none of that name."""
    return next((path for path in FOLDER.glob(f"*{SUFFIX}") if path.stem == name), None)


def resolve(name_or_path: str | Path) -> Path:
    """The file that a person means: a path, or else a bundled example's name.

    Raises:
        ProjectError: there is neither.
    """
    path = Path(name_or_path)
    with contextlib.suppress(OSError):  # a text longer than any file name
        if path.is_file():
            return path
    found = bundled(str(name_or_path))
    if found is None:
        names = ", ".join(sorted(each.stem for each in FOLDER.glob(f"*{SUFFIX}")))
        raise ProjectError(
            f"expected a project file or the name of an example ({names}), found neither", str(path)[:200]
        )
    return found


def _example(name: str) -> Example:
    path = FOLDER / f"{name}{SUFFIX}"
    project = parse(path.read_bytes())
    thumbnail = path.with_suffix(".png")
    return Example(name, path, project.title, project.summary, thumbnail if thumbnail.is_file() else None)
