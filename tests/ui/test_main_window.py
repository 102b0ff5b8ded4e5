from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QMimeData, QObject, QPoint, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QLabel, QLineEdit, QPushButton, QWidget

from app.errors import NetloomError
from app.graph import changes
from app.graph.edits import SetSection
from app.graph.files.storage import load
from app.ui.actions import PAGES
from app.ui.dialogs.try_it import open_try_it
from app.ui.main_window import PLACES, MainWindow
from app.ui.session import Session
from app.ui.settings import Settings
from app.ui.shell.command_palette import Command, CommandPalette
from app.ui.shell.fuzzy import score
from app.ui.shell.place import restore_place
from app.ui.shell.recovery import ErrorReport, Recovery
from app.ui.shell.settings_dialog import SettingsDialog
from app.ui.shell.shortcut_sheet import ShortcutSheet, shown_key
from app.ui.theme import theme
from app.ui.widgets.feedback import Question, Toast

WAIT = 60_000


@pytest.fixture
def window(qtbot) -> Iterator[MainWindow]:
    session = Session(Settings(theme="dark"))
    session.warm(wait=True)
    made = MainWindow(session)
    made.resize(1200, 800)
    made.show()
    made.activateWindow()
    yield made
    session.confirm = lambda title, text, buttons: "discard" if "Save" in title else "stop"
    made.close()
    made.deleteLater()
    theme().set_mode("dark")


@pytest.fixture
def building(window: MainWindow) -> MainWindow:
    window.begin("moons-mlp")
    QApplication.processEvents()
    return window


def change(window: MainWindow) -> None:
    window.session.do("Title", [SetSection("title", "Changed")])


def toasts(window: MainWindow) -> list[str]:
    return [note.text.text() for note in window.findChildren(Toast) if note.isVisible()]


def in_dialog(kind: type[QDialog], act) -> None:
    """Act on the dialog of that kind as soon as it is open."""

    def look() -> None:
        found = [each for each in QApplication.topLevelWidgets() if isinstance(each, kind) and each.isVisible()]
        act(found[0]) if found else QTimer.singleShot(20, look)

    QTimer.singleShot(20, look)


# pages


def test_it_begins_on_the_welcome_page(window: MainWindow) -> None:
    window.begin()
    assert window.page == "welcome"
    assert window.top.title.text() == "Netloom"
    assert window.top.pages.value() == ""


def test_the_welcome_page_offers_nothing_for_a_drawing_that_is_not_there(window: MainWindow) -> None:
    window.begin()
    window.session.settle()
    QApplication.processEvents()
    told = [each.text() for each in window.status.findChildren(QLabel)]
    assert not any("node" in text or "link" in text or "error" in text for text in told)
    buttons = (window.top.run_buttons.main, window.top.export)
    assert all(not button.isEnabled() and "Nothing is open" in button.toolTip() for button in buttons)
    assert not window.top.run_buttons.checks.isEnabled()
    offered = {row.id for row in window.actions_table if row.enabled()}
    assert not offered & {"run.toggle", "run.probe", "file.export", "file.save", "file.picture", "edit.find"}
    window.session.open("moons-mlp")
    window.show_page("build")
    assert all(button.isEnabled() and "Nothing" not in button.toolTip() for button in buttons)
    assert "nodes" in window.status.size.text()
    window.show_welcome()
    assert not any(button.isEnabled() for button in buttons) and window.status.size.text() == ""


def test_an_empty_drawing_is_no_error_yet(qtbot, window: MainWindow) -> None:
    window.begin()
    window.show_page("build")
    window.session.settle()
    build = window.page_widget("build")
    assert window.status.state.text() == "Nothing drawn yet"
    assert build.dock.tabs.tabText(1) == "Problems"
    assert build.inspector.form.stats["Problems"].text() == "–"
    starters = build.canvas.empty.starters
    for button, page in ((starters.data, "data"), (starters.examples, "welcome")):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        assert window.page == page
        window.show_page("build")
    qtbot.mouseClick(starters.first, Qt.MouseButton.LeftButton)
    assert [instance.kind for instance in window.session.project.graph] == ["Input"]
    assert not starters.isVisible() and build.canvas.hasFocus()
    window.session.settle()
    assert build.dock.tabs.tabText(1) == "Problems  2" and window.status.state.text() == "2 errors"
    window.session.undo()
    assert starters.isVisible()


@pytest.mark.parametrize("width", [960, 1039, 1040, 1200])
def test_nothing_in_the_top_bar_is_cut_off(window: MainWindow, width: int) -> None:
    window.begin("moons-mlp")
    window.resize(width, 640)
    QApplication.processEvents()
    top = window.top
    shown = [each for each in (top.device, top.run_buttons, top.export, top.pages) if each.isVisible()]
    assert all(each.width() >= each.sizeHint().width() for each in shown)
    corners = sorted((each.mapTo(top, QPoint(0, 0)).x(), each.width()) for each in shown)
    assert all(x + wide <= then for (x, wide), (then, _) in pairwise(corners)) and sum(corners[-1]) <= width


def test_unsaved_work_can_be_saved_from_the_welcome_page(building: MainWindow) -> None:
    save = next(row for row in building.actions_table if row.id == "file.save")
    building.show_welcome()
    assert not save.enabled()
    change(building)
    assert save.enabled()


def test_a_file_begins_on_the_build_page(building: MainWindow) -> None:
    assert building.page == "build"
    assert building.top.pages.value() == "build"
    assert building.top.title.text() == building.session.project.title


def test_a_bad_file_begins_on_the_welcome_page_and_says_why(window: MainWindow) -> None:
    window.begin("no-such-network")
    assert window.page == "welcome"
    assert "no-such-network" in toasts(window)[0]


@pytest.mark.parametrize("name", [name for name, _ in PAGES])
def test_every_page_opens_by_its_key_and_keeps_its_state(qtbot, building: MainWindow, name: str) -> None:
    number = [each for each, _ in PAGES].index(name) + 1
    building.show_welcome()
    qtbot.keyClick(building, Qt.Key(Qt.Key.Key_0 + number), Qt.KeyboardModifier.ControlModifier)
    assert building.page == name
    page = building.page_widget(name)
    assert building.stack.currentWidget() is page
    building.show_welcome()
    building.show_page(name)
    assert building.page_widget(name) is page


def test_pages_are_made_when_they_are_first_visited(window: MainWindow) -> None:
    window.begin()
    assert set(window._pages) == {"welcome"}
    assert set(PLACES) == {"welcome", *(name for name, _ in PAGES)}


def test_no_page_flashes_a_window_of_its_own(qtbot, window: MainWindow, qapp: QApplication) -> None:
    class Watch(QObject):
        seen: list[QObject] = []

        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
                self.seen.append(watched)
            return False

    watch = Watch()
    qapp.installEventFilter(watch)
    window.begin("moons-mlp")
    for name, _ in PAGES:
        window.show_page(name)
        QApplication.processEvents()
    qapp.removeEventFilter(watch)
    assert watch.seen == []


def test_a_page_may_be_asked_for_with_a_hint(building: MainWindow) -> None:
    node = next(iter(building.session.project.graph))
    building.show_welcome()
    building.session.go("build", node=node.id)
    assert building.page == "build"
    assert building.session.selection == (node.id,)


# actions


def test_keys_are_unique_and_readable(building: MainWindow) -> None:
    keys = [QKeySequence(text).toString() for row in building.actions_table for text in row.shortcuts]
    assert len(keys) == len(set(keys))
    assert all(keys)
    names = [row.id for row in building.all_actions()]
    assert len(names) == len(set(names))


def test_canvas_keys_do_not_fight_with_the_windows(building: MainWindow) -> None:
    own = {QKeySequence(text).toString() for row in building.actions_table for text in row.shortcuts}
    canvas = building.page_widget("build").canvas
    assert not own & {QKeySequence(text).toString() for row in canvas.actions_table for text in row.shortcuts}


def test_undo_and_redo_by_keys(qtbot, building: MainWindow) -> None:
    change(building)
    assert building.top.file.text().endswith("edited")
    qtbot.keyClick(building, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert building.session.project.title != "Changed"
    qtbot.keyClick(building, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    assert building.session.project.title == "Changed"


def test_an_action_works_again_after_the_menu_showed_it_grey(qtbot, building: MainWindow) -> None:
    building.binder._refresh()
    assert not building.binder.bound["edit.undo"][1].isEnabled()
    building.binder._enable_all()
    change(building)
    qtbot.keyClick(building, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert building.session.project.title != "Changed"


def test_the_menu_names_what_undo_takes_back(building: MainWindow) -> None:
    change(building)
    building.binder._refresh()
    assert building.binder.bound["edit.undo"][1].text() == "Undo Title"
    building.binder._enable_all()


def test_keys_do_not_fire_while_text_is_edited(qtbot, building: MainWindow) -> None:
    change(building)
    field = QLineEdit("abc", building)
    field.show()
    field.setFocus()
    qtbot.keyClick(field, Qt.Key.Key_Question, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert building.session.project.title == "Changed"
    assert not [each for each in QApplication.topLevelWidgets() if isinstance(each, ShortcutSheet)]
    field.deleteLater()


def test_the_shortcut_sheet_lists_every_key(qtbot, building: MainWindow) -> None:
    seen: list[str] = []

    def read(sheet: ShortcutSheet) -> None:
        seen.extend(text.text() for text in sheet.findChildren(type(building.top.title)))
        sheet.accept()

    in_dialog(ShortcutSheet, read)
    qtbot.keyClick(building, Qt.Key.Key_F1)
    for row in building.all_actions():
        if row.shortcut:
            assert row.title in seen
            assert shown_key(row.shortcut) in seen


def test_the_command_palette_finds_and_does(qtbot, building: MainWindow) -> None:
    def choose(palette: CommandPalette) -> None:
        qtbot.keyClicks(palette.field, "light")
        qtbot.keyClick(palette.field, Qt.Key.Key_Return)

    in_dialog(CommandPalette, choose)
    qtbot.keyClick(building, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert not theme().dark
    assert building.session.settings.theme == "light"


def test_finding_a_node_chooses_it(qtbot, building: MainWindow) -> None:
    wanted = list(building.session.project.graph)[2]

    def choose(palette: CommandPalette) -> None:
        qtbot.keyClicks(palette.field, wanted.name)
        qtbot.keyClick(palette.field, Qt.Key.Key_Return)

    in_dialog(CommandPalette, choose)
    qtbot.keyClick(building, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert building.session.selection == (wanted.id,)


def test_escape_leaves_the_palette_without_doing_anything(qtbot, building: MainWindow) -> None:
    done: list[int] = []
    palette = CommandPalette([Command("One", "Test", "", lambda: done.append(1))], "", building)
    in_dialog(CommandPalette, lambda each: qtbot.keyClick(each.field, Qt.Key.Key_Escape))
    palette.run()
    assert done == []


@pytest.mark.parametrize(
    ("wanted", "better", "worse"),
    [("sav", "Save", "Examples and recent files"), ("shi", "Show or hide", "Switch"), ("run", "Run", "Prune")],
)
def test_beginnings_rank_before_middles(wanted: str, better: str, worse: str) -> None:
    assert score(wanted, better) > score(wanted, worse)
    assert score("xyz", better) == 0


# files


def test_saving_an_example_asks_where_to(qtbot, building: MainWindow, tmp_path: Path, monkeypatch) -> None:
    asked = str(tmp_path / "mine.netloom")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (asked, ""))
    change(building)
    qtbot.keyClick(building, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert load(Path(asked)).title == "Changed"
    assert building.top.file.text() == "mine.netloom"
    assert "Saved mine.netloom" in toasts(building)
    assert "Changed" in building.windowTitle()


@pytest.mark.parametrize(("answer", "left"), [("discard", True), ("", False)])
def test_leaving_unsaved_work_asks(building: MainWindow, answer: str, left: bool) -> None:
    change(building)
    building.session.confirm = lambda title, text, buttons: answer
    assert building.files.new() is left
    assert (building.session.project.title == "Changed") is not left


def test_saving_first_and_then_leaving(building: MainWindow, tmp_path: Path) -> None:
    building.session.save_as(tmp_path / "a.netloom")
    change(building)
    building.session.confirm = lambda title, text, buttons: "save"
    assert building.files.new()
    assert load(tmp_path / "a.netloom").title == "Changed"


def test_closing_with_unsaved_work_asks_with_a_dialog(qtbot, building: MainWindow) -> None:
    change(building)
    in_dialog(Question, lambda question: question.buttons[""].click())
    building.close()
    assert building.isVisible()


def test_closing_with_a_live_run_asks_and_stops_it(qtbot, building: MainWindow) -> None:
    session = building.session
    session.do("Long", changes.set_training(session.project, epochs=5000, threads=1))
    session.document.mark_saved()
    assert session.start()
    asked: list[str] = []
    session.confirm = lambda title, text, buttons: (asked.append(title), "")[1]
    building.close()
    assert building.isVisible()
    assert session.live
    session.confirm = lambda title, text, buttons: "stop"
    building.close()
    assert asked == ["A run is live"]
    assert session.state == "stopped"


def start_a_long_run(qtbot, window: MainWindow) -> None:
    session = window.session
    session.do("Long", changes.set_training(session.project, epochs=5000, threads=1))
    assert session.start()
    qtbot.waitUntil(lambda: session.state == "running" and len(session.run.telemetry.epochs) > 0, timeout=WAIT)


def answer_by_mouse(qtbot, answers: dict[str, str], asked: list[str]) -> None:
    """Click an answer in each question that comes, by the beginning of its title."""

    def click(question: Question) -> None:
        asked.append(question.windowTitle())
        wanted = next(answer for start, answer in answers.items() if question.windowTitle().startswith(start))
        if len(asked) < len(answers):
            in_dialog(Question, click)
        qtbot.mouseClick(question.buttons[wanted], Qt.MouseButton.LeftButton)

    in_dialog(Question, click)


@pytest.mark.parametrize("way", ["close", "Ctrl+Q", "Ctrl+N"])
def test_leaving_a_run_and_unsaved_work_asks_twice_and_cancel_keeps_all(qtbot, building: MainWindow, way: str) -> None:
    session = building.session
    start_a_long_run(qtbot, building)
    document, steps = session.document, session.run.telemetry.step_count
    asked: list[str] = []
    answer_by_mouse(qtbot, {"A run is live": "stop", "Save changes": ""}, asked)
    if way == "close":
        building.close()
    else:
        qtbot.keySequence(building, QKeySequence(way))
    assert [title.partition(" to ")[0] for title in asked] == ["A run is live", "Save changes"]
    assert building.isVisible()
    assert session.document is document and document.dirty
    assert session.state == "running"
    qtbot.waitUntil(lambda: session.run.telemetry.step_count > steps + 10, timeout=WAIT)


def test_closing_ends_all_that_works_on_any_page(qtbot, building: MainWindow) -> None:
    """A surface, a reading of data, a judgement and a dialog with a network: nothing lives on."""
    session = building.session
    start_a_long_run(qtbot, building)
    session.stop()
    session.wait()
    building.show_page("train")
    train = building.page_widget("train")
    train.header.views.segment("mistakes").click()
    building.show_page("landscape")
    building.page_widget("landscape").panel.form.grid.set(201)
    building.page_widget("landscape").survey.wish_again()
    building.show_page("data")
    data = building.page_widget("data")
    data.choose_source("digits")
    open_try_it(session, data)
    assert building.page_widget("landscape").survey.busy and data.loader.working
    threads = set(threading.enumerate())
    assert len(threads) > 1
    session.confirm = lambda title, text, buttons: "discard"
    building.close()
    assert not building.isVisible()
    assert [each for each in threading.enumerate() if each is not threading.main_thread()] == []
    assert [each for each in QApplication.topLevelWidgets() if each.isVisible()] == []


def test_opening_a_file_by_the_dialog(qtbot, building: MainWindow, tmp_path: Path, monkeypatch) -> None:
    building.session.save_as(tmp_path / "a.netloom")
    building.files.new()
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(tmp_path / "a.netloom"), ""))
    qtbot.keyClick(building, Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier)
    assert building.session.document.path == tmp_path / "a.netloom"


def drop(window: MainWindow, path: Path) -> bool:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(600, 400), copy, mime, left, none)
    enter.ignore()
    window.dragEnterEvent(enter)
    if enter.isAccepted():
        window.dropEvent(QDropEvent(QPointF(600, 400), copy, mime, left, none))
    return enter.isAccepted()


def test_dropping_a_project_opens_it(building: MainWindow, tmp_path: Path) -> None:
    building.session.save_as(tmp_path / "a.netloom")
    building.files.new()
    assert drop(building, tmp_path / "a.netloom")
    assert building.session.document.path == tmp_path / "a.netloom"


def test_dropping_a_table_leads_to_the_data_page(qtbot, building: MainWindow, tmp_path: Path) -> None:
    table = tmp_path / "a.csv"
    table.write_text("a,b\n" + "".join(f"{row},{row % 2}\n" for row in range(40)), encoding="utf-8")
    assert drop(building, table)
    assert building.page == "data"
    page = building.page_widget("data")
    qtbot.waitUntil(lambda: page.settled and page.overview.title.text() == "a.csv", timeout=WAIT)
    assert building.session.project.data.options["path"] == str(table)


def test_a_hint_is_followed_once(building: MainWindow) -> None:
    node = next(iter(building.session.project.graph))
    building.session.go("build", node=node.id)
    building.session.select(())
    building.show_page("train")
    building.show_page("build")
    assert building.session.selection == ()


def test_other_files_are_not_taken(building: MainWindow, tmp_path: Path) -> None:
    assert not drop(building, tmp_path / "a.exe")


# running


def test_what_a_run_was_steered_to_is_offered_to_the_next(qtbot, building: MainWindow) -> None:
    session = building.session
    start_a_long_run(qtbot, building)
    session.set_live(lr=3e-4)
    qtbot.waitUntil(lambda: session.steered == {"lr": 3e-4}, timeout=WAIT)
    session.stop()
    session.wait()
    assert session.start()
    note = next(each for each in building.findChildren(Toast) if each.isVisible())
    assert "learning rate 0.0003" in note.text.text()
    qtbot.mouseClick(note.findChild(QPushButton), Qt.MouseButton.LeftButton)
    assert session.project.training.lr == 3e-4


def test_the_run_button_becomes_pause_and_stop(qtbot, building: MainWindow) -> None:
    session, buttons = building.session, building.top.run_buttons
    session.do("Long", changes.set_training(session.project, epochs=5000, threads=1))
    assert (buttons.main.text(), buttons.stop.isVisible(), buttons.checks.isVisible()) == ("Run", False, True)
    qtbot.mouseClick(buttons.main, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: session.state == "running", timeout=WAIT)
    assert (buttons.main.text(), buttons.stop.isVisible(), buttons.checks.isVisible()) == ("Pause", True, False)
    qtbot.keyClick(building, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: session.state == "paused", timeout=WAIT)
    assert buttons.main.text() == "Resume"
    assert building.status.state.text() == "Run 1 · Adam · paused"
    node = next(each for each in session.project.graph if each.kind == "Linear")
    session.do("Wider", changes.set_params(session.project, [node.id], out_features=7))
    session.settle()
    assert building.status.state.text().endswith("as it was at its start")
    qtbot.keyClick(building, Qt.Key.Key_Period, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: session.state == "stopped", timeout=WAIT)
    assert buttons.main.text() == "Run"


def test_a_drawing_with_errors_shows_its_problems_instead(qtbot, building: MainWindow) -> None:
    edits, _ = changes.place(building.session.project, "Linear", 0, 0)
    building.session.do("Add", edits)
    node = next(each for each in building.session.project.graph if each.kind == "Output")
    building.session.do("Delete", changes.delete(building.session.project, [node.id]))
    building.run_or_pause()
    assert not building.session.live
    assert building.page_widget("build").dock.stack.currentWidget() is building.page_widget("build").dock.problems
    assert toasts(building)


# status, settings, place


def test_the_status_line_counts_and_names(building: MainWindow) -> None:
    session = building.session
    graph = session.project.graph
    assert building.status.size.text() == f"{len(graph)} nodes · {len(graph.links())} links"
    node = next(iter(graph))
    session.select((node.id,))
    assert building.status.chosen.text() == f"{node.name} selected"
    assert building.status.zoom.text().endswith(" %")


def test_settings_act_and_are_kept(qtbot, building: MainWindow) -> None:
    dialog = SettingsDialog(building.session, building)
    dialog.show()
    qtbot.mouseClick(dialog.theme.segment("light"), Qt.MouseButton.LeftButton)
    dialog.threads.setText("2")
    dialog.threads.commit()
    dialog.device.set("cpu")
    dialog.device.changed.emit("cpu")
    assert not theme().dark
    kept = Settings.load()
    assert (kept.theme, kept.threads, kept.device) == ("light", 2, "cpu")
    assert building.top.device.text() == "CPU · 2 threads"
    dialog.close()


def test_parts_of_the_build_page_hide_and_come_back(qtbot, building: MainWindow) -> None:
    page = building.page_widget("build")
    for key, part in ((Qt.Key.Key_B, page.palette_panel), (Qt.Key.Key_J, page.dock)):
        qtbot.keyClick(building, key, Qt.KeyboardModifier.ControlModifier)
        assert not part.isVisible()
        qtbot.keyClick(building, key, Qt.KeyboardModifier.ControlModifier)
        assert part.isVisible()


def test_a_window_that_stood_on_a_lost_screen_comes_back_into_view(window: MainWindow) -> None:
    restore_place(window, Settings(window=[90_000, 90_000, 800, 600]))
    assert QApplication.primaryScreen().availableGeometry().intersects(window.geometry())


# errors


def test_errors_for_people_become_messages(qtbot, building: MainWindow) -> None:
    recovery = Recovery(building.session, building)
    recovery.install()
    sys.excepthook(NetloomError, NetloomError("the disk is full"), None)
    QApplication.processEvents()
    recovery.remove()
    assert toasts(building) == ["The disk is full"]


def test_other_errors_are_shown_and_the_work_is_copied(qtbot, building: MainWindow, own_home: Path, capsys) -> None:
    change(building)
    recovery = Recovery(building.session, building)
    seen: list[str] = []

    def read(report: ErrorReport) -> None:
        seen.append(report.details)
        report.accept()

    in_dialog(ErrorReport, read)
    try:
        raise KeyError("inside")
    except KeyError as error:
        recovery._hook(KeyError, error, error.__traceback__)
    qtbot.waitUntil(lambda: bool(seen), timeout=WAIT)
    assert "KeyError: 'inside'" in seen[0]
    (copy,) = (own_home / "rescued").glob("*.netloom")
    assert load(copy).title == "Changed"
    assert "KeyError" in capsys.readouterr().err


def test_the_analysis_is_one_command_away(qtbot, window: MainWindow) -> None:
    window.session.open("moons-mlp")
    window.show_page("train")
    window.toggle_dock()
    action = next(each for each in window.all_actions() if each.id == "view.analysis")
    action.callback()
    panel = window.page_widget("build").dock.analysis  # type: ignore[attr-defined]
    assert window.page == "build" and panel.isVisible() and panel.tools.isVisible()
    qtbot.waitUntil(lambda: window.session.analyser.settled, timeout=20_000)
