"""The drawing as a picture: thumbnails, PNG and SVG files. Needs a QApplication, no window."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter

from app.graph.changes import move
from app.graph.edits import apply_all
from app.graph.layout.fold import Room, folded
from app.graph.layout.layered import layered
from app.graph.project import Project
from app.ui.canvas.board import Board
from app.ui.canvas.style import Style
from app.ui.theme import theme
from app.ui.theme.tokens import DARK, LIGHT

MARGIN = 32.0


def render(
    project: Project,
    inference: Any = None,
    size: QSize | tuple[int, int] = (640, 400),
    theme_name: str = "",
    fold: bool = False,
) -> QImage:
    """Draw the whole project into a picture of that size.

    Args:
        inference: shapes and parameter counts, or None for none.
        size: px of the picture.
        theme_name: "dark" or "light"; "" for the one in use.
        fold: stand long drawings in rows, so that they fill the picture.
    """
    room = size if isinstance(size, QSize) else QSize(*size)
    if fold:
        project = _in_rows(project, (room.width(), room.height()))
    board = _board(project, inference, theme_name)
    image = QImage(room, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(board.style.color("canvas"))
    _paint(board, image, QRectF(0, 0, room.width(), room.height()), largest=1.0)
    return image


def export_png(project: Project, inference: Any, path: Path, scale: float = 2.0, theme_name: str = "") -> None:
    """Write the drawing as PNG, ``scale`` px per scene px (less where that would pass 16,000 px).

    Raises:
        OSError: the file cannot be written.
    """
    content = _board(project, inference, theme_name).content().adjusted(-MARGIN, -MARGIN, MARGIN, MARGIN)
    scale = min(scale, 16_000 / max(content.width(), content.height(), 1.0))
    board = _board(project, inference, theme_name)
    image = QImage((content.size() * scale).toSize(), QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(board.style.color("canvas"))
    _paint(board, image, QRectF(image.rect()), largest=scale)
    if not image.save(str(path), "PNG"):
        raise OSError(f"cannot write {path}")


def export_svg(project: Project, inference: Any, path: Path, theme_name: str = "") -> None:
    """Write the drawing as SVG, one scene px per unit.

    Raises:
        OSError: the file cannot be written.
    """
    from PySide6.QtSvg import QSvgGenerator

    board = _board(project, inference, theme_name)
    content = board.content().adjusted(-MARGIN, -MARGIN, MARGIN, MARGIN)
    target = QSvgGenerator()
    target.setFileName(str(path))
    target.setSize(content.size().toSize())
    target.setViewBox(QRectF(0, 0, content.width(), content.height()))
    target.setTitle(project.title)
    painter = QPainter()
    if not painter.begin(target):
        raise OSError(f"cannot write {path}")
    painter.fillRect(QRectF(0, 0, content.width(), content.height()), board.style.color("canvas"))
    board.render(painter, QRectF(0, 0, content.width(), content.height()), content)
    painter.end()


def _in_rows(project: Project, room: Room) -> Project:
    copy = project.copy()
    apply_all(copy, move(copy, folded(copy.graph, layered(copy.graph), room)))
    return copy


def _board(project: Project, inference: Any, theme_name: str) -> Board:
    dark = theme().dark if not theme_name else theme_name == "dark"
    board = Board(Style(DARK if dark else LIGHT, dark))
    board.load(project, inference)
    return board


def _paint(board: Board, image: QImage, room: QRectF, largest: float) -> None:
    content = board.content().adjusted(-MARGIN, -MARGIN, MARGIN, MARGIN)
    if not board.nodes:
        return
    scale = min(room.width() / content.width(), room.height() / content.height(), largest)
    source = QRectF(0, 0, room.width() / scale, room.height() / scale)
    source.moveCenter(content.center())
    painter = QPainter(image)
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
    board.render(painter, room, source, Qt.AspectRatioMode.KeepAspectRatio)
    painter.end()
