"""Code of a person that never ends: the window gets its answer all the same, with the line."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from app.graph.changes import rewrite
from app.graph.document import Document
from app.graph.python_layers.layer import CustomLayer
from app.ui.session import Session, watchdog
from app.ui.settings import Settings
from nodes import trusted
from tests.graph.layered import GATE, layered

LOOP = "        while x is not None:\n            self.rate += 0\n"
ENDLESS = GATE.replace("        return x *", f"{LOOP}        return x *")
LAYERS = [CustomLayer("own_layer", code) for code in (GATE, ENDLESS)]


@pytest.fixture
def session(qtbot: QtBot) -> Iterator[Session]:
    trusted.allow([layer.sha256 for layer in LAYERS])
    made = Session(Settings(threads=1))
    made.warm(wait=True)
    made.show_document(Document(layered()))
    made.settle()
    yield made
    made.close()
    trusted.withdraw([layer.sha256 for layer in LAYERS])


def test_it_is_stopped_and_its_line_is_told(qtbot: QtBot, session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watchdog, "TICKS", 2)
    session.do("Write", rewrite(session.whole, "own_layer", ENDLESS))
    qtbot.waitUntil(lambda: session.informed and bool(session.errors), timeout=30_000)
    (problem,) = session.errors
    assert "of Gated: TooLongError: it was stopped" in problem.message and problem.node == "own"
    session.undo()
    qtbot.waitUntil(lambda: session.informed and not session.errors, timeout=30_000)


def test_the_window_can_be_closed_meanwhile(qtbot: QtBot, session: Session) -> None:
    session.do("Write", rewrite(session.whole, "own_layer", ENDLESS))
    qtbot.waitUntil(lambda: session._shaper._thread is not None, timeout=30_000)
    session.close()
    assert session._shaper._thread is None
