"""A block from its making to its end, by mouse and keys in the real window; and a network typed in the palette."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QPushButton
from story_steps import CONTROL, LEFT, SHIFT, Person

from app.graph.files.format import dump
from app.ui.panels.inspector.block_form import BlockForm
from app.ui.panels.inspector.definition_form import DefinitionForm
from nodes.blocks import Block

Key = Qt.Key


def test_a_block_is_made_looked_into_given_an_argument_repeated_and_taken_apart(person: Person) -> None:
    person.window.begin("digits-cnn")
    person.session.settle()
    before = whole(person)
    make_a_block_of_three_nodes(person)
    look_into_it_by_key(person)
    name_it_and_give_it_an_argument(person)
    let_a_formula_follow_the_argument(person)
    leave_by_key(person)
    set_the_argument_of_the_use(person)
    repeat_it(person)
    place_it_again_from_the_palette(person)
    look_in_by_mouse_and_leave_by_the_breadcrumb(person)
    take_it_apart_from_the_menu(person)
    undo_all_and_redo_all(person, before)


def make_a_block_of_three_nodes(person: Person) -> None:
    person.choose("conv_2")
    for name in ("norm_2", "relu_2"):
        click_node(person, name, SHIFT)
    person.press(Key.Key_G, CONTROL | SHIFT)
    assert {"conv_2", "norm_2", "relu_2"}.isdisjoint(person.names())
    (made,) = person.session.selection
    assert isinstance(person.session.project.graph[made].node, Block)
    face = person.canvas.board.nodes[made].face
    assert (face.title, face.summary) == ("conv_block_1", "ConvBlock")
    assert face.block.inside == ("Convolution", "Normalization", "Activation")
    assert isinstance(person.build.inspector.form, BlockForm)
    person.picture("blocks-1-made")


def look_into_it_by_key(person: Person) -> None:
    person.press(Key.Key_Return)
    assert person.session.scope and {"conv_2", "norm_2", "relu_2"} <= set(person.names())
    assert person.canvas.breadcrumb.isVisible()
    code = person.build.dock.stack.widget(0)
    name = person.session.whole.blocks[person.session.scope].name
    person.wait(lambda: code.view.firstVisibleBlock().text().startswith(f"class {name}("))


def name_it_and_give_it_an_argument(person: Person) -> None:
    form = person.build.inspector.form
    assert isinstance(form, DefinitionForm)
    person.type_into(form.name.field, "ConvUnit")
    person.click(form.add)
    assert [row.argument.name for row in form.rows] == ["channels"]
    person.wait(form.rows[0].default.isVisible)
    person.type_into(form.rows[0].default, "48")
    assert person.session.whole.blocks[person.session.scope].defaults == {"channels": 48}


def let_a_formula_follow_the_argument(person: Person) -> None:
    person.choose("conv_2")
    row = person.build.inspector.form.params.rows["out_channels"]
    person.click(row.formula.switch)
    person.type_into(row.formula.line, "channels")
    assert dict(person.node("conv_2").formulas) == {"out_channels": "channels"}
    code = person.build.dock.stack.widget(0)
    person.wait(lambda: bool(code.view.marked))
    ((first, last),) = code.source.classes[person.session.scope]
    assert all(first <= start <= last for start, _ in code.view.marked)
    person.picture("blocks-2-inside")


def leave_by_key(person: Person) -> None:
    person.canvas.setFocus()
    person.press(Key.Key_Escape)
    person.press(Key.Key_Backspace)
    assert person.session.scope == "" and not person.canvas.breadcrumb.isVisible()


def set_the_argument_of_the_use(person: Person) -> None:
    person.choose(the_use(person))
    form = person.build.inspector.form
    assert isinstance(form, BlockForm)
    person.type_into(form.arguments.rows["channels"].field, "24")
    person.wait(lambda: output_of(person, the_use(person)) == "(N, 24, 8, 8)")
    assert "ConvUnit · channels 24" in person.canvas.board.nodes[person.session.selection[0]].face.summary


def repeat_it(person: Person) -> None:
    form = person.build.inspector.form
    once = parameters(person, the_use(person))
    assert not form.params.rows["share"].isVisible()
    person.type_into(form.params.rows["repeat"].field, "3")
    person.wait(lambda: parameters(person, the_use(person)) == 3 * once)
    assert person.canvas.board.nodes[person.session.selection[0]].face.block.badge == "×3"
    person.click(form.params.rows["share"].field)
    person.wait(lambda: parameters(person, the_use(person)) == once)
    person.press(Key.Key_Z, CONTROL)
    person.wait(lambda: parameters(person, the_use(person)) == 3 * once)
    person.picture("blocks-3-repeated")


def place_it_again_from_the_palette(person: Person) -> None:
    palette = person.build.palette_panel
    uses = len(all_uses(person))
    person.type_into(palette.field, "convunit")
    assert len(all_uses(person)) == uses + 1
    person.press(Key.Key_Escape)
    assert palette.field.text() == ""
    person.canvas.setFocus()
    person.press(Key.Key_Delete)
    assert len(all_uses(person)) == uses


def look_in_by_mouse_and_leave_by_the_breadcrumb(person: Person) -> None:
    person.canvas.fit()
    QTest.mouseDClick(person.canvas.viewport(), LEFT, pos=middle(person, the_use(person)))
    assert person.session.scope
    crumb = person.canvas.breadcrumb
    person.click(next(each for each in crumb.findChildren(QPushButton) if each.isVisible()))
    assert person.session.scope == ""


def take_it_apart_from_the_menu(person: Person) -> None:
    name = the_use(person)
    at = middle(person, name)
    screen = person.canvas.viewport().mapToGlobal(at)
    QApplication.sendEvent(person.canvas.viewport(), QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, screen))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    action = next(each for each in menu.actions() if each.text().startswith("Unpack"))
    QTest.mouseClick(menu, LEFT, pos=menu.actionGeometry(action).center())
    assert not all_uses(person)
    kinds = [person.session.project.graph[key].kind for key in person.session.selection]
    assert sorted(kinds) == sorted(["Conv2d", "BatchNorm2d", "ReLU"] * 3)
    person.wait(lambda: person.session.errors == [])


def undo_all_and_redo_all(person: Person, before: str) -> None:
    after = whole(person)
    steps = len(person.session.document.history())
    person.canvas.setFocus()
    for _ in range(steps):
        person.press(Key.Key_Z, CONTROL)
    assert whole(person) == before
    for _ in range(steps):
        person.press(Key.Key_Y, CONTROL)
    assert whole(person) == after


def test_a_network_is_typed_in_the_palette(person: Person) -> None:
    """Words of other libraries, arrows and Enter; the next word takes the place of the last."""
    welcome = person.window.page_widget("welcome")
    person.click(next(each for each in welcome.findChildren(QPushButton) if each.text() == "Empty network"))
    palette = person.build.palette_panel
    person.press(Key.Key_Slash)
    assert palette.field.hasFocus()
    for words in ("input", "flatten", "dense", "relu", "fullyConnectedLayer"):
        QTest.keyClicks(palette.field, words)
        person.press(Key.Key_Return)
    assert [each.kind for each in person.session.project.graph] == ["Input", "Flatten", "Linear", "ReLU", "Linear"]
    QTest.keyClicks(palette.field, "dropout")
    person.press(Key.Key_Down)
    person.press(Key.Key_Return)
    assert [each.kind for each in person.session.project.graph][-1] == "Dropout2d"
    person.picture("palette-typed")
    person.press(Key.Key_Escape)
    assert palette.field.text() == "" and palette.model.entry(0).text == "Common"


# what the eye sees and the hand does


def whole(person: Person) -> str:
    return dump(person.session.whole)


def all_uses(person: Person) -> list[str]:
    return [each.name for each in person.session.project.graph if isinstance(each.node, Block)]


def the_use(person: Person) -> str:
    (name,) = all_uses(person)
    return name


def parameters(person: Person, name: str) -> int:
    return person.session.inference.parameters.get(person.node(name).id, 0)


def output_of(person: Person, name: str) -> str:
    node = person.node(name)
    return str(person.session.inference.shapes.get((node.id, node.node.outputs[0])))


def middle(person: Person, name: str) -> QPoint:
    return person.canvas.mapFromScene(person.canvas.board.body(person.node(name).id).center() + QPointF(20, -12))


def click_node(person: Person, name: str, modifiers: Qt.KeyboardModifier) -> None:
    QTest.mouseClick(person.canvas.viewport(), LEFT, modifiers, middle(person, name))
