"""What a landscape says about itself: titles, axes and facts, the same in the window and in pictures."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    from app.landscape.path import RunPath
    from app.landscape.planes import Plane
    from app.landscape.surface import Surface
    from app.landscape.timeline import Timeline


def title_of(surface: Surface, layer: Literal["loss", "accuracy"] = "loss") -> str:
    """One line: what is drawn."""
    place = "the PCA plane of the run" if surface.plane.kind == "pca" else "a random plane through the last weights"
    return f"{layer.capitalize()} on {place}"


def subtitle_of(surface: Surface) -> str:
    """One line: objective, subset, statistics, grid, how much of it is computed."""
    facts, (rows, columns) = surface.facts, surface.loss.shape
    count = f"{surface.exact.sum():,} of {surface.exact.size:,} points computed, a preview between them"
    done = "exact" if surface.exact.all() else count
    statistics = "running statistics" if facts.batchnorm == "running" else "recomputed per point"
    return f"{facts.objective} · {facts.sample} · BatchNorm: {statistics} · {columns} × {rows}, {done}"


def axis_labels(plane: Plane) -> tuple[str, str]:
    """Names of the two directions, with what they explain of the path beside what a random walk gives."""
    if plane.explained is None or plane.random_walk is None:
        return plane.labels
    across, along = (
        f"{label} · {share:.0%} of the path (a random walk gives {walk:.0%})".replace("%", " %")
        for label, share, walk in zip(plane.labels, plane.explained, plane.random_walk, strict=True)
    )
    return across, along


def loss_text(loss: float) -> str:
    """A number with sensible digits: ``2.483``, ``1.061e-5``."""
    return f"{loss:.4g}".replace("e-0", "e-").replace("e+0", "e").replace("e+", "e")


def moment_loss(path: RunPath, place: int) -> str:
    """The loss of a moment: on the surface's samples where that is measured, else the recorded one of its batch."""
    true, recorded = float(path.true[place]), float(path.recorded[place])
    if math.isfinite(true):
        return f"loss {loss_text(true)}"
    return f"batch loss {loss_text(recorded)}" if math.isfinite(recorded) else ""


def off_plane_text(distance: float, plane: Plane) -> str:
    """A distance from the plane, and what share of the weights' own length that is."""
    size = float(np.linalg.norm(plane.anchor))
    share = f" ({100 * distance / size:.2g} % of |w|)" if size > 0 and distance > 0 else ""
    return f"off-plane {distance:.3g}{share}"


def moment_words(path: RunPath, place: int, plane: Plane, timeline: Timeline | None = None) -> tuple[str, str]:
    """A kept moment in two lines: when it was and how it stood, and how far the plane can be trusted there."""
    step, foot = int(path.steps[place]), float(path.on_plane[place])
    first, second = [f"step {step:,}"], []
    if timeline is not None and math.isfinite(timeline.epoch_at(step)):
        first.insert(0, f"epoch {timeline.epoch_at(step):.1f}")
    if timeline is not None and math.isfinite(timeline.lr_at(step)):
        first.append(f"lr {loss_text(timeline.lr_at(step))}")
    if loss := moment_loss(path, place):
        first.append(loss)
    if math.isfinite(foot):
        second.append(f"on the plane {loss_text(foot)}")
    second.append(off_plane_text(float(path.residual[place]), plane))
    return " · ".join(first), " · ".join(second)
