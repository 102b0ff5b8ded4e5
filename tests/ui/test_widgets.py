from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget

from app.ui.widgets import (
    Badge,
    Card,
    ChoiceField,
    EmptyState,
    NumberField,
    Row,
    Segmented,
    SizeField,
    SizesField,
    StatRow,
    SwitchField,
    TextField,
    ask,
    button,
    toast,
    tool_button,
    withdraw_offers,
)
from app.ui.widgets.feedback import Question, Toast
from app.ui.widgets.numbers import number_text, parse_number, parse_size, parse_sizes


@pytest.fixture
def shown(qtbot):
    """Puts widgets into a shown window, so that focus and keys are real."""
    hosts = []

    def show(*widgets: QWidget) -> QWidget:
        host = QWidget()
        hosts.append(host)
        qtbot.addWidget(host)
        column = QVBoxLayout(host)
        for widget in widgets:
            column.addWidget(widget)
        host.resize(400, 300)
        host.show()
        host.activateWindow()
        widgets[0].setFocus()
        QApplication.processEvents()
        return host

    return show


def collect(signal) -> list:
    seen: list = []
    signal.connect(seen.append)
    return seen


def wheel(widget: QWidget, up: int) -> None:
    middle = QPointF(widget.rect().center())
    event = QWheelEvent(
        middle, middle, QPoint(), QPoint(0, 120 * up), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(widget, event)


@pytest.mark.parametrize(
    ("value", "text"), [(64, "64"), (0.001, "0.001"), (1e-5, "1e-5"), (1.0, "1.0"), (2.5e-7, "2.5e-7"), (1e20, "1e20")]
)
def test_numbers_read_back_as_themselves(value: float, text: str) -> None:
    assert number_text(value) == text
    assert float(text) == value


@pytest.mark.parametrize("text", ["", "x", "nan", "inf", "1.5", "0", "11", "1,5"])
def test_texts_that_are_no_integer_from_1_to_10(text: str) -> None:
    with pytest.raises(ValueError, match="an integer from 1 to 10"):
        parse_number(text, 1, 10, True)


@pytest.mark.parametrize(("text", "value"), [("3", 3), ("3 × 5", (3, 5)), ("3x5", (3, 5)), ("(3, 5)", (3, 5))])
def test_sizes_in_the_ways_people_write_them(text: str, value: object) -> None:
    assert parse_size(text, 1, None) == value


def test_a_size_has_one_number_or_one_per_axis() -> None:
    assert parse_size("1 × 3 × 3", 1, None, axes=3) == (1, 3, 3)
    for text in ("3 × 3", "3 × 3 × 3 × 3", ""):
        with pytest.raises(ValueError, match="an integer, or 3 as 3 × 3 × 3, of at least 1"):
            parse_size(text, 1, None, axes=3)
    with pytest.raises(ValueError, match="an integer, or two as 3 × 3, of at least 1"):
        parse_size("1 × 3 × 3", 1, None)


def test_size_lists() -> None:
    assert parse_sizes("1, 8, 8", 1, None) == (1, 8, 8)
    assert parse_sizes("", 1, None) == ()
    with pytest.raises(ValueError, match="of at least 1"):
        parse_sizes("0, 8", 1, None)


def test_a_size_list_has_a_limit() -> None:
    assert parse_sizes("1, 8, 8", 1, None, longest=3) == (1, 8, 8)
    with pytest.raises(ValueError, match="Expected at most 3 integers, got 4"):
        parse_sizes("1, 2, 3, 4", 1, None, longest=3)


def test_a_number_is_committed_by_enter_not_by_keys(qtbot, shown) -> None:
    field = NumberField(4, 1, 64, True)
    shown(field)
    seen = collect(field.changed)
    field.selectAll()
    qtbot.keyClicks(field, "32")
    assert seen == []
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert seen == [32]
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert seen == [32]


def test_a_number_is_committed_when_the_focus_leaves(qtbot, shown) -> None:
    field, other = NumberField(4, 1, 64, True), TextField()
    shown(field, other)
    seen = collect(field.changed)
    field.setText("8")
    other.setFocus()
    assert seen == [8]


def test_a_bad_number_is_marked_explained_and_taken_back_by_escape(qtbot, shown) -> None:
    field = NumberField(4, 1, 64, True)
    row = Row("groups", field)
    shown(row)
    field.setFocus()
    seen = collect(field.changed)
    field.selectAll()
    qtbot.keyClicks(field, "99")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert seen == []
    assert field.property("error") is True
    assert "from 1 to 64" in field.toolTip()
    assert any("from 1 to 64" in text.text() for text in row.findChildren(QLabel) if text.isVisible())
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == "4"
    assert field.property("error") is False
    assert field.value() == 4


def test_arrows_and_the_wheel_step_within_limits(qtbot, shown) -> None:
    field = NumberField(4, 1, 6, True)
    shown(field)
    seen = collect(field.changed)
    qtbot.keyClick(field, Qt.Key.Key_Up)
    qtbot.keyClick(field, Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(field, Qt.Key.Key_Up)
    wheel(field, -1)
    assert seen == [5, 6, 5]


def test_the_wheel_leaves_an_unfocused_field_alone(qtbot, shown) -> None:
    field, other, choice = NumberField(4, 1, 6, True), TextField(), ChoiceField(["a", "b"], "a")
    shown(other, field, choice)
    wheel(field, 1)
    wheel(choice, -1)
    assert field.value() == 4
    assert choice.value() == "a"


@pytest.mark.parametrize(("start", "up", "down"), [(0.001, 0.002, 0.0009), (0.5, 0.6, 0.4), (1e-5, 2e-5, 9e-6)])
def test_a_step_changes_the_first_digit(start: float, up: float, down: float) -> None:
    field = NumberField(start, 0)
    assert field.stepped(start, 1) == pytest.approx(up)
    assert field.stepped(start, -1) == pytest.approx(down)


def test_an_optional_number_may_be_empty(qtbot, shown) -> None:
    field = NumberField(1.0, 0, optional=True)
    shown(field)
    seen = collect(field.changed)
    field.clear()
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert seen == [None]
    assert field.placeholderText() == "off"


def test_setting_a_value_is_silent(qtbot) -> None:
    field, choice, switch = NumberField(1, 0, 9, True), ChoiceField(["a", "b"]), SwitchField()
    for widget in (field, choice, switch):
        qtbot.addWidget(widget)
    seen = [collect(widget.changed) for widget in (field, choice, switch)]
    field.set(5)
    choice.set("b")
    switch.set(True)
    assert seen == [[], [], []]
    assert (field.value(), choice.value(), switch.value()) == (5, "b", True)


def test_a_size_field_takes_pairs_and_steps_both(qtbot, shown) -> None:
    field = SizeField(3, 1)
    shown(field)
    seen = collect(field.changed)
    field.setText("3x5")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.keyClick(field, Qt.Key.Key_Up)
    assert seen == [(3, 5), (4, 6)]
    assert field.text() == "4 × 6"


def test_a_sizes_field_takes_a_list(qtbot, shown) -> None:
    field = SizesField((1, 8, 8), 1)
    shown(field)
    seen = collect(field.changed)
    field.setText("3 16 16")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert seen == [(3, 16, 16)]
    assert field.text() == "3, 16, 16"


def test_a_sizes_field_refuses_more_than_its_limit(qtbot, shown) -> None:
    field = SizesField((1, 8, 8), 1, longest=3)
    shown(field)
    seen = collect(field.changed)
    field.setText("1 2 3 4")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert seen == [] and field.value() == (1, 8, 8)
    assert field.property("error") and "at most 3 integers" in field.toolTip()


def test_a_text_field_takes_no_more_than_its_limit(qtbot, shown) -> None:
    field = TextField("ab", longest=4)
    shown(field)
    field.setCursorPosition(2)
    qtbot.keyClicks(field, "cdefg")
    assert field.text() == "abcd"


def test_a_text_too_long_for_its_field_shows_its_beginning(qtbot, shown) -> None:
    field = TextField("short")
    shown(field)
    field.setFixedWidth(90)
    field.clearFocus()
    field.set("conv_1_a_rather_long_descriptive_name")
    assert field.cursorPosition() == 0
    field.setFocus()
    field.setCursorPosition(5)
    qtbot.keyClick(field, Qt.Key.Key_X)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert field.cursorPosition() > 0


def test_mixed_values_stay_until_something_is_entered(qtbot, shown) -> None:
    field = NumberField(4, 1, 64, True)
    shown(field)
    seen = collect(field.changed)
    field.set_mixed()
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert seen == []
    qtbot.keyClicks(field, "4")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert seen == [4]


def test_a_switch_turns_by_click_and_space(qtbot, shown) -> None:
    field = SwitchField(False)
    shown(field)
    seen = collect(field.changed)
    qtbot.mouseClick(field, Qt.MouseButton.LeftButton)
    field.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(field, Qt.Key.Key_Space)
    assert seen == [True, False]


def test_a_choice_by_keys(qtbot, shown) -> None:
    field = ChoiceField([("adam", "Adam"), ("sgd", "SGD")], "adam")
    shown(field)
    seen = collect(field.changed)
    qtbot.keyClick(field, Qt.Key.Key_Down)
    assert seen == ["sgd"]


def test_segments_tell_only_what_a_person_chose(qtbot) -> None:
    pages = Segmented([("build", "Build"), ("train", "Train")])
    qtbot.addWidget(pages)
    seen = collect(pages.changed)
    pages.set("train")
    assert pages.value() == "train"
    qtbot.mouseClick(pages.segment("build"), Qt.MouseButton.LeftButton)
    assert seen == ["build"]
    pages.set("")
    assert pages.value() == ""


def test_buttons_do_not_take_the_focus_of_a_click(qtbot, shown) -> None:
    field, press = TextField("x"), button("Run", "play", "run")
    shown(field, press)
    qtbot.mouseClick(press, Qt.MouseButton.LeftButton)
    assert field.hasFocus()
    assert not press.icon().isNull()


def test_icon_buttons_have_a_name_for_screen_readers(qtbot) -> None:
    made = tool_button("undo-2", "Undo")
    qtbot.addWidget(made)
    assert made.accessibleName() == made.toolTip() == "Undo"


def test_rows_badges_and_cards_show_their_texts(qtbot) -> None:
    card, stat, badge = Card("Loss"), StatRow("Parameters"), Badge("3", "bad")
    for widget in (card, stat, badge):
        qtbot.addWidget(widget)
    stat.set("4,640")
    badge.set("0", "secondary")
    assert card.title.text() == "Loss"
    assert stat.text() == "4,640"
    assert badge.text() == "0"


def test_text_from_files_is_never_read_as_markup(qtbot) -> None:
    badge = Badge("<b>bold</b>")
    qtbot.addWidget(badge)
    assert badge.textFormat() == Qt.TextFormat.PlainText


def test_an_empty_state_has_one_button(qtbot) -> None:
    pressed: list[bool] = []
    state = EmptyState("play", "No runs", "Press Run.", "Run", lambda: pressed.append(True))
    qtbot.addWidget(state)
    qtbot.mouseClick(state.action, Qt.MouseButton.LeftButton)
    assert pressed == [True]


def test_a_toast_replaces_the_one_before_and_acts(qtbot, shown) -> None:
    pressed: list[bool] = []
    host = shown(QLabel("page"))
    toast(host, "first")
    second = toast(host, "second", "Undo", lambda: pressed.append(True))
    QApplication.processEvents()
    assert [note.text.text() for note in host.findChildren(Toast) if note.isVisible()] == ["second"]
    second._act()
    assert pressed == [True]
    assert not second.isVisible()


def test_asking_gives_the_button_or_nothing(qtbot, shown) -> None:
    host = shown(QLabel("page"))

    def press(name: str) -> None:
        (question,) = [window for window in QApplication.topLevelWidgets() if isinstance(window, Question)]
        if name:
            question.buttons[name].click()
        else:
            qtbot.keyClick(question, Qt.Key.Key_Escape)

    buttons = [("discard", "Discard", "danger"), ("save", "Save", "primary")]
    for name in ("save", ""):
        QTimer.singleShot(50, lambda name=name: press(name))
        assert ask(host, "Save?", "It has changes.", buttons) == name
        QApplication.sendPostedEvents(None, 52)


def test_offers_are_withdrawn_and_plain_notes_stay(qtbot, shown) -> None:
    host = shown(QWidget())
    host.resize(800, 400)
    toast(host, "the next run goes on from there", "Start fresh", lambda: None)
    withdraw_offers(host)
    assert not [note for note in host.findChildren(Toast) if note.isVisible()]
    plain = toast(
        host, "a note of more than ninety characters, which has to stand in two lines and not in four of them"
    )
    withdraw_offers(host)
    assert plain.isVisible() and plain.text.height() < 3 * plain.text.fontMetrics().lineSpacing()
    plain.dismiss()
