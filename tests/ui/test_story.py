"""The main job from end to end, by mouse and keys in the real window."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest
import torch
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QApplication, QPushButton
from story_steps import CONTROL, NONE, SHIFT, Person, answer_files, points

from app.training.folder.opening import open_run
from app.ui.dialogs.export import ExportDialog
from app.ui.panels.strip import LiveStrip
from app.ui.widgets.feedback import Question

Key = Qt.Key


# a network of one's own


def test_a_network_is_drawn_trained_steered_exported_and_saved(person: Person, tmp_path: Path, monkeypatch) -> None:
    begin_with_an_empty_drawing(person)
    drag_two_nodes_and_connect_them(person)
    mend_what_does_not_fit(person)
    be_refused_a_cycle(person)
    draw_the_rest(person)
    undo_everything_and_redo_it(person)
    write_a_recipe(person)
    run_and_see_the_curves_move(person)
    pause_by_the_button(person)
    change_the_learning_rate(person, "0.004")
    resume_and_stop(person, 0.004)
    export_as_python(person, tmp_path / "my_net.py")
    save_close_and_reopen(person, tmp_path / "mine.netloom", monkeypatch)


def begin_with_an_empty_drawing(person: Person) -> None:
    welcome = person.window.page_widget("welcome")
    person.picture("1-welcome")
    person.click(next(each for each in welcome.findChildren(QPushButton) if each.text() == "Empty network"))
    assert person.window.page == "build"
    assert person.names() == []
    assert person.canvas.empty.isVisible()
    person.picture("2-empty")


def drag_two_nodes_and_connect_them(person: Person) -> None:
    assert person.drag_from_palette("Input", QPointF(-400, -150)) == "input"
    assert person.drag_from_palette("Linear", QPointF(-80, -150)) == "linear_1"
    person.connect("input", "linear_1")
    assert person.links() == {"input -> linear_1.x"}


def mend_what_does_not_fit(person: Person) -> None:
    """A Linear on a picture: said on the canvas and in the Problems panel, mended by a click there."""
    link = person.link("input", "linear_1")
    person.wait(lambda: any(each.link == link for each in person.session.problems))
    assert person.canvas.board.wiring.items[link].severity
    assert link in [each.problem.link for each in person.canvas.board.callouts.items]
    person.click(person.build.dock.tabs, person.build.dock.tabs.tabRect(1).center())
    person.picture("3-misfit")
    row = next(each for each in person.build.dock.problems.rows if each.problem.link == link)
    assert row.fix_button.text() == "Insert Flatten"
    person.click(row.fix_button)
    person.wait(lambda: not any(each.link for each in person.session.problems))
    assert person.links() == {"input -> flatten_1.x", "flatten_1 -> linear_1.x"}
    person.picture("4-mended")


def be_refused_a_cycle(person: Person) -> None:
    relu = person.drag_from_palette("ReLU", QPointF(330, -150))
    person.connect("linear_1", relu)
    before = person.document
    person.connect(relu, "flatten_1")
    assert person.hint() == "cycle: relu_1 already depends on flatten_1"
    assert person.document == before
    person.picture("5-cycle")


def draw_the_rest(person: Person) -> None:
    """A link let go over nothing asks for a node; the others come from the palette and from the popup."""
    person.drag(person.output_place("relu_1"), QPointF(-400, 60))
    assert person.canvas.search.isVisible()
    person.qtbot.keyClicks(person.canvas.search.field, "linear")
    person.picture("6-search")
    person.qtbot.keyClick(person.canvas.search.field, Key.Key_Return)
    assert "relu_1 -> linear_2.x" in person.links()
    person.choose("linear_2")
    person.type_into(person.build.inspector.form.params.rows["out_features"].field, "10")
    assert person.node("linear_2").node.out_features == 10
    person.drag_from_palette("Output", QPointF(0, 10))
    person.move_node(person.double_click_in_palette("Target"), QPointF(-300, 200))
    person.canvas.setFocus()
    person.move_node(person.type_a_node("crossentropy"), QPointF(200, 120))
    loss = next(each.name for each in person.session.project.graph if each.kind == "CrossEntropyLoss")
    person.connect("linear_2", "output")
    person.connect("linear_2", loss)
    person.connect("target", loss, "target")
    person.wait(lambda: person.session.errors == [])
    person.picture("7-drawn")


def undo_everything_and_redo_it(person: Person) -> None:
    drawn = person.document
    steps = len(person.session.document.history())
    person.canvas.setFocus()
    for _ in range(steps):
        person.press(Key.Key_Z, CONTROL)
    assert person.names() == []
    person.press(Key.Key_Z, CONTROL)  # nothing is left to undo, and nothing breaks
    for step in range(steps):
        person.press(*((Key.Key_Z, CONTROL | SHIFT) if step % 2 else (Key.Key_Y, CONTROL)))
    assert person.document == drawn
    person.wait(lambda: person.session.errors == [])


def write_a_recipe(person: Person) -> None:
    person.go_to("train")
    person.picture("8-nothing-trained")
    person.type_into(person.train.recipe.rows["epochs"].field, "4000")
    person.type_over(person.train.recipe.rows["batch_size"].field, "128")  # and straight on to Run


def run_and_see_the_curves_move(person: Person) -> None:
    person.press(Key.Key_Return, CONTROL)
    person.wait_for("running")
    recipe = person.session.run.project.training
    assert (recipe.epochs, recipe.batch_size) == (4000, 128)
    loss, score = person.train.loss, person.train.score
    person.wait(lambda: points(loss._raw) > 20 and points(score._unseen) > 2 and points(person.train.rate._done) > 20)
    seen = points(score._unseen)
    person.wait(lambda: points(score._unseen) > seen)
    telemetry = person.session.run.telemetry
    assert telemetry.step_count > 20
    assert telemetry.column("loss")[-1] < telemetry.column("loss")[0]
    person.picture("9-running")


def pause_by_the_button(person: Person) -> None:
    main = person.window.top.run_buttons.main
    assert main.text() == "Pause"
    person.click(main)
    person.wait_for("paused")
    assert main.text() == "Resume"
    done = person.session.run.telemetry.step_count
    person.qtbot.wait(150)
    assert person.session.run.telemetry.step_count == done


def change_the_learning_rate(person: Person, text: str) -> None:
    written = person.session.project.training.lr
    field = person.train.steer.fields["lr"]
    assert field.isVisible()
    person.type_into(field, text)
    person.wait(lambda: person.session.run.telemetry.recipe.lr == float(text))
    assert person.session.project.training.lr == written  # the recipe of the next run is another thing
    person.picture("10-paused")


def resume_and_stop(person: Person, rate: float) -> None:
    telemetry = person.session.run.telemetry
    done = telemetry.step_count
    person.click(person.window.top.run_buttons.main)
    person.wait(lambda: telemetry.step_count > done + 20)
    rates = telemetry.column("lr")
    assert rates[done - 1] == pytest.approx(0.001)
    assert rates[-1] == pytest.approx(rate)
    assert any("lr" in event.text for event in telemetry.events)
    person.click(person.window.top.run_buttons.stop)
    person.wait_for("stopped")
    assert person.window.top.run_buttons.main.text() == "Run"
    assert person.window.focusWidget() not in [each.field for each in person.train.recipe.rows.values()]
    (row,) = person.train.runs.rows
    assert row.entry.state == "stopped"
    person.picture("11-stopped")


def export_as_python(person: Person, path: Path) -> None:
    """The dialog measures; the file runs alone and says what the live model says."""

    def act(dialog: ExportDialog) -> None:
        person.click(dialog.formats.cards["python"])
        person.type_over(dialog.path, str(path))
        person.click(dialog.export_button)
        person.wait(lambda: not dialog.busy)
        person.picture("12-export", dialog)
        assert "difference" in dialog.result.text.text()
        person.click(dialog.close_button)

    person.in_dialog(ExportDialog, act, lambda: person.press(Key.Key_E, CONTROL))
    assert path.is_file()
    assert path.with_suffix(".weights.safetensors").is_file()
    module = load_module(path)
    _, live, prepared = open_run(None, person.session.run.folder, "best")
    batch = prepared.validation.inputs[0][:7]
    with torch.no_grad():
        written = module.load()(batch)
        assert torch.allclose(written, live.model(batch), atol=1e-5)


def load_module(path: Path):
    spec = importlib.util.spec_from_file_location("exported", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def save_close_and_reopen(person: Person, path: Path, monkeypatch) -> None:
    answer_files(monkeypatch, path)
    drawn = person.document
    person.press(Key.Key_S, CONTROL)
    assert path.is_file()
    assert not person.session.document.dirty
    assert person.window.top.file.text() == "mine.netloom"
    person.press(Key.Key_N, CONTROL)
    assert person.names() == []
    person.press(Key.Key_O, CONTROL)
    assert person.document == drawn
    assert person.window.page == "build"
    assert [each.state for each in person.session.runs] == ["stopped"]
    person.picture("13-reopened")


# an example, changed in the middle of a run


def test_an_example_is_changed_during_a_run_and_run_again(person: Person) -> None:
    open_by_its_card(person, "digits-cnn")
    run_by_key(person)
    pause_by_the_button(person)
    drop_a_dropout_onto_a_link(person)
    person.go_to("train")
    change_the_learning_rate(person, "0.002")
    resume_into_a_new_run(person)
    see_both_runs(person)
    close_and_be_asked(person)


def open_by_its_card(person: Person, name: str) -> None:
    card = next(each for each in person.window.page_widget("welcome").cards if each.source == name)
    person.click(card)
    assert person.window.page == "build"
    assert person.session.document.name == name
    person.wait(lambda: person.session.inference is not None)
    assert person.session.problems == []
    person.picture("21-example")


def run_by_key(person: Person) -> None:
    person.press(Key.Key_Return, CONTROL)
    person.wait_for("running")
    person.wait(lambda: len(person.session.run.telemetry.epochs) > 1)
    person.wait(lambda: points_of_strip(person) > 20)
    person.picture("22-strip")


def points_of_strip(person: Person) -> int:
    strip = person.build.dock.stack.currentWidget()
    assert isinstance(strip, LiveStrip)
    return max((len(curve[0]) for curve in strip.loss.curves._curves), default=0)


def drop_a_dropout_onto_a_link(person: Person) -> None:
    graph = person.session.project.graph
    link = next(each for each in graph.links() if graph[each.source].kind == "ReLU" and graph[each.target].x > 0)
    ends = graph[link.source].name, graph[link.target].name
    name = person.drag_from_palette("Dropout", person.middle_of_link(*ends))
    assert f"{ends[0]} -> {name}.x" in person.links()
    assert f"{name} -> {ends[1]}.{link.input}" in person.links()
    person.wait(lambda: name in {person.session.project.graph[key].name for key, _ in person.session.inference.shapes})
    person.picture("23-dropout")


def resume_into_a_new_run(person: Person) -> None:
    """The drawing has changed, so the window asks what to go on with."""
    first = person.session.run

    def act(question: Question) -> None:
        person.picture("24-question", question)
        person.click(question.buttons["new"])

    person.in_dialog(Question, act, lambda: person.click(person.window.top.run_buttons.main))
    person.wait(lambda: person.session.run is not first and person.session.state == "running")
    assert len(list(person.session.run.project.graph)) == len(list(first.project.graph)) + 1


def see_both_runs(person: Person) -> None:
    person.wait(lambda: len(person.session.run.telemetry.epochs) > 1)
    rows = person.train.runs.rows
    assert [row.entry.state for row in rows] == ["running", "stopped"]
    (overlay,) = person.train.loss._overlay._series.values()
    assert points(overlay) > 0
    person.picture("25-both-runs")


def close_and_be_asked(person: Person) -> None:
    """First about the run, then about the drawing; Cancel keeps the window and the run."""
    asked: list[str] = []

    def refuse(question: Question) -> None:
        asked.append(question.windowTitle())
        person.picture(f"26-closing-{len(asked)}", question)
        QApplication.processEvents()
        person.qtbot.keyClick(question, Key.Key_Escape, NONE)

    person.in_dialog(Question, refuse, person.window.close)
    assert asked == ["A run is live"]
    assert person.session.live
    person.press(Key.Key_Period, CONTROL)
    person.wait_for("stopped")
    person.in_dialog(Question, refuse, person.window.close)
    assert asked[1].startswith("Save changes to")
    assert person.window.isVisible()
    assert person.session.document.dirty


# the window changes nothing about the numbers


def test_headless_and_in_the_window_give_the_same_weights(person: Person, tmp_path: Path) -> None:
    from app.graph import changes
    from app.training.control import Control
    from app.training.folder.opening import load_weights
    from app.training.folder.run_folder import RunFolder
    from app.training.job import Job
    from app.training.loop import train
    from app.training.records.telemetry import Telemetry

    session = person.session
    session.open("digits-logistic")
    session.do("Short", changes.set_training(session.project, epochs=2, threads=1, seed=3))
    project = session.project.copy()
    person.go_to("train")
    person.press(Key.Key_Return, CONTROL)
    person.wait_for("finished")
    folder = RunFolder.create(tmp_path / "headless", project)
    assert train(Job(project, folder), Control(), Telemetry()).state == "finished"
    shown, headless = load_weights(session.run.folder, "last"), load_weights(folder, "last")
    assert shown.keys() == headless.keys()
    assert len(shown) > 0
    assert all(torch.equal(shown[name], headless[name]) for name in shown)
