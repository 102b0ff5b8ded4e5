"""Python layers at the real window: a stranger's code waits to be read, one's own is written, changed and trained."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from story_steps import CONTROL, LEFT, NONE, SHIFT, Person

from app.graph.changes import arrange, duplicate, set_training
from app.graph.edits import apply_all
from app.graph.files.storage import save
from app.graph.python_layers.layer import CustomLayer
from app.ui.canvas.new_layer import NEW_LAYER
from app.ui.dialogs.python_layer import PythonLayerDialog
from app.ui.dialogs.trust import TrustDialog
from app.ui.panels.inspector.layer_form import LayerForm
from app.ui.shell.settings_dialog import SettingsDialog
from nodes import trusted
from tests.graph.layered import GATE, harmful, layered

Key = Qt.Key


@pytest.fixture(autouse=True)
def trust_ends_here() -> Iterator[None]:
    before = set(trusted._allowed)
    yield
    trusted.withdraw(trusted._allowed - before)


def open_layered(person: Person, folder: Path, code: str) -> CustomLayer:
    path = folder / "stranger.netloom"
    project = layered(code)
    apply_all(project, arrange(project, ()))
    save(project, path)
    person.window.begin(str(path))
    person.session.settle()
    (layer,) = person.session.whole.layers.values()
    return layer


def mark(person: Person) -> str:
    return person.canvas.board.nodes[person.node("own").id].face.mark


def shape_of(person: Person) -> object:
    inference = person.session.inference
    return None if inference is None else inference.shapes.get((person.node("own").id, "y"))


def test_a_strangers_code_waits_until_it_is_read_and_trusted(person: Person, tmp_path: Path) -> None:
    ran = tmp_path / "it ran"
    layer = open_layered(person, tmp_path, harmful(ran) + " " * 400 + "# far away")
    bar, problems = person.window.trust_bar, person.build.dock.problems
    assert bar.isVisible() and "Harmful" in bar.text.text()
    assert mark(person) == "shield-alert" and shape_of(person) is None
    person.choose("own")
    assert isinstance(person.build.inspector.form, LayerForm)
    assert person.build.inspector.form.title_label.text() == "Harmful"

    def read_and_leave(dialog: TrustDialog) -> None:
        assert dialog.view.toPlainText() == layer.code and dialog.view.isReadOnly()
        assert dialog.view.horizontalScrollBar().maximum() == 0, "nothing is out of sight at the right"
        assert "imports pathlib" in dialog.summary.text() and dialog.view.is_marked(1)
        assert QApplication.focusWidget() is dialog.view
        QTest.keyClick(dialog, Key.Key_Escape)

    def read_and_trust(dialog: TrustDialog) -> None:
        assert not ran.exists()
        person.picture("python-1-read", dialog)
        person.click(dialog.trust_button)

    person.in_dialog(TrustDialog, read_and_leave, lambda: person.press(Key.Key_Return))
    person.session.settle()
    person.picture("python-2-untrusted")
    assert not ran.exists() and bar.isVisible()
    person.build.dock.choose("problems")
    (row,) = [row for row in problems.rows if row.fix_button is not None]
    person.in_dialog(TrustDialog, read_and_leave, lambda: person.click(row.fix_button))
    assert not ran.exists() and not trusted.is_allowed(layer.sha256)
    person.in_dialog(TrustDialog, read_and_trust, lambda: person.click(bar.read_button))
    person.wait(lambda: shape_of(person) is not None)
    assert ran.exists() and not bar.isVisible() and mark(person) == "code"
    assert not person.session.document.history(), "trust is the person's, not the document's"

    def forget(dialog: SettingsDialog) -> None:
        assert dialog.trusted.text() == "1"
        person.click(dialog.forget_button)
        assert dialog.trusted.text() == "0" and not dialog.forget_button.isEnabled()
        person.picture("python-7-settings", dialog)
        person.click(dialog.findChildren(QPushButton)[-1])

    person.in_dialog(SettingsDialog, forget, person.window.dialogs.settings)
    person.wait(lambda: mark(person) == "shield-alert" and shape_of(person) is None)
    assert bar.isVisible() and not trusted.is_allowed(layer.sha256)


def test_an_edit_of_the_code_changes_all_uses_in_one_step(person: Person, tmp_path: Path) -> None:
    layer = CustomLayer("own_layer", GATE)
    trusted.allow([layer.sha256])
    open_layered(person, tmp_path, GATE)
    session = person.session
    session.do("Twice", duplicate(session.project, [person.node("own").id])[0])
    session.settle()
    uses = [each for each in person.names() if each.startswith("own")]
    assert len(uses) == 2 and not person.window.trust_bar.isVisible()
    face = person.canvas.board.nodes[person.node("own").id].face
    assert (face.title, face.summary, face.mark) == ("own", "Gated · 8 · 0.5", "code")
    before, steps = person.document, len(session.document.history())
    wider = GATE.replace("x: Tensor)", "x: Tensor, shift: Tensor | None = None)")

    def break_mend_and_take(dialog: PythonLayerDialog) -> None:
        editor = dialog.editor
        assert editor.hasFocus() and dialog.ok_button.isEnabled()
        QTest.keyClick(editor, Key.Key_End, CONTROL)
        QTest.keyClicks(editor, " *")
        person.wait(lambda: not dialog.ok_button.isEnabled())
        line = GATE.count("\n") + 1
        assert dialog.state.text.text().startswith(f"Line {line}:") and editor.is_marked(line)
        assert not dialog.apply_button.isEnabled()
        QTest.keyClick(editor, Key.Key_Home, CONTROL)
        person.click(dialog.state.go_button)
        assert editor.textCursor().blockNumber() == line - 1
        QTest.keyClick(editor, Key.Key_Return, CONTROL)
        assert dialog.isVisible() and person.document == before, "what cannot be read is not taken"
        QGuiApplication.clipboard().setText(wider)
        QTest.keyClick(editor, Key.Key_A, CONTROL)
        QTest.keyClick(editor, Key.Key_V, CONTROL)
        person.wait(dialog.ok_button.isEnabled)
        assert "x, shift → y" in dialog.state.text.text()
        person.picture("python-3-edit", dialog)
        QTest.keyClick(editor, Key.Key_Return, CONTROL)

    person.choose("own")
    person.in_dialog(PythonLayerDialog, break_mend_and_take, lambda: person.press(Key.Key_Return))
    assert [[port.name for port in person.node(name).node.inputs] for name in uses] == [["x", "shift"]] * 2
    assert len(session.document.history()) == steps + 1
    session.settle()
    assert shape_of(person) is not None, "what one writes oneself needs no other trust"
    person.press(Key.Key_Z, CONTROL)
    assert person.document == before


def test_esc_asks_before_it_drops_what_was_written(person: Person, tmp_path: Path) -> None:
    trusted.allow([CustomLayer("own_layer", GATE).sha256])
    open_layered(person, tmp_path, GATE)
    before, asked = person.document, []
    person.session.confirm = lambda title, text, buttons: asked.append(title) or ("drop" if len(asked) > 1 else "")

    def write_and_leave(dialog: PythonLayerDialog) -> None:
        QTest.keyClicks(dialog.editor, "# ")
        QTest.keyClick(dialog.editor, Key.Key_Escape)
        assert dialog.isVisible()
        QTest.keyClick(dialog.editor, Key.Key_Escape)

    edit = person.canvas.board.body(person.node("own").id).center() + QPointF(20, -12)
    place = person.canvas.mapFromScene(edit)
    person.in_dialog(
        PythonLayerDialog,
        write_and_leave,
        lambda: QTest.mouseDClick(person.canvas.viewport(), LEFT, NONE, place),
    )
    assert len(asked) == 2 and person.document == before


def test_apply_tells_in_which_line_the_code_fails_where_it_is_used(person: Person, tmp_path: Path) -> None:
    trusted.allow([CustomLayer("own_layer", GATE).sha256])
    open_layered(person, tmp_path, GATE)
    wrong = GATE.replace("return x * self.rate", "return x[:, :3] * self.rate")
    line = wrong[: wrong.index("x[:, :3]")].count("\n") + 1

    def apply_and_look(dialog: PythonLayerDialog) -> None:
        dialog.editor.write(GATE.replace("x: Tensor", "inner: Tensor"))
        QTest.keyClick(dialog.editor, Key.Key_Return, CONTROL)
        assert "the port x of own is linked" in dialog.state.text.text().lower() and dialog.isVisible()
        QGuiApplication.clipboard().setText(wrong)
        QTest.keyClick(dialog.editor, Key.Key_A, CONTROL)
        QTest.keyClick(dialog.editor, Key.Key_V, CONTROL)
        person.wait(lambda: dialog.reading.layer is not None)
        person.click(dialog.apply_button)
        person.wait(lambda: f"fails in line {line} of Gated" in dialog.state.text.text())
        assert dialog.editor.is_marked(line) and dialog.ok_button.isEnabled()
        person.picture("python-6-fails", dialog)
        QTest.keyClick(dialog.editor, Key.Key_Escape)

    person.choose("own")
    form = person.build.inspector.form
    person.in_dialog(PythonLayerDialog, apply_and_look, lambda: person.click(form.edit_button))
    assert person.session.whole.layers["own_layer"].code == wrong and len(person.session.document.history()) == 1


def test_a_new_layer_from_the_palette_is_wired_and_trains(person: Person) -> None:
    person.window.begin("digits-logistic")
    session = person.session
    session.do("One epoch", set_training(session.project, epochs=1))
    session.settle()
    before, steps = set(person.names()), len(session.document.history())

    def take(dialog: PythonLayerDialog) -> None:
        assert dialog.windowTitle() == "New Python layer" and not dialog.apply_button.isVisible()
        person.picture("python-4-new", dialog)
        person.click(dialog.ok_button)

    source, target = middle_link(person)
    person.in_dialog(PythonLayerDialog, take, lambda: drop_on_link(person, source, target))
    person.wait(lambda: set(person.names()) != before)
    person.window.activateWindow()
    (made,) = set(person.names()) - before
    assert made == "snake_1" and len(session.document.history()) == steps + 1
    assert {f"{source} -> {made}.x", f"{made} -> {target}.x"} <= person.links()
    assert person.build.palette_panel.model.row_of("Snake") >= 0
    session.settle()
    assert not session.errors
    person.picture("python-5-placed")
    person.press(Key.Key_Return, CONTROL)
    person.wait_for("finished")
    assert session.run is not None and session.run.telemetry.latest("epoch") == 1
    person.press(Key.Key_Z, CONTROL)
    assert set(person.names()) == before and not session.whole.layers


def middle_link(person: Person) -> tuple[str, str]:
    """The link that goes into the linear layer."""
    graph = person.session.project.graph
    link = next(each for each in graph.links() if graph[each.target].kind == "Linear")
    return graph[link.source].name, graph[link.target].name


def drop_on_link(person: Person, source: str, target: str) -> None:
    data = person._pick_up(NEW_LAYER.kind)
    at, zone = QPointF(person._view_point(person.middle_of_link(source, target))), person.canvas.viewport()
    enter = QDragEnterEvent(at.toPoint(), Qt.DropAction.CopyAction, data, LEFT, NONE)
    QApplication.sendEvent(zone, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(zone, QDragMoveEvent(at.toPoint(), Qt.DropAction.CopyAction, data, LEFT, NONE))
    QApplication.sendEvent(zone, QDropEvent(at, Qt.DropAction.CopyAction, data, LEFT, NONE))


def test_a_link_let_go_on_empty_ground_goes_into_a_layer_that_is_written(person: Person, tmp_path: Path) -> None:
    trusted.allow([CustomLayer("own_layer", GATE).sha256])
    open_layered(person, tmp_path, GATE)
    before = set(person.names())

    def write_mix(dialog: PythonLayerDialog) -> None:
        dialog.examples.menu().actions()[1].trigger()
        assert dialog.reading.layer is not None and dialog.reading.layer.entries == ("x", "other", "gate")
        QTest.keyClick(dialog.editor, Key.Key_Return, CONTROL)

    start = person.output_place("linear")
    person.drag(start, start + QPointF(60, 160))
    QTest.keyClicks(person.canvas.search.field, "python")
    assert person.canvas.search.choices()[:2] == [NEW_LAYER.kind, "Gated"]
    field = person.canvas.search.field
    person.in_dialog(PythonLayerDialog, write_mix, lambda: QTest.keyClick(field, Key.Key_Return))
    assert set(person.names()) - before == {"mix_1"} and "linear -> mix_1.x" in person.links()
    assert [port.optional for port in person.node("mix_1").node.inputs] == [False, False, True]


def test_inside_a_block_a_layer_is_written_into_the_block(person: Person, tmp_path: Path) -> None:
    trusted.allow([CustomLayer("own_layer", GATE).sha256])
    open_layered(person, tmp_path, GATE)
    person.choose("own")
    person.press(Key.Key_G, CONTROL | SHIFT)
    person.press(Key.Key_Return)
    assert person.session.scope
    steps = len(person.session.document.history())
    person.in_dialog(PythonLayerDialog, lambda dialog: person.click(dialog.ok_button), person.window.write_layer)
    assert "snake_1" in person.names() and "snake_1" not in [each.name for each in person.session.whole.graph]
    assert len(person.session.document.history()) == steps + 1
    person.choose("own")
    wider = GATE.replace("x: Tensor)", "x: Tensor, shift: Tensor | None = None)")

    def take(dialog: PythonLayerDialog) -> None:
        dialog.editor.write(wider)
        QTest.keyClick(dialog.editor, Key.Key_Return, CONTROL)

    person.in_dialog(PythonLayerDialog, take, lambda: person.press(Key.Key_Return))
    assert person.canvas.board.nodes[person.node("own").id].instance.node.entries == ("x", "shift")


def test_pasted_code_of_another_document_waits_to_be_read(person: Person, tmp_path: Path) -> None:
    ran = tmp_path / "it ran"
    open_layered(person, tmp_path, harmful(ran))
    person.choose("own")
    person.press(Key.Key_C, CONTROL)
    person.session.new()
    person.window.show_page("build")
    assert not person.window.trust_bar.isVisible()
    person.canvas.setFocus()
    person.press(Key.Key_V, CONTROL)
    person.session.settle()
    assert person.names() == ["own"] and person.window.trust_bar.isVisible() and not ran.exists()
    person.click(person.window.trust_bar.dismiss_button)
    assert not person.window.trust_bar.isVisible() and mark(person) == "shield-alert"
