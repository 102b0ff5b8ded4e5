"""Problems as sentences with a way out."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.graph.changes import delete_and_reconnect, set_params
from app.ui.panels.problems import ProblemsPanel
from app.ui.session import Session


@pytest.fixture
def panel(qtbot: QtBot, session: Session) -> Iterator[ProblemsPanel]:
    made = ProblemsPanel(session)
    qtbot.addWidget(made)
    made.resize(900, 200)
    made.show()
    yield made
    made.hide()


def take_flatten_out(session: Session) -> None:
    flatten = [instance.id for instance in session.project.graph if instance.kind == "Flatten"]
    session.do("Delete", delete_and_reconnect(session.project, flatten))
    session.settle()


def test_a_sound_drawing_says_so(panel: ProblemsPanel) -> None:
    assert panel.empty.isVisible() and panel.rows == []


def test_a_misfit_is_mended_by_its_button(qtbot: QtBot, session: Session, panel: ProblemsPanel) -> None:
    with qtbot.waitSignal(panel.counted, check_params_cb=lambda count: count == 1):
        take_flatten_out(session)
    (row,) = panel.rows
    assert row.text.text().startswith("Expects (N, features)") and row.fix_button is not None
    assert row.fix_button.text() == "Insert Flatten"
    row.fix_button.click()
    session.settle()
    assert panel.rows == [] and panel.empty.isVisible()
    assert session.document.undo_label == "Insert Flatten"
    session.undo()
    session.settle()
    assert len(panel.rows) == 1


def test_a_click_goes_to_the_node(qtbot: QtBot, session: Session, panel: ProblemsPanel) -> None:
    take_flatten_out(session)
    (row,) = panel.rows
    with qtbot.waitSignal(session.page_requested, check_params_cb=lambda page: page == "build"):
        qtbot.mouseClick(row, Qt.MouseButton.LeftButton)
    assert session.selection == (row.problem.node,) and session.hint == {"node": row.problem.node}


def test_the_keyboard_goes_there_too(qtbot: QtBot, session: Session, panel: ProblemsPanel) -> None:
    take_flatten_out(session)
    qtbot.keyClick(panel.rows[0], Qt.Key.Key_Return)
    assert session.selection == (panel.rows[0].problem.node,)


def test_errors_stand_above_warnings(session: Session, panel: ProblemsPanel) -> None:
    target = next(instance.id for instance in session.project.graph if instance.kind == "Target")
    session.do("Classes", set_params(session.project, [target], classes=7))
    take_flatten_out(session)
    severities = [row.problem.severity for row in panel.rows]
    assert severities == sorted(severities)


def test_rows_that_say_the_same_stay(session: Session, panel: ProblemsPanel) -> None:
    take_flatten_out(session)
    before = list(panel.rows)
    panel.refresh()
    assert panel.rows == before


def test_a_fix_that_no_longer_fits_is_a_message(qtbot: QtBot, session: Session, panel: ProblemsPanel) -> None:
    take_flatten_out(session)
    (row,) = panel.rows
    row.mend()
    with qtbot.waitSignal(session.message):
        row.mend()
