"""What a landscape says about itself: titles, axes and facts, the same in the window and in pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from app.landscape.planes import Plane
    from app.landscape.surface import Surface


def title_of(surface: Surface, layer: Literal["loss", "accuracy"] = "loss") -> str:
    """One line: what is drawn."""
    place = "the PCA plane of the run" if surface.plane.kind == "pca" else "a random plane through the last weights"
    return f"{layer.capitalize()} on {place}"


def subtitle_of(surface: Surface) -> str:
    """One line: objective, subset, statistics, grid, how much of it is computed."""
    facts, (rows, columns) = surface.facts, surface.loss.shape
    done = "exact" if surface.exact.all() else f"{surface.done * 100:.0f} % computed, the rest a preview"
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
    """A loss with sensible digits."""
    return f"{loss:.4g}"
