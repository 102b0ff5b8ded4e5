"""The inspector inside and outside of blocks: arguments, formulas, the head of a block, the library."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.graph import changes
from app.graph.files.storage import save
from app.ui.main_window import MainWindow
from app.ui.panels.inspector.block_form import BlockForm
from app.ui.panels.inspector.definition_form import DefinitionForm
from app.ui.panels.inspector.panel import InspectorPanel
from app.ui.session import Session
from tests.graph.blocky import blocky


@pytest.fixture
def session(tmp_path: Path):  # type: ignore[no-untyped-def]
    save(blocky(), tmp_path / "blocky.netloom")
    made = Session()
    assert made.open(tmp_path / "blocky.netloom")
    made.warm(wait=True)
    made.settle()
    yield made
    made.close()


@pytest.fixture
def panel(session: Session, qtbot: QtBot) -> InspectorPanel:
    made = InspectorPanel(session)
    qtbot.addWidget(made)
    made.resize(290, 900)
    made.show()
    return made


def typed(qtbot: QtBot, field, text: str) -> None:  # type: ignore[no-untyped-def]
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, text)
    qtbot.keyClick(field, Qt.Key.Key_Return)


def test_arguments_of_a_use(panel: InspectorPanel, session: Session, qtbot: QtBot) -> None:
    session.select(["second"])
    assert isinstance(panel.form, BlockForm)
    typed(qtbot, panel.form.arguments.rows["width"].field, "4")
    assert session.project.graph["second"].node.arguments == (("width", 4),)
    panel.form.arguments.rows["width"].back.click()
    assert session.project.graph["second"].node.arguments == ()
    assert panel.form.arguments.rows["width"].field.value() == 8


def test_copies_and_cost_of_a_use(panel: InspectorPanel, session: Session, qtbot: QtBot) -> None:
    session.select(["first"])
    assert panel.form.cost.figures["parameters"].text() == "1,752"
    share = panel.form.params.rows["share"]
    assert share.isVisible() and share.name.text() == "share weights"
    typed(qtbot, panel.form.params.rows["repeat"].field, "1")
    assert session.project.graph["first"].node.repeat == 1
    assert not share.isVisible(), "one copy has nothing to share"


def test_one_form_serves_all_uses_until_the_block_changes(panel: InspectorPanel, session: Session) -> None:
    session.select(["first"])
    form = panel.form
    session.select(["second"])
    session.select(["first"])
    assert panel.form is form
    session.enter("residual")
    panel.form.add.click()
    session.enter("")
    session.select(["first"])
    assert list(panel.form.arguments.rows) == ["channels", "width"]


def test_a_formula_is_written_checked_and_ended(panel: InspectorPanel, session: Session, qtbot: QtBot) -> None:
    session.enter("residual")
    session.select(["conv"])
    row = panel.form.params.rows["out_channels"]
    assert row.formula.line.isVisible()
    assert not row.field.isEnabled()
    typed(qtbot, row.formula.line, "channels * 2")
    assert dict(session.project.graph["conv"].formulas) == {"out_channels": "channels * 2"}
    assert row.field.value() == 16
    typed(qtbot, row.formula.line, "chanels * 2")
    assert "no argument 'chanels'" in row.error.text()
    assert dict(session.project.graph["conv"].formulas) == {"out_channels": "channels * 2"}
    row.formula.switch.click()
    assert session.project.graph["conv"].formulas == ()
    assert row.field.isEnabled()


def test_formulas_are_offered_inside_blocks_only(panel: InspectorPanel, session: Session) -> None:
    session.select(["stem"])
    assert not panel.form.params.rows["out_channels"].formula.switch.isVisible()


def test_a_formula_for_an_argument_of_an_inner_block(panel: InspectorPanel, session: Session, qtbot: QtBot) -> None:
    session.enter("stage")
    session.select(["body"])
    (line,) = panel.form.arguments._formulas
    assert line.line.value() == "width * 2"
    typed(qtbot, line.line, "width + width")
    assert dict(session.project.graph["body"].formulas) == {"arguments.channels": "width + width"}


def test_the_head_of_a_block(panel: InspectorPanel, session: Session, qtbot: QtBot) -> None:
    session.enter("residual")
    assert isinstance(panel.form, DefinitionForm)
    typed(qtbot, panel.form.name.field, "Shortcut")
    assert session.whole.blocks["residual"].name == "Shortcut"
    typed(qtbot, panel.form.name.field, "Linear")
    assert "is the name of a node kind" in panel.form.name.error.text()
    typed(qtbot, panel.form.rows[0].name, "filters")
    assert "no argument 'channels'" in panel.form.rows[0].error.text()
    typed(qtbot, panel.form.rows[0].default, "12")
    assert session.whole.blocks["residual"].arguments[0].default == 12


def test_the_library_by_the_file_menu(qtbot: QtBot, tmp_path: Path) -> None:
    session = Session()
    window = MainWindow(session)
    qtbot.addWidget(window)
    save(blocky(), tmp_path / "blocky.netloom")
    window.begin(str(tmp_path / "blocky.netloom"))
    session.enter("stage")
    window.page_widget("build").inspector.form._keep()
    session.document.mark_saved()
    session.new()
    said = []
    session.message.connect(said.append)
    from app.graph.files.library import kept

    (found,) = kept()
    assert window.files.take_block_from(found.path)
    assert [block.name for block in session.whole.blocks.values()] == ["Residual", "Stage"]
    assert window.page_widget("build").palette_panel.model.row_of("Stage") > 0
    found.path.write_text("{}", encoding="utf-8")
    assert not window.files.take_block_from(found.path)
    assert "holds no block" in said[-1]
    session.document.mark_saved()
    window.close()


def test_a_long_name_does_not_push_the_fields_out_of_sight(panel: InspectorPanel, session: Session) -> None:
    session.do_whole(
        "Rename", changes.set_block(session.whole, "residual", name="ResidualBottleneckWithSqueezeAndExcite")
    )
    session.select(["first"])
    assert panel.form.title_label.text().startswith("ResidualBottleneck")
    assert panel.form.minimumSizeHint().width() <= panel.width()
