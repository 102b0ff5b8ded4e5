"""The loss surface of a run with its path, and the paths of others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QWidget

from app.landscape.levels import Levels, levels
from app.landscape.words import axis_labels, moment_loss, moment_words
from app.ui.pages.landscape.contour_plot import ContourPlot
from app.ui.pages.landscape.field import Field, loss_field
from app.ui.pages.landscape.frame import Frame
from app.ui.pages.landscape.ground import Pixels
from app.ui.pages.landscape.guests import Guest
from app.ui.pages.landscape.path_paint import paint_ends, paint_epochs, paint_line, paint_moments, stroke
from app.ui.theme.tokens import SURFACE_INK

if TYPE_CHECKING:
    from app.landscape.full import Landscape
    from app.landscape.path import RunPath
    from app.landscape.timeline import Timeline

REACH = 9.0  # px within which the mouse means a moment


class SurfacePlot(ContourPlot):
    """Shows a `Landscape`; the path up to a moment is bright, what follows is faint."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._landscape: Landscape | None = None
        self._timeline: Timeline | None = None
        self._guests: tuple[Guest, ...] = ()
        self._levels: Levels | None = None
        self._layer = "loss"
        self._moment = -1

    def show_landscape(self, landscape: Landscape, layer: str = "loss", timeline: Timeline | None = None) -> None:
        """Show another landscape, or another layer ("loss" or "accuracy") of it."""
        surface = landscape.surface
        before = self.frame
        repainted = self._landscape is None or surface is not self._landscape.surface or layer != self._layer
        self._landscape, self._timeline, self._layer = landscape, timeline, layer
        if repainted:
            self.x_label, self.y_label = axis_labels(surface.plane)
            self.relative = surface.plane.relative if np.isfinite(surface.plane.relative[0]) else None
            self.bar_label = "loss (log)" if layer == "loss" else "accuracy"
            self._levels = levels(surface.loss)
            self.show_field(self._field())
        elif self.frame != before:
            self.show_field(self.field)
        self._moment = -1 if landscape.path is None else min(self._moment, len(landscape.path) - 1)
        self.update()

    def show_guests(self, guests: tuple[Guest, ...]) -> None:
        """Show these paths of other runs beside it."""
        self._guests = guests
        self.update()

    def show_moment(self, moment: int) -> None:
        """Mark one kept moment; -1 stands for the newest."""
        self._moment = moment
        self.update()

    def window_shown(self) -> tuple[float, float, float, float]:
        """The surface, and the path where that has run ahead of it."""
        window = super().window_shown()
        if self.field is None or self._path is None:
            return window
        return with_path(window, self._path.coordinates)

    def busy_places(self, frame: Frame) -> Pixels:
        if self._path is None or not len(self._path):
            return np.zeros((0, 2))
        line = frame.pixels(self._path.coordinates)
        fine = np.linspace(0, len(line) - 1, 8 * len(line))  # the way between the moments is busy too
        return np.column_stack([np.interp(fine, np.arange(len(line)), column) for column in line.T])

    def describe(self, x: float, y: float) -> str:
        place = self._moment_at(x, y)
        if place is None or self._landscape is None or self._path is None:
            return super().describe(x, y)
        words = moment_words(self._path, place, self._landscape.surface.plane, self._timeline)
        return " · ".join(words).replace(" · ", "\n")

    def paint_overlay(self, painter: QPainter, frame: Frame) -> None:
        for guest in self._guests:
            line = frame.pixels(guest.path.coordinates)
            stroke(painter, line, QColor(SURFACE_INK), 3.6)
            stroke(painter, line, guest.tint, 2.0)
            painter.setPen(QColor(SURFACE_INK))
            painter.setBrush(guest.tint)
            painter.drawEllipse(QPointF(*line[-1]), 4.5, 4.5)
        if self._path is not None and len(self._path):
            self._paint_path(painter, frame, self._path)

    def _paint_path(self, painter: QPainter, frame: Frame, path: RunPath) -> None:
        now = len(path) - 1 if self._moment < 0 else self._moment
        line = frame.pixels(path.coordinates)
        paint_line(painter, line, now)
        if self._levels is not None and self._layer == "loss":
            paint_moments(painter, line[: now + 1], self._levels.share(path.losses))
        if self._timeline is not None and len(path) > 1:
            from app.landscape.timeline import moments_at

            paint_epochs(painter, line, moments_at(path, self._timeline.epoch_ends))
        texts = _named("start", path, 0), _named(f"step {path.steps[-1]:,}", path, -1)
        paint_ends(painter, line, now, texts, frame.rect)

    @property
    def _path(self) -> RunPath | None:
        return None if self._landscape is None else self._landscape.path

    def _field(self) -> Field:
        assert self._landscape is not None and self._levels is not None
        surface = self._landscape.surface
        if self._layer == "loss":
            return loss_field(surface.xs, surface.ys, surface.preview(), self._levels, surface.exact)
        share = surface.accuracy_preview()
        return Field(surface.xs, surface.ys, share, None, share, guessed=~surface.exact, broken=surface.broken)

    def _moment_at(self, x: float, y: float) -> int | None:
        """The kept moment under the mouse."""
        if self._path is None or not len(self._path):
            return None
        frame = self.frame
        at = frame.to_px(x, y)
        apart = np.abs(frame.pixels(self._path.coordinates) - [at.x(), at.y()]).sum(axis=1)
        nearest = int(apart.argmin())
        return nearest if apart[nearest] <= REACH else None


def with_path(window: tuple[float, float, float, float], coordinates: np.ndarray) -> tuple[float, float, float, float]:
    """A window (left, right, bottom, top) widened so that a path lies inside, with a little room."""
    if not len(coordinates):
        return window
    left, right, bottom, top = window
    room_x, room_y = 0.04 * (right - left), 0.04 * (top - bottom)
    (low_x, low_y), (high_x, high_y) = coordinates.min(axis=0), coordinates.max(axis=0)
    left = left if low_x >= left else float(low_x) - room_x
    right = right if high_x <= right else float(high_x) + room_x
    bottom = bottom if low_y >= bottom else float(low_y) - room_y
    return left, right, bottom, top if high_y <= top else float(high_y) + room_y


def _named(name: str, path: RunPath, place: int) -> str:
    """A moment's name with its loss, where that is known."""
    return " · ".join(filter(None, (name, moment_loss(path, place))))
