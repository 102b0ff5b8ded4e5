"""The canvas on the window's real session."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from app.graph import changes
from app.ui.canvas import CanvasView
from app.ui.session import Session


def test_the_canvas_follows_the_real_session(qtbot: QtBot) -> None:
    session = Session()
    view = CanvasView(session)
    qtbot.addWidget(view)
    view.resize(1000, 700)
    view.show()
    assert view.empty.isVisible()
    assert session.open("digits-cnn")
    assert set(view.board.nodes) == {instance.id for instance in session.project.graph}
    assert not view.empty.isVisible()
    edits, made = changes.place(session.project, "Dropout", 0.0, 400.0)
    session.do("Add", edits)
    view.choice.take((made,))
    assert session.selection == (made,) and view.board.nodes[made].selected
    session.undo()
    assert made not in view.board.nodes and session.selection == ()
    session.new()
    assert view.board.nodes == {} and view.empty.isVisible()
    session.close()
