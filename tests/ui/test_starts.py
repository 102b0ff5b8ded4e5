"""Weights that the next run begins with outlive the window, and a run that fails; nothing of them goes unasked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from app.graph import changes
from app.graph.files.storage import load, resolve, save
from app.training.control import Control
from app.training.folder.run_folder import RunFolder
from app.training.job import Job
from app.training.loop import Trainer, train
from app.training.records.telemetry import Telemetry
from app.training.starts.start_file import began_with, read_start, start_beside
from app.training.starts.warm_start import names_and_shapes
from app.ui.main_window import MainWindow
from app.ui.session import Session
from app.ui.settings import Settings
from app.ui.shell.recovery import Recovery

WAIT = 60_000


@pytest.fixture(scope="module")
def moons(tmp_path_factory: pytest.TempPathFactory) -> RunFolder:
    """One epoch of the moons network."""
    project = load(resolve("moons-mlp"))
    project.training = project.training.changed(epochs=1, threads=1, device="cpu")
    run = RunFolder.create(tmp_path_factory.mktemp("runs") / "moons", project, name="First moons")
    assert train(Job(project, run), Control(), Telemetry()).state == "finished"
    return run


@pytest.fixture
def path(moons: RunFolder, tmp_path: Path) -> Path:
    """Its project in a file."""
    save(moons.project(), tmp_path / "net.netloom")
    return tmp_path / "net.netloom"


@pytest.fixture
def session(moons: RunFolder, path: Path) -> Iterator[Session]:
    made = Session(Settings(threads=1))
    made.warm(wait=True)
    opened(made, path)
    made.show_run(moons.path)
    yield made
    made.close()
    made.deleteLater()


def opened(session: Session, path: Path) -> None:
    assert session.open(path)
    session.settle()


def reopened(qtbot, session: Session, path: Path) -> None:
    session.new()
    assert session.grower.start is None
    opened(session, path)
    qtbot.waitUntil(lambda: not session.starts.reading, timeout=WAIT)


def widened(qtbot, session: Session, width: int = 24) -> None:
    session.grower.widen(session.project.graph.named("linear_1").id, width)
    qtbot.waitUntil(lambda: not session.grower.busy, timeout=WAIT)
    session.settle()


def run(qtbot, session: Session) -> None:
    assert session.start()
    qtbot.waitUntil(lambda: not session.live, timeout=WAIT)


def test_grown_weights_are_saved_and_opened_with_the_document(qtbot, session: Session, path: Path) -> None:
    widened(qtbot, session)
    grown = session.grower.start
    assert session.starts.unsaved and session.save() and not session.starts.unsaved
    written = start_beside(path).stat().st_mtime_ns
    session.do("Rename", changes.rename(session.project, session.project.graph.named("linear_2").id, "second"))
    session.undo()
    assert session.save() and start_beside(path).stat().st_mtime_ns == written, "written once is enough"
    reopened(qtbot, session, path)
    again = session.grower.start
    assert again.origin == "First moons, best weights" and again.grown == grown.grown
    assert all(torch.equal(again.weights[name], value) for name, value in grown.weights.items())
    assert not session.starts.unsaved


def test_an_undone_change_is_saved_with_the_weights_of_before(qtbot, session: Session, path: Path) -> None:
    widened(qtbot, session)
    session.save()
    session.undo()
    assert session.save()
    kept, own = read_start(start_beside(path)), names_and_shapes(session.whole)
    assert all(kept.weights[name].shape == value.shape for name, value in own.items())
    assert kept.fitting(own)[1].counts == "6 tensors kept"


def test_a_run_that_fails_at_once_takes_nothing_over(
    qtbot, session: Session, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    widened(qtbot, session)
    start = session.grower.start
    session.save()
    with monkeypatch.context() as broken:
        broken.setattr(Trainer, "_step", lambda _: (_ for _ in ()).throw(torch.OutOfMemoryError("no room")))
        run(qtbot, session)
    assert session.state == "failed" and session.grower.start is start
    run(qtbot, session)
    assert session.state == "finished" and session.grower.start is None
    reopened(qtbot, session, path)
    assert session.grower.start is None, "a run has taken it over"
    (entry,) = [each for each in session.runs if each.state == "finished"]
    assert entry.start_file == began_with(entry.folder)
    session.grower.begin_again(entry)
    assert all(torch.equal(session.grower.start.weights[name], value) for name, value in start.weights.items())
    assert session.save()
    reopened(qtbot, session, path)
    assert session.grower.start is not None, "it waits again, whoever has begun with it before"


def test_a_start_that_waits_no_more_goes_when_the_document_is_saved(qtbot, session: Session, path: Path) -> None:
    widened(qtbot, session)
    session.save()
    session.grower.decline()
    assert start_beside(path).is_file()
    assert session.save() and not start_beside(path).exists()
    other = path.with_name("other.netloom")
    save(session.whole, other)
    start_beside(other).write_bytes(b"of the project that is replaced")
    assert session.save_as(other) and not start_beside(other).exists()


def test_a_file_that_does_not_serve_is_told_and_stays(qtbot, session: Session, path: Path) -> None:
    said: list[str] = []
    session.message.connect(said.append)
    for content, reason in (({"else": torch.zeros(2)}, "fits the drawing"), (None, "safetensors")):
        if content is None:
            start_beside(path).write_bytes(b"no weights")
        else:
            save_file(content, start_beside(path))
        reopened(qtbot, session, path)
        assert said[-1].startswith("The next run begins with fresh weights: ") and reason in said[-1]
        assert session.grower.start is None
        assert session.save() and start_beside(path).is_file()


def test_only_what_fits_the_drawing_is_read(path: Path, session: Session) -> None:
    own = names_and_shapes(session.whole)
    save_file({"linear_1.bias": torch.zeros(own["linear_1.bias"].shape), "huge": torch.zeros(9)}, path)
    assert read_start(path, own=own).weights.keys() == {"linear_1.bias"}


def test_leaving_asks_and_a_breakdown_rescues(qtbot, session: Session, path: Path, own_home: Path) -> None:
    window = MainWindow(session)
    asked: list[str] = []
    session.confirm = lambda title, text, buttons: asked.append(text) or ""
    widened(qtbot, session)
    assert not window.files.may_leave() and "with the weights that the next run would go on from" in asked[-1]
    session.save()
    assert window.files.may_leave() and len(asked) == 1
    grown = session.grower.start
    session.grower.decline()
    session.save()
    session.grower._set(grown)  # "Keep the weights" of the message
    assert not session.document.dirty
    assert not window.files.may_leave() and asked[-1].startswith("The weights that the next run")
    copy = Path(Recovery(session, window)._keep_copy())
    assert copy.parent == own_home / "rescued" and start_beside(copy).is_file() and load(copy) == session.whole
    session.confirm = lambda title, text, buttons: "save"
    assert window.files.may_leave() and start_beside(path).is_file()
    window.close()
    window.deleteLater()
