"""What a person sets once, and what the window remembers: theme, device, recent files, places, what is unfolded."""

from __future__ import annotations

import contextlib
import json
import os
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from app.home import home

THEMES = ("system", "dark", "light")
DEVICES = ("auto", "cpu", "cuda", "mps")
FIGURES = ("parameters", "flops", "memory", "none")
RECENT = 10
REMEMBERED = 60
"""Placements of nodes that are remembered."""


@dataclass(slots=True)
class Settings:
    """Kept as JSON in the user's data folder.

    Attributes:
        theme: "system", "dark" or "light".
        device: where recipes that say "auto" train.
        threads: CPU threads of recipes that leave them open; None for all cores but one.
        recent: paths of project files, newest first.
        window: x, y, width, height in px, or nothing.
        splits: sizes of splitters by name.
        unfolded: groups of the palette that show their kinds.
        used: kinds of nodes that were placed lately, the newest last.
        figure: what the nodes on the canvas tell: "parameters", "flops", "memory" or "none".
    """

    theme: str = "system"
    device: str = "auto"
    threads: int | None = None
    recent: list[str] = field(default_factory=list)
    window: list[int] = field(default_factory=list)
    splits: dict[str, list[int]] = field(default_factory=dict)
    unfolded: list[str] = field(default_factory=lambda: ["Common", "Block", "Python"])
    used: list[str] = field(default_factory=list)
    figure: str = "parameters"

    @classmethod
    def load(cls) -> Settings:
        """The stored settings; what is missing or unreadable takes its default."""
        try:
            stored = json.loads(settings_path().read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return cls()
        return cls(**_sound(stored)) if isinstance(stored, dict) else cls()

    def save(self) -> None:
        """Write the settings; a folder that cannot be written to only means that they last until the end."""
        path = settings_path()
        text = json.dumps(asdict(self), indent=2) + "\n"
        with contextlib.suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            beside = path.with_suffix(f".{os.getpid()}.tmp")
            beside.write_text(text, encoding="utf-8", newline="\n")
            beside.replace(path)

    def remember(self, path: Path) -> None:
        """Put a project file on top of the recent ones."""
        name = str(path.resolve())
        self.recent = [name, *(each for each in self.recent if each != name)][:RECENT]
        self.save()

    def note_use(self, kind: str) -> None:
        """A node of this kind was placed; written with whatever is saved next."""
        self.used = [*self.used, kind][-REMEMBERED:]

    def recent_files(self) -> list[Path]:
        """The recent project files that still exist."""
        return [Path(name) for name in self.recent if Path(name).is_file()]


def settings_path() -> Path:
    """Where the settings are stored."""
    return home() / "settings.json"


def _sound(stored: dict[str, Any]) -> dict[str, Any]:
    """Only values that Settings can take."""
    checks = {
        "theme": lambda value: value in THEMES,
        "device": lambda value: value in DEVICES,
        "figure": lambda value: value in FIGURES,
        "threads": lambda value: value is None or (type(value) is int and 1 <= value <= 1024),
        "recent": _texts,
        "unfolded": _texts,
        "used": lambda value: _texts(value) and len(value) <= REMEMBERED,
        "window": lambda value: _integers(value) and len(value) in (0, 4),
        "splits": lambda value: isinstance(value, dict) and all(map(_integers, value.values())),
    }
    known = {each.name for each in fields(Settings)}
    return {name: value for name, value in stored.items() if name in known and checks[name](value)}


def _texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)


def _integers(value: Any) -> bool:
    return isinstance(value, list) and all(type(each) is int for each in value)
