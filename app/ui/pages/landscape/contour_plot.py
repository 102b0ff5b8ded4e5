"""A widget that paints a field: filled contours, lines, axes, colour bar, marks. Paths are painted by subclasses."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt, Slot
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from app.ui.pages.landscape.field import Field
from app.ui.pages.landscape.frame import Frame, tick_text
from app.ui.pages.landscape.ground import Pixels, faded, paint_ground
from app.ui.pages.landscape.scales import paint_axes, paint_bar
from app.ui.theme import theme

__all__ = ["ContourPlot", "faded"]

LEFT, RIGHT, TOP, BOTTOM = 72, 84, 10, 50
UPPER = 24  # px for an upper axis


class ContourPlot(QWidget):
    """Shows one `Field`; the picture is painted once per size and field, overlays each time."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field: Field | None = None
        self.x_label = self.y_label = ""
        self.bar_label = "loss (log)"
        self.relative: tuple[float, float] | None = None
        self._ground: QPixmap | None = None
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(280, 220)
        theme().changed.connect(self._theme_changed)

    def sizeHint(self) -> QSize:
        return QSize(800, 600)

    def show_field(self, field: Field | None) -> None:
        """Show another field."""
        self.field = field
        self._ground = None
        self.update()

    @property
    def frame(self) -> Frame:
        """The plot area and its window."""
        top = TOP + (UPPER if self.relative else 0)
        area = QRectF(LEFT, top, max(self.width() - LEFT - RIGHT, 40), max(self.height() - top - BOTTOM, 40))
        return Frame(area, *self.window_shown())

    def window_shown(self) -> tuple[float, float, float, float]:
        """(left, right, bottom, top) of the plot; subclasses may show more than the field covers."""
        return self.field.window if self.field else (0.0, 1.0, 0.0, 1.0)

    def paint_overlay(self, painter: QPainter, frame: Frame) -> None:
        """Paint what lies on the surface; clipped to the plot area."""

    def busy_places(self, frame: Frame) -> Pixels:
        """Pixels (n, 2) that labels of contours keep away from."""
        return np.zeros((0, 2))

    def describe(self, x: float, y: float) -> str:
        """Text under the mouse at a coordinate."""
        if self.field is None:
            return ""
        value, guessed = self.field.value_at(x, y)
        return f"{tick_text(x)}, {tick_text(y)} · {value:.4g}{' (preview)' if guessed else ''}"

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.field is None:
            return
        frame = self.frame
        if self._ground is None:
            self._ground = self._painted(self.field, frame)
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._ground)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipRect(frame.rect)
        self.paint_overlay(painter, frame)

    def _painted(self, field: Field, frame: Frame) -> QPixmap:
        """Everything that does not move: contours, marks, axes and bar."""
        ratio = self.devicePixelRatioF()
        ground = QPixmap(round(self.width() * ratio), round(self.height() * ratio))
        ground.setDevicePixelRatio(ratio)
        ground.fill(Qt.GlobalColor.transparent)
        painter = QPainter(ground)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipRect(frame.rect)
        paint_ground(painter, field, frame, ratio, self.busy_places(frame))
        painter.setClipping(False)
        paint_axes(painter, frame, self.x_label, self.y_label, self.relative[0] if self.relative else None)
        paint_bar(painter, field, frame, self.bar_label, RIGHT)
        painter.end()
        return ground

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        frame = self.frame
        if self.field is not None and frame.rect.contains(event.position()):
            text = self.describe(*frame.from_px(event.position()))
            QToolTip.showText(event.globalPosition().toPoint(), text, self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._ground = None

    @Slot()
    def _theme_changed(self) -> None:
        self._ground = None
        self.update()
