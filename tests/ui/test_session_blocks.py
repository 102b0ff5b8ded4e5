"""Looking into a block: what one sees, changes, and what the document makes of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.errors import ProjectError
from app.graph import changes
from app.graph.edits import AddNode, SetSection
from app.graph.files.storage import save
from app.ui.session import Session
from tests.graph.blocky import blocky, place


@pytest.fixture
def session(qtbot, tmp_path: Path):  # type: ignore[no-untyped-def]
    file = tmp_path / "blocky.netloom"
    save(blocky(), file)
    made = Session()
    assert made.open(file)
    made.warm(wait=True)
    made.settle()
    yield made
    made.close()


def test_shapes_and_problems_are_those_of_the_level(session: Session) -> None:
    assert session.inference.parameters["second"] == 4784
    session.enter("stage")
    assert session.inference.parameters["widen"] == 8 * 16 + 16
    assert str(session.inference.shapes["entry", "y"]) == "(N, 8, 8, 8)"
    session.do("Set kernel", changes.set_params(session.project, ["widen"], kernel_size=9))
    session.settle()
    assert [problem.node for problem in session.problems] == ["widen"]
    assert session.errors[0].message.startswith("second.widen")
    session.enter("")
    assert [problem.node for problem in session.problems] == ["second"]


def test_a_change_inside_is_one_step_of_the_document(session: Session, qtbot) -> None:  # type: ignore[no-untyped-def]
    before = session.whole.copy()
    session.enter("residual")
    seen = []
    session.edited.connect(seen.extend)
    session.do("Place", [AddNode(place("noise", "GaussianNoise"))])
    assert seen[0] == AddNode(place("noise", "GaussianNoise"))
    assert "noise" in session.whole.blocks["residual"].graph
    session.undo()
    assert session.whole == before


def test_new_ports_show_at_the_uses_one_sees(session: Session) -> None:
    from app.graph.blocks.edits import Inside

    seen = []
    session.edited.connect(seen.extend)
    session.do_whole("Port", [Inside("residual", AddNode(place("context", "BlockInput")))])
    assert {edit.instance.name: edit.instance.node.entries for edit in seen if edit.instance.name == "first"} == {
        "first": ("x", "context")
    }


def test_leaving_and_vanishing(session: Session) -> None:
    edits, made = changes.make_block(session.whole, ["pool"], "tail")
    session.do("Make block", edits)
    block = session.whole.graph[made].node.block
    session.enter(block)
    assert session.scope == block
    session.undo()
    assert session.scope == ""
    session.enter("nothing")
    assert session.scope == ""


def test_title_and_recipe_belong_to_the_document(session: Session) -> None:
    session.enter("residual")
    session.do("Title", changes.set_title(session.project, "Other"))
    assert session.whole.title == "Other"
    with pytest.raises(ProjectError, match="frames stand in the main drawing only"):
        session.do("Frame", [SetSection("frames", ())])
