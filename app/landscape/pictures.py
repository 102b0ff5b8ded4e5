"""Landscapes as picture files, by matplotlib, without a screen."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import LogNorm
from matplotlib.figure import Figure
from matplotlib.patches import Patch, Rectangle

from app.landscape.full import Landscape
from app.landscape.levels import Levels, levels
from app.landscape.path import RunPath
from app.landscape.surface import Surface
from app.landscape.timeline import Timeline, moments_at
from app.landscape.words import axis_labels, loss_text, subtitle_of, title_of

Layer = Literal["loss", "accuracy"]


@dataclass(frozen=True)
class Ink:
    """Colours of a picture."""

    paper: str
    text: str
    faint: str


LIGHT = Ink("#ffffff", "#1b1f27", "#555e70")
DARK = Ink("#171a21", "#e6e9ef", "#99a1b3")


def save_picture(
    landscape: Landscape,
    path: Path,
    layer: Layer = "loss",
    dark: bool = False,
    limits: Levels | None = None,
    timeline: Timeline | None = None,
) -> None:
    """Write a picture; the suffix (.png, .svg, .pdf) picks the format."""
    figure = draw(landscape, layer, dark, limits, timeline)
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=150, facecolor=figure.get_facecolor())


def draw(
    landscape: Landscape,
    layer: Layer = "loss",
    dark: bool = False,
    limits: Levels | None = None,
    timeline: Timeline | None = None,
) -> Figure:
    """The surface in filled contours (log spaced for the loss), the path on it, and everything it was measured on.

    Args:
        layer: what the colours show.
        limits: common levels where several surfaces are compared.
        timeline: of the run; the ends of its epochs are marked on the path.
    """
    ink, surface = DARK if dark else LIGHT, landscape.surface
    figure = Figure(figsize=(9.6, 7.6), facecolor=ink.paper, layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot(facecolor=ink.paper)
    filled = _loss(axes, surface, limits) if layer == "loss" else _accuracy(axes, surface)
    bar = figure.colorbar(filled, ax=axes, pad=0.02, aspect=32)
    if layer == "loss":
        chosen = limits or levels(surface.loss)
        bar.set_ticks(chosen.ticks(), labels=[f"{tick:g}" for tick in chosen.ticks()])
        bar.ax.minorticks_off()
    bar.set_label("loss (log scale)" if layer == "loss" else "accuracy", color=ink.faint)
    _mark_cells(axes, surface, limits or levels(surface.loss), ink, layer)
    if landscape.path is not None:
        _path(axes, landscape.path, limits or levels(surface.loss), ink)
        if timeline is not None:
            _epochs(axes, landscape.path, timeline)
    _words(figure, axes, surface, ink, layer)
    for each in (axes, bar.ax):
        each.tick_params(colors=ink.faint, labelsize=8)
    return figure


def _loss(axes: Any, surface: Surface, limits: Levels | None) -> Any:
    chosen = limits or levels(surface.loss)
    shown = np.clip(surface.preview(), chosen.low, chosen.high)
    if min(shown.shape) < 2:
        return axes.pcolormesh(surface.xs, surface.ys, shown, norm=LogNorm(chosen.low, chosen.high), cmap="viridis")
    norm, masked = LogNorm(chosen.low, chosen.high), np.ma.masked_invalid(shown)
    filled = axes.contourf(surface.xs, surface.ys, masked, levels=chosen.values, norm=norm, cmap="viridis")
    heights = [tick for tick in chosen.ticks() if chosen.low < tick < chosen.high]
    lines = axes.contour(surface.xs, surface.ys, masked, levels=heights, colors="white", linewidths=0.6, alpha=0.6)
    axes.clabel(lines, fmt=loss_text, fontsize=7)
    return filled


def _accuracy(axes: Any, surface: Surface) -> Any:
    masked = np.ma.masked_invalid(surface.accuracy)
    return axes.pcolormesh(surface.xs, surface.ys, masked, vmin=0.0, vmax=1.0, cmap="viridis", shading="nearest")


def _mark_cells(axes: Any, surface: Surface, chosen: Levels, ink: Ink, layer: Layer) -> None:
    """Hatch what is not finite, dot what is clipped, and shade what is only guessed; each told in a legend."""
    clipped = chosen.above(surface.loss) | chosen.below(surface.loss)
    entries = []
    if surface.broken.any():  # contours leave these cells and the way to their neighbours empty
        left, right, bottom, top = surface.xs[0], surface.xs[-1], surface.ys[0], surface.ys[-1]
        axes.add_patch(_hatched(left, right, bottom, top, "////", ink, zorder=0))
        entries.append(Patch(facecolor="none", edgecolor=ink.faint, hatch="////", label="not finite"))
    if layer == "loss":
        beyond = f"beyond {loss_text(chosen.low)} … {loss_text(chosen.high)}"
        for mask, hatch, text in ((clipped, "....", beyond), (~surface.exact, "\\\\", "preview, not computed")):
            for row, column in np.argwhere(mask):
                axes.add_patch(_hatched(*_borders(surface.xs, column), *_borders(surface.ys, row), hatch, ink))
            if mask.any():
                entries.append(Patch(facecolor="none", edgecolor=ink.faint, hatch=hatch, label=text))
    if entries:
        axes.legend(handles=entries, fontsize=8, loc="lower right", facecolor=ink.paper, labelcolor=ink.text)


def _hatched(
    left: float, right: float, bottom: float, top: float, hatch: str, ink: Ink, zorder: float = 1.5
) -> Rectangle:
    corner, size = (left, bottom), (right - left, top - bottom)
    return Rectangle(corner, *size, fill=False, hatch=hatch, edgecolor=ink.faint, linewidth=0, zorder=zorder)


def _borders(places: Any, at: int) -> tuple[float, float]:
    """Halfway to the neighbours, inside the window."""
    low = places[at] if at == 0 else (places[at - 1] + places[at]) / 2
    high = places[at] if at == len(places) - 1 else (places[at] + places[at + 1]) / 2
    return float(low), float(high)


def _path(axes: Any, path: RunPath, chosen: Levels, ink: Ink) -> None:
    """The line of the path, a dot per moment in the colour of its true loss, its ends named."""
    x, y = path.coordinates.T
    axes.plot(x, y, color="black", linewidth=3.0, alpha=0.45, solid_joinstyle="round")
    axes.plot(x, y, color="white", linewidth=1.3, solid_joinstyle="round")
    losses = np.clip(path.losses, chosen.low, chosen.high)
    norm = LogNorm(chosen.low, chosen.high)
    axes.scatter(x, y, c=losses, norm=norm, cmap="viridis", s=14, edgecolors="white", linewidths=0.6, zorder=3)
    _end(axes, path, 0, "start", "s", ink)
    _end(axes, path, -1, "end", "o", ink)


def _epochs(axes: Any, path: RunPath, timeline: Timeline) -> None:
    """A small cross at the end of every epoch."""
    moments, places = moments_at(path, timeline.epoch_ends), np.arange(len(path))
    x, y = (np.interp(moments, places, column) for column in path.coordinates.T)
    axes.plot(x, y, "+", color="white", markersize=6, markeredgewidth=1.2, zorder=3.5)


def _end(axes: Any, path: RunPath, place: int, name: str, marker: str, ink: Ink) -> None:
    x, y = path.coordinates[place]
    low, high = axes.get_xlim()
    on_the_right = x > low + 0.7 * (high - low)
    axes.plot([x], [y], marker, markersize=7, markerfacecolor="white", markeredgecolor="black", zorder=4)
    axes.annotate(
        f"{name} · step {path.steps[place]:,} · loss {loss_text(path.losses[place])}",
        (x, y),
        xytext=(-9 if on_the_right else 9, 10 if name == "start" else -16),
        textcoords="offset points",
        ha="right" if on_the_right else "left",
        fontsize=8,
        color=ink.text,
        bbox={"boxstyle": "round,pad=0.25", "facecolor": ink.paper, "alpha": 0.8, "edgecolor": "none"},
        zorder=5,
    )


def _words(figure: Figure, axes: Any, surface: Surface, ink: Ink, layer: Layer) -> None:
    plane = surface.plane
    figure.suptitle(title_of(surface, layer), x=0.01, ha="left", fontsize=13, fontweight="bold", color=ink.text)
    notes = [
        plane.note,
        f"cos(u, v) {abs(plane.cosine):.3f}",
        *([surface.facts.warning] if surface.facts.warning else []),
    ]
    words = f"{subtitle_of(surface)}\n{' · '.join(notes)}"
    axes.set_title(words, loc="left", fontsize=8, color=ink.faint, pad=24)
    across, along = axis_labels(plane)
    axes.set_xlabel(f"{across} · bottom: units of u, top: |Δw| / |w|", fontsize=9, color=ink.faint)
    axes.set_ylabel(along, fontsize=9, color=ink.faint)
    size = plane.relative[0]
    if np.isfinite(size) and size > 0:
        top = axes.secondary_xaxis("top", functions=(lambda x: x * size, lambda share: share / size))
        top.tick_params(colors=ink.faint, labelsize=8)
        top.xaxis.set_major_formatter(lambda share, _: f"{abs(share) * 100:.4g} %")
    for spine in axes.spines.values():
        spine.set_color(ink.faint)
