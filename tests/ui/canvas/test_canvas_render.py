"""Pictures of a drawing without a window."""

from __future__ import annotations

from pathlib import Path

import pytest
from canvas_drawings import digits, drawing
from PySide6.QtGui import QColor, QImage

from app.ui.canvas import export_png, export_svg, render


@pytest.mark.parametrize(("theme_name", "ground"), [("dark", "#12141a"), ("light", "#f7f8fa")])
def test_a_thumbnail_shows_the_whole_drawing_in_its_theme(theme_name: str, ground: str) -> None:
    picture = render(digits(), None, (640, 400), theme_name)
    assert (picture.width(), picture.height()) == (640, 400)
    assert picture.pixelColor(2, 2) == QColor(ground)
    colors = {picture.pixelColor(x, y).name() for x in range(0, 640, 3) for y in range(0, 400, 3)}
    assert len(colors) > 6
    assert all(picture.pixelColor(x, y) == QColor(ground) for x in (0, 639) for y in range(400))


def test_an_empty_drawing_gives_an_empty_picture() -> None:
    picture = render(drawing([], []), None, (80, 50), "dark")
    assert {picture.pixelColor(x, y).name() for x in range(80) for y in range(50)} == {"#12141a"}


def test_png_and_svg_files(tmp_path: Path) -> None:
    export_png(digits(), None, tmp_path / "a.png", 1.0, "light")
    export_svg(digits(), None, tmp_path / "a.svg", "light")
    picture = QImage(str(tmp_path / "a.png"))
    assert picture.width() > 2000
    text = (tmp_path / "a.svg").read_text(encoding="utf-8")
    assert "Concatenate" in text and "<path" in text


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="cannot write"):
        export_png(digits(), None, tmp_path / "no" / "a.png")
