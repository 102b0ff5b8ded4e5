"""What the nodes on the canvas tell: the chooser over the canvas, the third line and its bar, the inspector."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.compile.analysis import figures
from app.graph.changes import set_instance, set_params
from app.ui.canvas.face import SHARE_WIDTH, TEXT_WIDTH
from app.ui.pages.build import BuildPage
from app.ui.panels.figure_chooser import FigureChooser
from app.ui.panels.inspector.many_form import ManyForm
from app.ui.panels.inspector.node_form import NodeForm
from app.ui.session import Session
from app.ui.settings import FIGURES, Settings


@pytest.fixture
def page(qtbot: QtBot, session: Session) -> Iterator[BuildPage]:
    made = BuildPage(session)
    qtbot.addWidget(made)
    made.resize(1600, 940)
    made.show()
    settle(qtbot, session)
    yield made
    made.hide()


def settle(qtbot: QtBot, session: Session) -> None:
    session.settle()
    qtbot.waitUntil(lambda: session.analyser.settled, timeout=20_000)


def take(qtbot: QtBot, chooser: FigureChooser, name: str) -> None:
    """Choose in the menu with the mouse."""
    offered = chooser.menu()
    offered.popup(chooser.mapToGlobal(chooser.rect().bottomLeft()))
    at = offered.actionGeometry(chooser.actions_of[name]).center()
    qtbot.mouseClick(offered, Qt.MouseButton.LeftButton, pos=at)
    assert not offered.isVisible()


def told(page: BuildPage, session: Session, name: str) -> tuple[str, float]:
    instance = session.project.graph.named(name)
    assert instance is not None
    face = page.canvas.board.nodes[instance.id].face
    return face.cost, round(face.share, 3)


def test_the_choices_are_the_figures() -> None:
    assert (*figures.FIGURES, "none") == FIGURES


def test_nodes_tell_what_is_chosen(qtbot: QtBot, session: Session, page: BuildPage) -> None:
    assert page.figures.text() == "56,242 parameters"
    assert told(page, session, "conv_2") == ("10,368 params", round(10_368 / 56_242, 3))
    take(qtbot, page.figures, "flops")
    settle(qtbot, session)
    assert page.figures.text() == "2.69 M FLOPs for one sample"
    whole = session.analyser.analysis.total  # type: ignore[union-attr]
    assert told(page, session, "conv_2") == ("1.33 M FLOPs", round(1_327_104 / whole.flops, 3))
    assert told(page, session, "relu_1") == ("no FLOPs", 0)
    take(qtbot, page.figures, "memory")
    settle(qtbot, session)
    assert page.figures.text() == "2.0 MiB for a batch of 32"
    assert told(page, session, "image")[0] == "8.0 KiB" and told(page, session, "flatten_1") == ("keeps nothing", 0)
    take(qtbot, page.figures, "none")
    assert page.figures.text() == "No figures"
    assert told(page, session, "conv_2") == ("", 0) and told(page, session, "image") == ("float32", 0)


def test_the_choice_is_remembered(qtbot: QtBot, session: Session, page: BuildPage) -> None:
    take(qtbot, page.figures, "flops")
    assert Settings.load().figure == "flops"


def test_a_remembered_choice_is_told_from_the_start(qtbot: QtBot) -> None:
    session = Session(Settings(figure="memory"))
    session.warm(wait=True)
    session.open("moons-mlp")
    page = BuildPage(session)
    qtbot.addWidget(page)
    page.show()
    settle(qtbot, session)
    assert page.figures.text().endswith("for a batch of 32") and page.figures.actions_of["memory"].isChecked()
    page.hide()
    session.close()


def test_bars_follow_an_edit_and_the_batch(qtbot: QtBot, session: Session, page: BuildPage) -> None:
    take(qtbot, page.figures, "memory")
    settle(qtbot, session)
    before = told(page, session, "conv_2")
    conv = session.project.graph.named("conv_2")
    assert conv is not None
    session.do("Widen", set_params(session.project, [conv.id], out_channels=96))
    settle(qtbot, session)
    after = told(page, session, "conv_2")
    assert before[0] == "384.0 KiB" and after[0] == "768.0 KiB" and after[1] > before[1]
    session.analyser.set_batch(64)
    settle(qtbot, session)
    assert told(page, session, "conv_2")[0] == "1.5 MiB"


def test_a_block_tells_what_is_inside_and_its_inside_what_it_is_made_of(
    qtbot: QtBot, session: Session, page: BuildPage
) -> None:
    session.open("resnet-18")
    take(qtbot, page.figures, "flops")
    settle(qtbot, session)
    assert told(page, session, "layer2") == ("822 M FLOPs", round(822_083_584 / 3_628_146_688, 3))
    session.enter(session.project.graph["layer2"].node.block)  # type: ignore[attr-defined]
    settle(qtbot, session)
    assert page.figures.text() == "822 M FLOPs for one sample"
    shares = [item.face.share for item in page.canvas.board.nodes.values()]
    assert sum(shares) == pytest.approx(1.0, abs=0.01)


def test_a_long_number_leaves_the_bar_its_room(qtbot: QtBot, session: Session, page: BuildPage) -> None:
    session.open("resnet-18")
    settle(qtbot, session)
    style = page.canvas.board.style
    for name, text in (("layer4", "8.39 M params"), ("fc", "513,000 params")):
        assert told(page, session, name)[0] == text
        assert style.width("mono", text) + SHARE_WIDTH < TEXT_WIDTH
    assert "8,393,728 params" in page.canvas.board.nodes["layer4"].face.tip


def test_frozen_parameters_are_told(qtbot: QtBot, session: Session, page: BuildPage) -> None:
    conv = session.project.graph.named("conv_2")
    assert conv is not None
    session.do("Freeze", set_instance(session.project, conv.id, frozen=True))
    settle(qtbot, session)
    assert page.figures.text() == "56,242 parameters · 10,368 frozen"


def test_parameters_alone_ask_for_no_analysis(qtbot: QtBot, session: Session, page: BuildPage) -> None:
    qtbot.wait(30)
    assert session.analyser.analysis is None


def test_the_menu_says_all_sums(qtbot: QtBot, session: Session, page: BuildPage) -> None:
    offered = page.figures.menu()
    offered.popup(page.figures.mapToGlobal(page.figures.rect().bottomLeft()))
    settle(qtbot, session)
    texts = [action.text().partition("\t")[2] for action in page.figures.actions_of.values()]
    assert texts == ["56,242", "2.69 M", "2.0 MiB", ""]
    offered.hide()


def test_an_empty_drawing_has_no_sum(qtbot: QtBot, session: Session, page: BuildPage) -> None:
    session.new()
    settle(qtbot, session)
    assert not page.figures.isVisible()
    session.open("digits-cnn")
    settle(qtbot, session)
    assert page.figures.isVisible()


def test_the_inspector_tells_the_node_and_explains(qtbot: QtBot, session: Session, page: BuildPage) -> None:
    conv = session.project.graph.named("conv_2")
    assert conv is not None
    session.select([conv.id])
    settle(qtbot, session)
    form = page.inspector.form
    assert isinstance(form, NodeForm)
    shown = {key: row.text() for key, row in form.cost.figures.items()}
    assert shown == {"parameters": "10,368", "flops": "1.33 M", "memory": "384.0 KiB"}
    assert form.cost.sight.text() == "5×5"
    assert "One unit sees 5×5 of image" in form.cost.sight.toolTip()
    assert "begins inside the padding, at −2 (offset)" in form.cost.sight.toolTip()
    session.select([])
    assert session.analyser.settled
    qtbot.wait(10)
    known = session.analyser.analysis
    session.do("Widen", set_params(session.project, [conv.id], out_channels=7))
    session.settle()
    qtbot.wait(50)
    assert session.analyser.analysis is known  # nobody looks


def test_several_nodes_are_added_up(qtbot: QtBot, session: Session, page: BuildPage) -> None:
    chosen = [instance for instance in session.project.graph if instance.name in ("conv_1", "conv_2", "relu_1")]
    session.select([instance.id for instance in chosen])
    settle(qtbot, session)
    form = page.inspector.form
    assert isinstance(form, ManyForm)
    shown = {key: row.text() for key, row in form.cost.figures.items()}
    assert shown == {"parameters": "10,584", "flops": "1.35 M", "memory": "768.0 KiB"}
    assert not form.cost.sight.isVisible()


def test_a_settings_file_with_another_word_is_read_as_the_default() -> None:
    replace(Settings(), figure="taste").save()
    assert Settings.load().figure == "parameters"
