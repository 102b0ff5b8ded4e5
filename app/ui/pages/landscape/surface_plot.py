"""The loss surface of a run with its path, and the paths of others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from app.landscape.levels import Levels, levels
from app.landscape.words import axis_labels, loss_text
from app.ui.pages.landscape.contour_plot import ContourPlot
from app.ui.pages.landscape.field import Field, color_of, loss_field
from app.ui.pages.landscape.frame import Frame
from app.ui.theme import color
from app.ui.theme.tokens import SURFACE_INK, SURFACE_RIM

if TYPE_CHECKING:
    from app.landscape.full import Landscape
    from app.landscape.path import RunPath

REACH = 9.0  # px within which the mouse means a moment


@dataclass(frozen=True, eq=False)
class Guest:
    """The path of another run on this surface."""

    name: str
    tint: QColor
    path: RunPath


class SurfacePlot(ContourPlot):
    """Shows a `Landscape`; the path up to a moment is bright, what follows is faint."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._landscape: Landscape | None = None
        self._guests: tuple[Guest, ...] = ()
        self._levels: Levels | None = None
        self._moment = -1

    def show_landscape(self, landscape: Landscape, layer: str = "loss", guests: tuple[Guest, ...] = ()) -> None:
        """Show another landscape, or another layer ("loss" or "accuracy") of it."""
        surface = landscape.surface
        before = self.frame
        repainted = self._landscape is None or surface is not self._landscape.surface or layer != self._layer
        self._landscape, self._guests, self._layer = landscape, guests, layer
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

    _layer = "loss"

    def window_shown(self) -> tuple[float, float, float, float]:
        """The surface, and the path where that has run ahead of it."""
        window = super().window_shown()
        if self.field is None or self._landscape is None or self._landscape.path is None:
            return window
        return with_path(window, self._landscape.path.coordinates)

    def show_moment(self, moment: int) -> None:
        """Mark one kept moment; -1 stands for the newest."""
        self._moment = moment
        self.update()

    def describe(self, x: float, y: float) -> str:
        place = self._moment_at(x, y)
        if place is None or self._landscape is None or self._landscape.path is None:
            return super().describe(x, y)
        return moment_text(self._landscape.path, place).replace(" · ", "\n")

    def paint_overlay(self, painter: QPainter, frame: Frame) -> None:
        if self._landscape is None:
            return
        for guest in self._guests:
            line = _polyline(frame, guest.path.coordinates)
            _stroke(painter, line, QColor(SURFACE_RIM), 3.2)
            _stroke(painter, line, guest.tint, 1.8)
            painter.setBrush(guest.tint)
            painter.drawEllipse(line.last(), 4, 4)
        if self._landscape.path is not None and len(self._landscape.path):
            self._paint_path(painter, frame, self._landscape.path)

    def _paint_path(self, painter: QPainter, frame: Frame, path: RunPath) -> None:
        current = len(path) - 1 if self._moment < 0 else self._moment
        line = _polyline(frame, path.coordinates)
        painter.setOpacity(0.4)
        _stroke(painter, line, QColor(SURFACE_RIM), 1.2)
        painter.setOpacity(1.0)
        done = QPolygonF([line[place] for place in range(current + 1)])
        _stroke(painter, done, QColor(SURFACE_INK), 3.6)
        _stroke(painter, done, QColor(SURFACE_RIM), 1.8)
        self._paint_moments(painter, done, path)
        painter.setPen(QPen(QColor(SURFACE_INK), 1.5))
        painter.setBrush(QColor(SURFACE_RIM))
        painter.drawRect(QRectF(line[0].x() - 5, line[0].y() - 5, 10, 10))
        painter.drawEllipse(line[len(path) - 1], 4.5, 4.5)
        painter.setPen(QPen(QColor(SURFACE_RIM), 2))
        painter.setBrush(color("accent"))
        painter.drawEllipse(line[current], 7, 7)

    def _paint_moments(self, painter: QPainter, line: QPolygonF, path: RunPath) -> None:
        """A dot per moment in the colour of its own loss: where it differs from the ground, the plane misleads."""
        if self._levels is None or self._layer != "loss":
            return
        shares = self._levels.share(path.losses)
        painter.setPen(QPen(QColor(SURFACE_RIM), 1))
        for place in range(line.size()):
            if np.isfinite(shares[place]):
                painter.setBrush(QColor.fromRgb(color_of(float(shares[place]))))
                painter.drawEllipse(line[place], 3.2, 3.2)

    def _field(self) -> Field:
        assert self._landscape is not None and self._levels is not None
        surface = self._landscape.surface
        if self._layer == "loss":
            return loss_field(surface.xs, surface.ys, surface.preview(), self._levels, surface.exact)
        share = surface.accuracy
        return Field(surface.xs, surface.ys, share, None, share, broken=surface.broken)

    def _moment_at(self, x: float, y: float) -> int | None:
        """The kept moment under the mouse."""
        if self._landscape is None or self._landscape.path is None:
            return None
        frame = self.frame
        at = frame.to_px(x, y)
        apart = [(at - frame.to_px(*each)).manhattanLength() for each in self._landscape.path.coordinates.tolist()]
        nearest = int(np.argmin(apart)) if apart else 0
        return nearest if apart and apart[nearest] <= REACH else None


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


def moment_text(path: RunPath, place: int) -> str:
    """A moment in words: its step, both losses, its distance from the plane."""
    parts = [f"step {path.steps[place]:,}"]
    true, foot = path.true[place], path.on_plane[place]
    if np.isfinite(true):
        parts.append(f"loss {loss_text(true)}")
    elif np.isfinite(path.recorded[place]):
        parts.append(f"batch loss {loss_text(path.recorded[place])}")
    if np.isfinite(foot):
        parts.append(f"on the plane {loss_text(foot)}")
    return " · ".join([*parts, f"off-plane {path.residual[place]:.3g}"])


def _polyline(frame: Frame, coordinates: np.ndarray) -> QPolygonF:
    return QPolygonF([frame.to_px(x, y) for x, y in coordinates.tolist()])


def _stroke(painter: QPainter, line: QPolygonF, tint: QColor, width: float) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    cap, join = Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
    painter.setPen(QPen(tint, width, Qt.PenStyle.SolidLine, cap, join))
    painter.drawPolyline(line)
