"""Changes to the frames of a project."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QRectF

from app.graph.edits import Edit, SetSection
from app.graph.project import Frame, Project
from app.ui.canvas.geometry import GRID, snap

SIDE, TOP = 24.0, 48.0


def framed(project: Project, rect: QRectF) -> tuple[list[Edit], str]:
    """A new frame around a place, with room for its title; also gives its id."""
    taken = {frame.id for frame in project.frames}
    number = next(n for n in range(1, len(taken) + 2) if f"f{n}" not in taken)
    room = rect.adjusted(-SIDE, -TOP, SIDE, SIDE)
    left, top = snap(room.x()), snap(room.y())
    width, height = (math.ceil(end / GRID) * GRID for end in (room.right() - left, room.bottom() - top))
    frame = Frame(f"f{number}", "Frame", left, top, width, height)
    return [SetSection("frames", (*project.frames, frame))], frame.id


def without(project: Project, ids: tuple[str, ...]) -> tuple[Frame, ...]:
    """The frames that stay when some go; their nodes stay anyway."""
    return tuple(frame for frame in project.frames if frame.id not in ids)


def titled(project: Project, frame_id: str, title: str) -> list[Edit]:
    """Give a frame another title."""
    return _changed(project, frame_id, title=title)


def resized(project: Project, frame_id: str, width: float, height: float) -> list[Edit]:
    """Give a frame another size, px."""
    return _changed(project, frame_id, width=width, height=height)


def _changed(project: Project, frame_id: str, **values: Any) -> list[Edit]:
    changed = tuple(replace(frame, **values) if frame.id == frame_id else frame for frame in project.frames)
    return [SetSection("frames", changed)] if changed != project.frames else []
