"""A block on the canvas: told from a layer at every zoom, with how often it stands there and what is inside."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QStyleOptionGraphicsItem

from app.compile.drawing import infer
from app.graph import changes
from app.graph.edits import apply_all
from app.graph.project import Project
from app.ui.canvas.block_face import SHOWN
from app.ui.canvas.board import Board
from app.ui.canvas.face import SHARE_WIDTH, TEXT_WIDTH, Face, face_of, told_of
from app.ui.canvas.geometry import NODE_HEIGHT, NODE_WIDTH
from app.ui.canvas.node_item import BOUNDS
from app.ui.canvas.style import Style
from app.ui.theme.tokens import DARK, LIGHT
from tests.graph.blocky import blocky, defined, place

STYLE = [Style(DARK, True), Style(LIGHT, False)]


def face(project: Project, node: str, scope: str = "") -> Face:
    seen = project.inside(scope)
    told = told_of(seen.graph[node], seen.graph, infer(project).at(scope))
    return face_of(seen.graph[node], seen, told, Style(DARK, True))


def test_a_repeated_block_says_how_often_and_a_layer_nothing(qapp) -> None:
    project = blocky()
    first, second = face(project, "first"), face(project, "second")
    assert first.block is not None and (first.block.repeat, first.block.badge) == (3, "×3")
    assert second.block is not None and second.block.badge == ""
    assert "×" not in first.summary and first.summary == "Residual"
    assert face(project, "stem").block is None


def test_what_is_inside_shows_by_family_without_its_ports(qapp) -> None:
    project = blocky()
    assert face(project, "first").block.inside == ("Convolution", "Activation", "Merge")
    assert face(project, "second").block.inside == ("Convolution", "Block")
    assert face(project, "body", "stage").block.inside == ("Convolution", "Activation", "Merge")
    edits = changes.delete(project.inside("residual"), ["act"])
    apply_all(project, changes.scoped("residual", edits))
    assert face(project, "first").block.inside == ("Convolution", "Merge")


def test_of_many_nodes_inside_the_first_ones_are_hinted_at(qapp) -> None:
    project = blocky()
    long = defined("Long", [place(f"relu_{count}", "ReLU") for count in range(SHOWN + 5)], [])
    project.blocks[long.id] = long
    apply_all(project, changes.place(project, "Long", 0, 0)[0])
    node = project.graph.named("long_1")
    assert node is not None and len(face(project, node.id).block.inside) == SHOWN


def test_shared_weights_of_copies_are_marked(qapp) -> None:
    project = blocky()
    assert face(project, "first").mark == ""
    apply_all(project, changes.set_params(project, ["first"], share=True))
    assert face(project, "first").mark == "link"


def test_a_large_count_leaves_room_for_its_bar(qapp) -> None:
    """Millions of parameters used to be written across the bar that shows their share."""
    project = blocky()
    apply_all(project, changes.set_params(project, ["head"], out_features=65536))
    shown = face(project, "head")
    style = Style(DARK, True)
    assert shown.cost == "1.11 M params" and "1,114,112 params" in shown.tip
    assert shown.share > 0 and style.width("mono", shown.cost) <= TEXT_WIDTH - SHARE_WIDTH


def painted(style: Style, node: str, zoom: float, **params: object) -> QImage:
    """One node alone, its corner at (20, 20) scene px."""
    project = blocky()
    if params:
        apply_all(project, changes.set_params(project, [node], **params))
    board = Board(style)
    board.load(project, infer(project).at(""))
    item = board.nodes[node]
    image = QImage(round(210 * zoom), round(120 * zoom), QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(style.color("canvas"))
    painter = QPainter(image)
    painter.scale(zoom, zoom)
    painter.translate(20, 20)
    item.paint(painter, QStyleOptionGraphicsItem())
    painter.end()
    return image


def at(image: QImage, zoom: float, x: float, y: float) -> QColor:
    place_ = (QPointF(x, y) + QPointF(20, 20)) * zoom
    return image.pixelColor(int(place_.x()), int(place_.y()))


@pytest.mark.parametrize("style", STYLE, ids=["dark", "light"])
@pytest.mark.parametrize("zoom", [0.19, 0.3, 0.6, 1.0])
def test_sheets_look_out_below_a_repeated_block_only(qapp, style: Style, zoom: float) -> None:
    below = NODE_WIDTH / 2, NODE_HEIGHT + 5.5
    assert at(painted(style, "first", zoom), zoom, *below) != style.color("canvas")
    assert at(painted(style, "first", zoom, repeat=1), zoom, *below) == style.color("canvas")
    assert at(painted(style, "stem", zoom), zoom, *below) == style.color("canvas")


@pytest.mark.parametrize("style", STYLE, ids=["dark", "light"])
@pytest.mark.parametrize("zoom", [0.3, 0.6, 1.0])
def test_the_body_of_a_block_has_another_ground(qapp, style: Style, zoom: float) -> None:
    corner = NODE_WIDTH - 6, NODE_HEIGHT - 6
    assert at(painted(style, "second", zoom), zoom, *corner) != at(painted(style, "stem", zoom), zoom, *corner)


@pytest.mark.parametrize("zoom", [0.21, 0.3, 0.6, 1.0, 2.0])
def test_nothing_is_painted_out_of_bounds(qapp, zoom: float) -> None:
    style = STYLE[0]
    image = painted(style, "first", zoom)
    ground, bounds = style.color("canvas"), BOUNDS.translated(20, 20)
    outside = [
        (x, y)
        for x in range(image.width())
        for y in range(image.height())
        if not bounds.adjusted(-1 / zoom, -1 / zoom, 1 / zoom, 1 / zoom).contains(QPointF(x / zoom, y / zoom))
    ]
    assert outside and all(image.pixelColor(x, y) == ground for x, y in outside)


def test_long_formulas_are_shown_without_the_names_they_stand_for(qapp) -> None:
    project = blocky()
    assert face(project, "conv", "residual").summary == "channels"
    assert "out_channels = channels" in face(project, "conv", "residual").tip
    edits = changes.rename(project.inside("residual"), "conv", "mixing")
    apply_all(project, changes.scoped("residual", edits))
    assert face(project, "conv", "residual").summary == "Conv2d · channels"


def test_many_arguments_are_shown_without_their_names(qapp) -> None:
    project = blocky()
    apply_all(project, changes.set_arguments(project, "second", width=32))
    assert face(project, "second").summary == "Stage · width 32"
    apply_all(project, changes.set_block(project, "stage", name="WideningStage"))
    assert face(project, "second").summary == "WideningStage · 32"
    assert "width = 32" in face(project, "second").tip
