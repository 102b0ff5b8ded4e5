"""A widget that paints a field: filled contours, lines, axes, colour bar, marks. Paths are painted by subclasses."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QBrush, QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from app.ui.pages.landscape.field import Field, contour_image, contour_lines, viridis
from app.ui.pages.landscape.frame import Frame, round_ticks, tick_text
from app.ui.theme import color, mono_font, text_font, theme
from app.ui.theme.tokens import SURFACE_RIM

LEFT, RIGHT, TOP, BOTTOM = 64, 84, 10, 50
BAR_GAP, BAR_WIDTH = 20, 12


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
        top = TOP + (20 if self.relative else 0)
        area = QRectF(LEFT, top, max(self.width() - LEFT - RIGHT, 40), max(self.height() - top - BOTTOM, 40))
        return Frame(area, *self.window_shown())

    def window_shown(self) -> tuple[float, float, float, float]:
        """(left, right, bottom, top) of the plot; subclasses may show more than the field covers."""
        return self.field.window if self.field else (0.0, 1.0, 0.0, 1.0)

    def paint_overlay(self, painter: QPainter, frame: Frame) -> None:
        """Paint what lies on the surface; clipped to the plot area."""

    def describe(self, x: float, y: float) -> str:
        """Text under the mouse at a coordinate."""
        if self.field is None:
            return ""
        value, guessed = self.field.value_at(x, y)
        return f"{tick_text(x)}, {tick_text(y)} · {value:.4g}{' (preview)' if guessed else ''}"

    # painting

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
        left, right, bottom, top = field.window
        covered = QRectF(frame.to_px(left, top), frame.to_px(right, bottom))
        painter.fillRect(frame.rect, color("raised"))
        painter.fillRect(covered, QBrush(color("faint"), Qt.BrushStyle.BDiagPattern))
        size = (max(round(covered.width() * ratio), 2), max(round(covered.height() * ratio), 2))
        painter.drawImage(covered, contour_image(field, *size))
        painter.setClipRect(frame.rect)
        painter.setPen(QPen(faded(90), 0.8))
        for line in contour_lines(field):
            painter.drawPolyline(_polygon(frame, line))
        self._paint_marks(painter, frame)
        painter.setClipping(False)
        self._paint_axes(painter, frame)
        self._paint_bar(painter, frame)
        painter.end()
        return ground

    def _paint_marks(self, painter: QPainter, frame: Frame) -> None:
        """Hatch cells that are not finite; a dot on clipped ones, a small ring on guessed ones."""
        field = self.field
        if field is None:
            return
        if field.broken is not None and field.broken.any():
            for row, column in np.argwhere(field.broken):
                painter.fillRect(_cell(field, frame, row, column), QBrush(color("text"), Qt.BrushStyle.BDiagPattern))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(faded(150))
        if field.clipped is not None:
            for row, column in np.argwhere(field.clipped):
                painter.drawEllipse(frame.to_px(field.xs[column], field.ys[row]), 1.8, 1.8)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(faded(110), 1))
        if field.guessed is not None:
            for row, column in np.argwhere(field.guessed):
                painter.drawEllipse(frame.to_px(field.xs[column], field.ys[row]), 2.2, 2.2)

    def _paint_axes(self, painter: QPainter, frame: Frame) -> None:
        area = frame.rect
        painter.setFont(mono_font(11))
        painter.setPen(color("secondary"))
        for value in round_ticks(frame.left, frame.right):
            x = frame.to_px(value, 0).x()
            painter.drawText(QRectF(x - 40, area.bottom() + 6, 80, 16), Qt.AlignmentFlag.AlignCenter, tick_text(value))
        for value in round_ticks(frame.bottom, frame.top):
            y = frame.to_px(0, value).y()
            right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(QRectF(area.left() - 58, y - 8, 50, 16), right, tick_text(value))
        if self.relative:
            self._paint_relative(painter, frame, self.relative[0])
        painter.setFont(text_font(12))
        below = QRectF(area.left(), area.bottom() + 26, area.width(), 18)
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, self.x_label)
        painter.save()
        painter.translate(10, area.center().y())
        painter.rotate(-90)
        half = area.height() / 2
        painter.drawText(QRectF(-half, -10, 2 * half, 18), Qt.AlignmentFlag.AlignCenter, self.y_label)
        painter.restore()

    def _paint_relative(self, painter: QPainter, frame: Frame, size: float) -> None:
        """Upper axis: the same places as the size of the change against the weights."""
        area = frame.rect
        for share in round_ticks(frame.left * size, frame.right * size):
            x = frame.to_px(share / size, 0).x()
            text = f"{share * 100:.4g} %".replace("-", "−")
            painter.drawText(QRectF(x - 40, area.top() - 20, 80, 16), Qt.AlignmentFlag.AlignCenter, text)
        painter.setFont(text_font(11))
        where = QRectF(area.right() + 6, area.top() - 20, RIGHT - 6, 16)
        painter.drawText(where, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, "|Δw| / |w|")
        painter.setFont(mono_font(11))

    def _paint_bar(self, painter: QPainter, frame: Frame) -> None:
        field = self.field
        if field is None:
            return
        bar = QRectF(frame.rect.right() + BAR_GAP, frame.rect.top(), BAR_WIDTH, frame.rect.height())
        band = bar.height() / field.bands
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        for place in range(field.bands):
            shade = int(viridis()[round(255 * place / (field.bands - 1))])
            top = bar.bottom() - (place + 1) * band
            painter.fillRect(QRectF(bar.left(), top, bar.width(), band + 1), QColor.fromRgb(shade))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(mono_font(11))
        painter.setPen(color("secondary"))
        for share, text in _bar_ticks(field):
            y = bar.bottom() - share * bar.height()
            painter.drawLine(QPointF(bar.right(), y), QPointF(bar.right() + 3, y))
            where = QRectF(bar.right() + 6, y - 8, 44, 16)
            painter.drawText(where, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
        painter.setFont(text_font(11))
        below = QRectF(bar.left(), bar.bottom() + 6, RIGHT - BAR_GAP, 16)
        painter.drawText(below, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self.bar_label)

    # reacting

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


def faded(alpha: int) -> QColor:
    """A light stroke on a surface, 0 to 255 opaque."""
    tint = QColor(SURFACE_RIM)
    tint.setAlpha(alpha)
    return tint


def _polygon(frame: Frame, line: np.ndarray) -> QPolygonF:
    return QPolygonF([frame.to_px(x, y) for x, y in line.tolist()])


def _cell(field: Field, frame: Frame, row: int, column: int) -> QRectF:
    """A cell's rectangle: halfway to its neighbours."""

    def borders(places: np.ndarray, at: int) -> tuple[float, float]:
        middle = (places[1:] + places[:-1]) / 2
        edges = np.concatenate([places[:1], middle, places[-1:]])
        return float(edges[at]), float(edges[at + 1])

    (left, right), (bottom, top) = borders(field.xs, column), borders(field.ys, row)
    return QRectF(frame.to_px(left, top), frame.to_px(right, bottom))


def _bar_ticks(field: Field) -> list[tuple[float, str]]:
    """(place on the bar, text) of its labels."""
    if field.levels is None:
        return [(share / 4, f"{share * 25} %") for share in range(5)]
    ticks = field.levels.ticks()
    shares = field.levels.share(np.asarray(ticks, dtype=np.float64))
    return [(float(share), tick_text(tick)) for share, tick in zip(shares, ticks, strict=True)]
