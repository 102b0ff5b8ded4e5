"""The inspector: forms for a node, several nodes and the project, and what they write into the document."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

import nodes
from app.graph.changes import connect, place, set_instance, set_params, share_weights
from app.graph.problem import Fix, Problem
from app.ui.panels.inspector import InspectorPanel
from app.ui.panels.inspector.many_form import ManyForm
from app.ui.panels.inspector.node_form import NodeForm
from app.ui.panels.inspector.project_form import ProjectForm
from app.ui.session import Session
from app.ui.widgets import EntryField


@pytest.fixture
def session() -> Iterator[Session]:
    made = Session()
    made.warm(wait=True)
    made.new()
    yield made
    made.close()


@pytest.fixture
def panel(session: Session, qtbot: QtBot) -> Iterator[InspectorPanel]:
    made = InspectorPanel(session)
    qtbot.addWidget(made)
    made.resize(290, 1000)
    made.show()
    made.activateWindow()
    yield made
    made.hide()


def add(session: Session, kind: str, **params: object) -> str:
    edits, node_id = place(session.project, kind, 0, 0, **params)
    session.do(f"Add {kind}", edits)
    return node_id


def link(session: Session, source: str, target: str, output: str = "y", input: str = "x") -> None:
    session.do("Connect", connect(session.project, source, output, target, input))


def write(qtbot: QtBot, field: EntryField, text: str) -> None:
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, text)
    qtbot.keyClick(field, Qt.Key.Key_Return)


def test_nothing_chosen_shows_the_project(session: Session, panel: InspectorPanel, qtbot: QtBot) -> None:
    image, conv = add(session, "Input"), add(session, "Conv2d")
    link(session, image, conv)
    session.settle()
    assert isinstance(panel.form, ProjectForm)
    assert panel.form.stats["Nodes"].text() == "2"
    assert panel.form.stats["Links"].text() == "1"
    assert panel.form.stats["Parameters"].text() == "160"
    assert "error" in panel.form.stats["Problems"].text()
    write(qtbot, panel.form.title.field, "First steps")
    assert session.project.title == "First steps"


def test_summary_is_written_when_one_leaves_it(session: Session, panel: InspectorPanel) -> None:
    panel.form.summary.setFocus()
    panel.form.summary.setPlainText("It learns digits.")
    assert session.project.summary == ""
    panel.form.title.field.setFocus()
    assert session.project.summary == "It learns digits."


def test_a_node_has_a_field_for_every_parameter(session: Session, panel: InspectorPanel) -> None:
    for kind in nodes.kinds():
        node_id = add(session, kind.kind)
        session.select([node_id])
        assert isinstance(panel.form, NodeForm)
        node = session.project.graph[node_id].node
        assert list(panel.form.params.rows) == [info.name for info in kind.params()]
        for name, row in panel.form.params.rows.items():
            assert row.field.value() == getattr(node, name)
            assert row.back.isHidden()
            assert row.name.toolTip()
        assert (panel.form.weights is not None) == kind.weighted
        assert panel.form.formula.text() == kind.formula


def test_a_value_goes_into_the_document_as_one_step(session: Session, panel: InspectorPanel, qtbot: QtBot) -> None:
    conv = add(session, "Conv2d")
    session.select([conv])
    row = panel.form.params.rows["kernel_size"]
    write(qtbot, row.field, "5 x 3")
    assert session.project.graph[conv].node.kernel_size == (5, 3)
    assert session.document.undo_label == "Change kernel_size"
    assert not row.back.isHidden()
    session.undo()
    assert row.field.value() == 3
    assert row.back.isHidden()


def test_a_bad_value_stays_out_and_says_why(session: Session, panel: InspectorPanel, qtbot: QtBot) -> None:
    conv = add(session, "Conv2d")
    session.select([conv])
    row = panel.form.params.rows["kernel_size"]
    write(qtbot, row.field, "0")
    assert session.project.graph[conv].node.kernel_size == 3
    assert row.error.isVisible()
    assert "from 1 to 4096" in row.error.text()
    qtbot.keyClick(row.field, Qt.Key.Key_Escape)
    assert row.field.text() == "3"
    assert not row.error.isVisible()


def test_what_only_the_kind_refuses_is_said_too(session: Session, panel: InspectorPanel, qtbot: QtBot) -> None:
    node_id = add(session, "Permute")
    session.select([node_id])
    row = panel.form.params.rows["order"]
    write(qtbot, row.field, "1, 1")
    assert session.project.graph[node_id].node.order == (2, 1)
    assert row.error.text() == "Expected each of 1 to 2 once, got [1, 1]."
    assert row.field.text() == "1, 1"
    qtbot.keyClick(row.field, Qt.Key.Key_Escape)
    assert row.field.text() == "2, 1"


def test_reset_brings_the_default_back(session: Session, panel: InspectorPanel, qtbot: QtBot) -> None:
    conv = add(session, "Conv2d", padding=2, bias=False)
    session.select([conv])
    for name, default in (("padding", 0), ("bias", True)):
        row = panel.form.params.rows[name]
        qtbot.mouseClick(row.back, Qt.MouseButton.LeftButton)
        assert getattr(session.project.graph[conv].node, name) == default
        assert row.back.isHidden()


def test_switch_and_choice_write(session: Session, panel: InspectorPanel, qtbot: QtBot) -> None:
    up = add(session, "Upsample")
    session.select([up])
    rows = panel.form.params.rows
    assert rows["align_corners"].isHidden() or not rows["align_corners"].isVisible()
    panel.form.params.fold.head.click()
    qtbot.mouseClick(rows["align_corners"].field, Qt.MouseButton.LeftButton)
    assert session.project.graph[up].node.align_corners is True
    rows["mode"].field.setFocus()
    qtbot.keyClick(rows["mode"].field, Qt.Key.Key_Down)
    assert session.project.graph[up].node.mode == "bilinear"
    panel.form.params.fold.head.click()


def test_rename_and_its_refusal(session: Session, panel: InspectorPanel, qtbot: QtBot) -> None:
    add(session, "Linear")
    second = add(session, "Linear")
    session.select([second])
    first_name = next(iter(session.project.graph)).name
    write(qtbot, panel.form.name.field, "head")
    assert session.project.graph[second].name == "head"
    write(qtbot, panel.form.name.field, first_name)
    assert session.project.graph[second].name == "head"
    assert panel.form.name.error.isVisible()


def test_weights_fields(session: Session, panel: InspectorPanel, qtbot: QtBot) -> None:
    conv = add(session, "Conv2d")
    session.select([conv])
    weights = panel.form.weights
    choices = [weights.initialization.itemData(index) for index in range(weights.initialization.count())]
    assert choices[0] == ""
    assert "kaiming_normal" in choices
    weights.initialization.setFocus()
    qtbot.keyClick(weights.initialization, Qt.Key.Key_Down)
    assert session.project.graph[conv].initialization == choices[1]
    write(qtbot, weights.rows[1].field, "0.1")
    assert session.project.graph[conv].lr_factor == 0.1
    qtbot.mouseClick(weights.rows[2].field, Qt.MouseButton.LeftButton)
    assert session.project.graph[conv].frozen is True


def test_shapes_and_cost_follow_the_drawing(session: Session, panel: InspectorPanel) -> None:
    image, conv = add(session, "Input"), add(session, "Conv2d")
    session.select([conv])
    assert panel.form.cost.outputs["y"].text() == "–"
    link(session, image, conv)
    session.settle()
    assert panel.form.shapes.text() == "(N, 1, 8, 8) → (N, 16, 6, 6)"
    assert panel.form.cost.outputs["y"].text() == "(N, 16, 6, 6)"
    assert panel.form.cost.figures["parameters"].text() == "160"
    session.do("Widen", set_params(session.project, [conv], out_channels=32))
    session.settle()
    assert panel.form.cost.figures["parameters"].text() == "320"


def test_a_long_quick_fix_does_not_push_the_form_out(session: Session, panel: InspectorPanel) -> None:
    conv = add(session, "Conv2d")
    session.select([conv])
    QApplication.processEvents()
    width = panel.form.width()
    fix = Fix("Connect a_very_long_name_of_it → another_one_like_it → and_the_third_one", ())
    panel.form.trouble.show_problems([Problem("warning", "is not connected yet", conv, fix=fix)])
    QApplication.processEvents()
    button = panel.form.trouble.fix
    assert panel.form.width() == width and button.geometry().right() <= panel.form.trouble.width()
    assert "…" in button.text() and fix.label in button.toolTip()


def test_trouble_is_shown_with_its_quick_fix(session: Session, panel: InspectorPanel, qtbot: QtBot) -> None:
    image, linear = add(session, "Input"), add(session, "Linear")
    link(session, image, linear)
    session.settle()
    session.select([linear])
    assert panel.form.trouble.isVisible()
    assert "(N, 1, 8, 8)" in panel.form.trouble.text.text()
    assert "Flatten" in panel.form.trouble.fix.text()
    qtbot.mouseClick(panel.form.trouble.fix, Qt.MouseButton.LeftButton)
    assert "Flatten" in [instance.kind for instance in session.project.graph]
    session.settle()
    trouble = panel.form.trouble
    assert not trouble.isVisible() or "(N, 1, 8, 8)" not in trouble.text.text()


def test_several_of_a_kind_are_changed_at_once(session: Session, panel: InspectorPanel, qtbot: QtBot) -> None:
    ids = [add(session, "Conv2d", out_channels=channels) for channels in (8, 16)]
    session.select(ids)
    assert isinstance(panel.form, ManyForm)
    row = panel.form.params.rows["out_channels"]
    assert row.field.text() == ""
    assert row.mixed
    write(qtbot, row.field, "24")
    assert [session.project.graph[node_id].node.out_channels for node_id in ids] == [24, 24]
    session.undo()
    assert [session.project.graph[node_id].node.out_channels for node_id in ids] == [8, 16]
    assert row.mixed


def test_different_kinds_share_what_means_the_same(session: Session, panel: InspectorPanel, qtbot: QtBot) -> None:
    ids = [add(session, kind) for kind in ("Dropout", "Dropout2d", "Dropout")]
    session.select(ids)
    write(qtbot, panel.form.params.rows["p"].field, "0.2")
    assert {session.project.graph[node_id].node.p for node_id in ids} == {0.2}
    session.select([ids[0], add(session, "ReLU")])
    assert not panel.form.params.rows
    assert panel.form.weights is None


def test_frozen_is_written_to_the_weighted_ones_only(session: Session, panel: InspectorPanel, qtbot: QtBot) -> None:
    conv, relu = add(session, "Conv2d"), add(session, "ReLU")
    session.select([conv, relu])
    qtbot.mouseClick(panel.form.weights.rows[2].field, Qt.MouseButton.LeftButton)
    assert session.project.graph[conv].frozen
    assert not session.project.graph[relu].frozen


def test_note_is_kept(session: Session, panel: InspectorPanel) -> None:
    conv = add(session, "Conv2d")
    session.select([conv])
    panel.form.note.setFocus()
    panel.form.note.setPlainText("try 5x5")
    panel.form.name.field.setFocus()
    assert session.project.graph[conv].note == "try 5x5"
    session.do("Note", set_instance(session.project, conv, note="no"))
    assert panel.form.note.toPlainText() == "no"


def test_typing_survives_an_edit_elsewhere(session: Session, panel: InspectorPanel) -> None:
    conv, other = add(session, "Conv2d"), add(session, "Linear")
    session.select([conv])
    field = panel.form.params.rows["stride"].field
    field.setFocus()
    field.setText("2")
    session.do("Elsewhere", set_params(session.project, [other], out_features=3))
    assert field.text() == "2"


def test_half_typed_text_is_not_written_to_the_next_node(session: Session, panel: InspectorPanel) -> None:
    first, second = add(session, "Conv2d"), add(session, "Conv2d")
    session.select([first])
    field = panel.form.params.rows["stride"].field
    field.setFocus()
    field.setText("7")
    session.select([second])
    QApplication.processEvents()
    assert session.project.graph[first].node.stride == 1
    assert session.project.graph[second].node.stride == 1


def test_deleting_the_shown_node_leaves_the_project(session: Session, panel: InspectorPanel) -> None:
    from app.graph.changes import delete

    conv = add(session, "Conv2d")
    session.select([conv])
    session.do("Delete", delete(session.project, [conv]))
    assert isinstance(panel.form, ProjectForm)
    session.undo()
    session.select([conv])
    session.new()
    assert isinstance(panel.form, ProjectForm)
    assert panel.form.stats["Nodes"].text() == "0"


def test_a_form_serves_every_node_of_its_kind(session: Session, panel: InspectorPanel, qtbot: QtBot) -> None:
    first, second = add(session, "Conv2d", stride=2), add(session, "Conv2d", stride=3)
    session.select([first])
    form = panel.form
    session.select([add(session, "ReLU")])
    assert not form.isVisible()
    session.select([second])
    assert panel.form is form
    assert form.isVisible()
    assert form.params.rows["stride"].field.value() == 3
    assert form.name.field.value() == session.project.graph[second].name
    write(qtbot, form.params.rows["stride"].field, "1")
    assert [session.project.graph[node_id].node.stride for node_id in (first, second)] == [2, 1]


def test_another_document_takes_nothing_half_typed(session: Session, panel: InspectorPanel) -> None:
    panel.form.title.field.setFocus()
    panel.form.title.field.setText("Half a ti")
    session.new()
    panel.form.summary.setFocus()
    assert session.project.title == "Untitled"
    assert not session.document.can_undo


def test_a_node_that_uses_anothers_weights_says_so_and_gets_its_own(
    session: Session, panel: InspectorPanel, qtbot: QtBot
) -> None:
    first, second = add(session, "Linear"), add(session, "Linear")
    session.do("Share", share_weights(session.project, [first, second]))
    session.select([second])
    weights = panel.form.weights
    assert session.project.graph[first].name in weights.shared.text.text()
    assert all(row.isHidden() for row in weights.rows)
    qtbot.mouseClick(weights.shared.button, Qt.MouseButton.LeftButton)
    assert not session.project.graph[second].shares
    assert weights.shared.isHidden() and not any(row.isHidden() for row in weights.rows)
