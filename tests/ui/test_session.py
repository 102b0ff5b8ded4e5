from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.errors import NetloomError, ProjectError
from app.graph import changes
from app.graph.document import Document
from app.graph.edits import SetSection
from app.graph.files.storage import load
from app.graph.python_layers.layer import CustomLayer
from app.ui.session import Session, collector
from app.ui.session.launching import same_drawing
from app.ui.session.runs import _belongs
from app.ui.session.task import Task
from app.ui.settings import Settings
from nodes.trusted import allow, class_of, withdraw

WAIT = 60_000


@pytest.fixture
def session() -> Iterator[Session]:
    made = Session(Settings())
    yield made
    made.close()
    made.deleteLater()


@pytest.fixture
def ready(session: Session) -> Session:
    session.warm(wait=True)
    return session


@pytest.fixture
def quick(ready: Session) -> Session:
    """The moons network, trained for two epochs with one thread."""
    ready.open("moons-mlp")
    ready.do("Quick", changes.set_training(ready.project, epochs=2, threads=1))
    ready.settle()
    return ready


def heard(signal) -> list:
    said: list = []
    signal.connect(said.append)
    return said


def long_run(session: Session) -> None:
    session.do("Long", changes.set_training(session.project, epochs=5000, threads=1))
    session.settle()


# the document


def test_it_begins_with_an_empty_document(session: Session) -> None:
    assert len(session.project.graph) == 0
    assert not session.document.dirty


def test_opening_an_example_tells_and_has_no_file(qtbot, session: Session) -> None:
    with qtbot.waitSignals([session.replaced, session.document_changed]):
        assert session.open("digits-cnn")
    assert session.document.name == "digits-cnn"
    assert session.document.path is None
    assert session.settings.recent == []


def test_a_bad_file_is_a_message_and_changes_nothing(qtbot, session: Session, tmp_path: Path) -> None:
    session.open("moons-mlp")
    before, said = session.document, heard(session.message)
    bad = tmp_path / "bad.netloom"
    bad.write_text("{", encoding="utf-8")
    assert not session.open(bad)
    assert not session.open("no-such-thing")
    assert session.document is before
    assert len(said) == 2
    assert said[0].startswith("bad.netloom")


def test_edits_undo_and_redo_are_told(session: Session) -> None:
    told = heard(session.edited)
    edits, node = changes.place(session.project, "Linear", 0, 0)
    session.do("Add Linear", edits)
    session.undo()
    session.redo()
    assert len(told) == 3
    assert node in session.project.graph


def test_an_edit_that_cannot_be_made_raises_and_changes_nothing(session: Session) -> None:
    told = heard(session.edited)
    with pytest.raises(ProjectError):
        session.do("Break", [SetSection("training", 3)])  # type: ignore[arg-type]
    assert told == []
    assert not session.document.dirty


def test_the_old_document_is_not_listened_to_any_more(session: Session) -> None:
    old = session.document
    session.show_document(Document())
    told = heard(session.edited)
    old.do("Title", [SetSection("title", "old")])
    assert told == []


def test_selection_holds_only_what_exists(session: Session) -> None:
    edits, node = changes.place(session.project, "Linear", 0, 0)
    session.do("Add", edits)
    chosen = heard(session.selected)
    session.select((node, "nobody"))
    assert session.selection == (node,)
    session.do("Delete", changes.delete(session.project, [node]))
    assert session.selection == ()
    assert chosen == [(node,), ()]


def test_saving_needs_a_place_and_then_keeps_it(session: Session, tmp_path: Path) -> None:
    session.open("moons-mlp")
    assert not session.save()
    assert session.save_as(tmp_path / "mine")
    assert session.document.path == tmp_path / "mine.netloom"
    assert session.base == tmp_path
    session.do("Title", [SetSection("title", "Mine")])
    assert session.document.dirty
    assert session.save()
    assert load(tmp_path / "mine.netloom").title == "Mine"
    assert session.settings.recent == [str(tmp_path / "mine.netloom")]


def test_a_place_that_cannot_be_written_is_a_message(session: Session, tmp_path: Path) -> None:
    said = heard(session.message)
    assert not session.save_as(tmp_path / "no" / "folder" / "a.netloom")
    assert len(said) == 1
    assert session.document.path is None


# shapes and problems


def test_shapes_follow_edits(qtbot, ready: Session) -> None:
    ready.open("digits-cnn")
    qtbot.waitUntil(lambda: ready.inference is not None, timeout=WAIT)
    assert ready.inference.total_parameters > 0
    assert ready.errors == []
    target = next(each for each in ready.project.graph if each.kind == "Conv2d")
    with qtbot.waitSignal(ready.inferred, timeout=WAIT):
        ready.do("Wider", changes.set_params(ready.project, [target.id], out_channels=3))
    assert ready.inference.shapes[(target.id, "y")].channels == 3


def test_moving_a_node_infers_nothing(qtbot, ready: Session) -> None:
    ready.open("moons-mlp")
    ready.settle()
    node = next(iter(ready.project.graph))
    with qtbot.assertNotEmitted(ready.inferred, wait=120):
        ready.do("Move", changes.move(ready.project, {node.id: (800.0, 80.0)}))


def test_a_quick_pass_stays_on_the_gui_thread(qtbot, ready: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    ready.open("moons-mlp")
    ready.settle()
    ready.settle()
    monkeypatch.setattr(threading.Thread, "start", lambda _: pytest.fail("a thread for a quick pass"))
    node = next(each for each in ready.project.graph if each.kind == "Linear")
    with qtbot.waitSignal(ready.inferred, timeout=WAIT):
        ready.do("Wider", changes.set_params(ready.project, [node.id], out_features=5))


def test_a_slow_pass_does_not_block_and_ends_up_to_date(qtbot, ready: Session) -> None:
    ready.open("digits-resnet")
    for width in (3, 4, 5):
        node = next(each for each in ready.project.graph if each.kind == "Conv2d")
        ready.do("Wider", changes.set_params(ready.project, [node.id], out_channels=width))
        ready._shaper.refresh()
    qtbot.waitUntil(
        lambda: ready.inference is not None and ready.inference.shapes[(node.id, "y")].channels == 5, timeout=WAIT
    )


def test_the_first_pass_is_never_made_on_the_gui_thread(qtbot, ready: Session) -> None:
    ready.open("moons-mlp")
    ready._shaper._engine = None
    ready.settle()
    ready._shaper.use_torch()
    assert ready._shaper._thread is not None
    qtbot.waitUntil(lambda: ready._shaper._thread is None, timeout=WAIT)


def test_structural_problems_are_known_before_torch(qtbot) -> None:
    session = Session(Settings())
    session._shaper._engine = None
    edits, _ = changes.place(session.project, "Linear", 0, 0)
    session.do("Add", edits)
    session.settle()
    assert session.errors
    session.close()


# runs


def test_a_run_goes_from_start_to_finish(qtbot, quick: Session) -> None:
    states = heard(quick.run_state)
    assert quick.start()
    assert collector().active
    qtbot.waitUntil(lambda: quick.state == "finished", timeout=WAIT)
    assert states[0] == "starting"
    assert states[-1] == "finished"
    assert not collector().active
    assert gc.isenabled()
    assert [entry.state for entry in quick.runs] == ["finished"]
    assert quick.run.telemetry.step_count > 0
    assert len(quick.run.telemetry.epochs) == 2
    assert quick.run.name.startswith("Run 1")
    assert "netloom-home" in str(quick.run.folder.path)


def test_ticks_come_only_while_a_run_is_live(qtbot, quick: Session) -> None:
    with qtbot.assertNotEmitted(quick.tick, wait=100):
        pass
    with qtbot.waitSignal(quick.tick, timeout=WAIT):
        quick.start()
    qtbot.waitUntil(lambda: not quick.live, timeout=WAIT)
    with qtbot.assertNotEmitted(quick.tick, wait=100):
        pass


def test_pause_step_resume_stop(qtbot, quick: Session) -> None:
    long_run(quick)
    quick.start()
    qtbot.waitUntil(lambda: quick.state == "running", timeout=WAIT)
    quick.pause()
    qtbot.waitUntil(lambda: quick.state == "paused", timeout=WAIT)
    done = quick.run.telemetry.step_count
    quick.step()
    qtbot.waitUntil(lambda: quick.run.telemetry.step_count == done + 1 and quick.state == "paused", timeout=WAIT)
    assert quick.set_live(lr=0.005)
    quick.resume()
    qtbot.waitUntil(lambda: quick.run.telemetry.step_count > done + 1, timeout=WAIT)
    quick.stop()
    assert quick.state == "stopping"
    qtbot.waitUntil(lambda: quick.state == "stopped", timeout=WAIT)


def test_steering_refuses_bad_values_with_a_message(qtbot, quick: Session) -> None:
    assert not quick.set_live(lr=1.0)
    long_run(quick)
    quick.start()
    qtbot.waitUntil(lambda: quick.state == "running", timeout=WAIT)
    said = heard(quick.message)
    assert not quick.set_live(lr=-1.0)
    assert len(said) == 1
    quick.stop()
    quick.wait()


def test_a_drawing_with_errors_does_not_start(ready: Session) -> None:
    edits, _ = changes.place(ready.project, "Linear", 0, 0)
    ready.do("Add", edits)
    said = heard(ready.message)
    assert not ready.start()
    assert not ready.live
    assert len(said) == 1
    assert ready.runs == []


def test_edits_do_not_reach_the_running_snapshot(qtbot, quick: Session) -> None:
    long_run(quick)
    quick.start()
    before = list(quick.run.project.graph)
    node = next(each for each in quick.project.graph if each.kind == "Linear")
    quick.do("Wider", changes.set_params(quick.project, [node.id], out_features=7))
    assert list(quick.run.project.graph) == before
    assert quick.outdated
    quick.undo()
    assert not quick.outdated
    quick.redo()
    quick.stop()
    quick.wait()
    assert list(quick.run.folder.project().graph) == before


@pytest.mark.parametrize(("answer", "runs"), [("new", 2), ("keep", 2), ("resume", 1), ("", 1)])
def test_resuming_asks_where_the_drawing_has_changed(qtbot, quick: Session, answer: str, runs: int) -> None:
    asked: list[str] = []
    quick.confirm = lambda title, text, buttons: (asked.append(title), answer)[1]
    long_run(quick)
    quick.start()
    qtbot.waitUntil(lambda: quick.state == "running" and len(quick.run.telemetry.epochs) > 0, timeout=WAIT)
    quick.pause()
    qtbot.waitUntil(lambda: quick.state == "paused", timeout=WAIT)
    node = next(each for each in quick.project.graph if each.kind == "Linear")
    quick.do("Wider", changes.set_params(quick.project, [node.id], out_features=7))
    quick.resume()
    assert len(asked) == 1
    qtbot.waitUntil(lambda: len(quick.runs) == runs, timeout=WAIT)
    qtbot.waitUntil(lambda: quick.state == ("running" if answer else "paused"), timeout=WAIT)
    quick.stop()
    quick.wait()


def test_resuming_does_not_ask_where_only_places_changed(qtbot, quick: Session) -> None:
    first = quick.project.copy()
    node = next(iter(quick.project.graph))
    quick.do("Move", changes.move(quick.project, {node.id: (999.0, 99.0)}))
    assert same_drawing(first, quick.project)


def test_runs_are_named_hidden_and_deleted(qtbot, quick: Session) -> None:
    quick.start()
    qtbot.waitUntil(lambda: not quick.live, timeout=WAIT)
    (entry,) = quick.runs
    folder = entry.folder.path
    with qtbot.waitSignals([quick.runs_changed, quick.runs_changed]):
        quick.rename_run(entry, "My run")
        quick.set_run_visible(entry, False)
    assert entry.name == "My run"
    assert not entry.visible
    assert quick.delete_run(entry)
    assert quick.runs == []
    assert not folder.exists()


def test_the_newest_run_is_forgotten_with_its_folder_or_its_document(qtbot, quick: Session) -> None:
    states = heard(quick.run_state)
    for leave in (lambda: quick.delete_run(quick.runs[0]), quick.new):
        assert quick.start()
        qtbot.waitUntil(lambda: quick.state == "finished", timeout=WAIT)
        leave()
        assert quick.run is None
        assert quick.state == states[-1] == "idle"
        assert quick.runs == []


def test_pages_see_the_runs_of_the_document_that_is_open(qtbot, quick: Session) -> None:
    quick.start()
    qtbot.waitUntil(lambda: quick.state == "finished", timeout=WAIT)
    seen: list[int] = []
    for signal in (quick.replaced, quick.run_state, quick.runs_changed, quick.document_changed):
        signal.connect(lambda *_: seen.append(len(quick.runs)))
    quick.new()
    assert set(seen) == {0}


# steering and the recipe


def steer(qtbot, session: Session, **values) -> None:
    """Run, pause, steer."""
    long_run(session)
    session.start()
    qtbot.waitUntil(lambda: session.state == "running", timeout=WAIT)
    session.pause()
    qtbot.waitUntil(lambda: session.state == "paused", timeout=WAIT)
    assert session.set_live(**values)
    qtbot.waitUntil(lambda: bool(session.steered), timeout=WAIT)


def end(session: Session) -> None:
    session.stop()
    session.wait()


def test_steered_settings_may_be_kept_in_the_recipe(qtbot, quick: Session) -> None:
    before = quick.project.training
    steer(qtbot, quick, lr=3e-4, batch_size=before.batch_size * 2)
    assert quick.steered == {"lr": 3e-4, "batch_size": before.batch_size * 2}
    assert quick.project.training.lr == before.lr
    end(quick)
    quick.keep_steered(quick.steered)
    assert (quick.project.training.lr, quick.project.training.batch_size) == (3e-4, before.batch_size * 2)
    assert quick.steered == {}
    quick.undo()
    assert quick.project.training.lr == before.lr
    assert quick.steered["lr"] == 3e-4


def test_a_new_run_offers_what_the_last_one_was_steered_to(qtbot, quick: Session) -> None:
    offers: list[tuple] = []
    quick.offered.connect(lambda *offer: offers.append(offer))
    quick.confirm = lambda title, text, buttons: "new"
    steer(qtbot, quick, lr=3e-4)
    node = next(each for each in quick.project.graph if each.kind == "Linear")
    quick.do("Wider", changes.set_params(quick.project, [node.id], out_features=7))
    quick.resume()
    qtbot.waitUntil(lambda: len(quick.runs) == 2 and quick.state == "running", timeout=WAIT)
    ((text, action, take),) = offers
    assert "learning rate 0.0003" in text and action == "Take it over"
    take()
    assert quick.project.training.lr == 3e-4
    qtbot.waitUntil(lambda: quick.run.telemetry.recipe.lr == 3e-4, timeout=WAIT)
    assert quick.steered == {}
    end(quick)
    assert quick.start()
    assert len(offers) == 1
    end(quick)


def test_a_live_run_cannot_be_deleted(qtbot, quick: Session) -> None:
    long_run(quick)
    quick.start()
    said = heard(quick.message)
    assert not quick.delete_run(quick.runs[0])
    assert "stop it first" in said[0]
    quick.stop()
    quick.wait()


def test_runs_come_back_with_the_document_and_move_with_it(qtbot, quick: Session, tmp_path: Path) -> None:
    quick.start()
    qtbot.waitUntil(lambda: not quick.live, timeout=WAIT)
    assert quick.save_as(tmp_path / "mine.netloom")
    assert quick.runs[0].folder.path.parent == tmp_path / "mine.runs"
    quick.open("digits-cnn")
    assert quick.runs == []
    quick.open(tmp_path / "mine.netloom")
    assert [entry.state for entry in quick.runs] == ["finished"]


def test_a_run_whose_process_died_is_interrupted(qtbot, quick: Session) -> None:
    quick.start()
    qtbot.waitUntil(lambda: not quick.live, timeout=WAIT)
    quick.runs[0].folder.update(state="running")
    assert quick.runs[0].state == "interrupted"


def test_folders_of_unsaved_documents_are_told_apart() -> None:
    stamp = "2026-01-31-120000"
    assert _belongs(Path(f"{stamp}-digits-cnn"), "digits-cnn")
    assert _belongs(Path(f"{stamp}-digits-cnn-2"), "digits-cnn")
    assert not _belongs(Path(f"{stamp}-digits-cnn-wide"), "digits-cnn")
    assert not _belongs(Path(f"{stamp}-my-digits-cnn"), "digits-cnn")


def test_closing_ends_a_live_run(qtbot) -> None:
    session = Session(Settings())
    session.warm(wait=True)
    session.open("moons-mlp")
    session.do("Long", changes.set_training(session.project, epochs=5000, threads=1))
    session.start()
    session.close()
    assert session.state == "stopped"
    assert threading.active_count() == 1 or all("netloom" not in each.name for each in threading.enumerate())


def test_settings_fill_what_the_recipe_leaves_open(qtbot, quick: Session) -> None:
    quick.do("Open", changes.set_training(quick.project, threads=None))
    quick.settings.threads, quick.settings.device = 1, "cpu"
    quick.start()
    assert quick.run.project.training.threads == 1
    assert quick.run.project.training.device == "cpu"
    assert quick.project.training.device == "auto"
    quick.stop()
    quick.wait()


def test_overfitting_one_batch_says_what_it_found(qtbot, quick: Session) -> None:
    said = heard(quick.message)
    with qtbot.waitSignal(quick.probed, timeout=WAIT) as found:
        quick.overfit_probe()
    assert found.args[0].sentence == said[-1]


# background work


def test_the_collector_is_off_while_anyone_works() -> None:
    collector().hold()
    collector().hold()
    assert not gc.isenabled()
    collector().release()
    assert not gc.isenabled()
    collector().release()
    assert gc.isenabled()


def test_the_collector_collects_what_is_due() -> None:
    gc.disable()
    gc.collect()
    cycles = [[] for _ in range(2000)]
    for cycle in cycles:
        cycle.append(cycle)
    del cycle, cycles
    collector().collect()
    assert gc.get_count()[0] < 700
    gc.enable()


def test_a_task_answers_on_the_gui_thread(qtbot) -> None:
    where: list[object] = []
    task = Task(lambda: threading.current_thread())
    task.done.connect(lambda worker: where.extend((worker, threading.current_thread())))
    with qtbot.waitSignal(task.done, timeout=WAIT):
        task.start()
    assert where[0] is not where[1]
    assert where[1] is threading.main_thread()
    assert not task.busy


def test_a_task_says_why_it_failed(qtbot) -> None:
    def work() -> None:
        raise NetloomError("no room")

    task = Task(work)
    with qtbot.waitSignal(task.failed, timeout=WAIT) as failed:
        task.start()
    assert failed.args == ["No room"]


def test_a_task_says_which_line_of_a_python_layer_failed(qtbot) -> None:
    code = "from torch import nn\n\n\nclass Broken(nn.Module):\n    def forward(self, x):\n        return x / 0"
    layer = CustomLayer("broken", code)
    allow([layer.sha256])
    task = Task(lambda: class_of(layer.sha256)()(1))
    with qtbot.waitSignal(task.failed, timeout=WAIT) as failed:
        task.start()
    withdraw([layer.sha256])
    assert failed.args == ["A Python layer fails in line 6 of Broken: ZeroDivisionError: division by zero"]
