"""The landscape as a thumbnail: the path on the coarse surface, for the strip below the canvas."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt, Slot
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen, QPixmap, QPolygonF
from PySide6.QtWidgets import QWidget

from app.landscape.levels import levels
from app.ui.pages.landscape.field import contour_image, loss_field
from app.ui.pages.landscape.frame import Frame
from app.ui.pages.landscape.surface_plot import with_path
from app.ui.session import Session
from app.ui.theme import color, text_font, theme
from app.ui.theme.tokens import SURFACE_INK, SURFACE_RIM

if TYPE_CHECKING:
    from app.landscape.full import Landscape
    from app.landscape.surface import Surface


class LandscapeThumb(QWidget):
    """Follows the live run; a click opens the landscape page."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.landscape: Landscape | None = None
        self._ground: QPixmap | None = None
        self._drawn: Surface | None = None
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setToolTip("Loss surface with the path so far; click to open the Landscape page")
        self.setMinimumSize(120, 80)
        session.tick.connect(self._tick)
        session.run_state.connect(self._run_state)
        session.replaced.connect(self._forget)
        theme().changed.connect(self._theme_changed)

    def sizeHint(self) -> QSize:
        return QSize(220, 150)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect())
        rounded = QPainterPath()
        rounded.addRoundedRect(area, 6, 6)
        painter.setClipPath(rounded)
        if self.landscape is None:
            painter.fillRect(area, color("raised"))
            painter.setPen(color("secondary"))
            painter.setFont(text_font(11))
            text = "The path on the loss surface\nappears here while a run trains"
            if self._session.run is not None and not self._session.live:
                text = "Too short a run for a live surface:\nclick to have it drawn"
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)
            return
        surface, path = self.landscape.surface, self.landscape.path
        left, right, bottom, top = (float(at) for at in (*surface.xs[[0, -1]], *surface.ys[[0, -1]]))
        window = (left, right, bottom, top)
        frame = Frame(area, *(window if path is None else with_path(window, path.coordinates)))
        painter.fillRect(area, color("raised"))
        self._paint_ground(painter, surface, QRectF(frame.to_px(left, top), frame.to_px(right, bottom)))
        if path is None or not len(path):
            return
        line = QPolygonF([frame.to_px(x, y) for x, y in path.coordinates.tolist()])
        for tint, width in ((SURFACE_INK, 3.0), (SURFACE_RIM, 1.5)):
            painter.setPen(QPen(QColor(tint), width))
            painter.drawPolyline(line)
        painter.setBrush(color("accent"))
        painter.drawEllipse(line.last(), 4, 4)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self._session.go("landscape")

    def _paint_ground(self, painter: QPainter, surface: Surface, covered: QRectF) -> None:
        ratio = self.devicePixelRatioF()
        size = QSize(round(self.width() * ratio), round(self.height() * ratio))
        if self._ground is None or self._drawn is not surface or self._ground.size() != size:
            field = loss_field(surface.xs, surface.ys, surface.preview(), levels(surface.loss), surface.exact)
            self._ground = QPixmap.fromImage(contour_image(field, size.width(), size.height()))
            self._ground.setDevicePixelRatio(ratio)
            self._drawn = surface
        painter.drawPixmap(covered, self._ground, QRectF(self._ground.rect()))

    @Slot()
    def _tick(self) -> None:
        run = self._session.run
        latest = None if run is None else run.landscape.latest
        if latest is not None and latest is not self.landscape and np.isfinite(latest.surface.loss).any():
            self.landscape = latest
            self.update()

    @Slot(str)
    def _run_state(self, state: str) -> None:
        if state == "starting":
            self._forget()

    @Slot()
    def _forget(self) -> None:
        self.landscape = self._ground = self._drawn = None
        self.update()

    @Slot()
    def _theme_changed(self) -> None:
        self.update()
