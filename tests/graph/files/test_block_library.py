"""Blocks that travel: by copy and paste into another document, and through the personal library."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.errors import NetloomError, ProjectError
from app.graph import changes
from app.graph.blocks.edits import AddBlock, ChangeBlock
from app.graph.changes.bundle import Bundle, adopt
from app.graph.edits import apply_all
from app.graph.files.format import dump, parse
from app.graph.files.library import keep, kept, take
from app.graph.project import Project
from tests.graph.blocky import blocky, residual
from tests.graph.layered import GATE, layered


def test_pasting_into_another_document_brings_the_blocks() -> None:
    text = changes.fragment(blocky(), ["first", "second"])
    other = Project()
    edits, ids = changes.paste(other, text, 0, 0)
    apply_all(other, edits)
    assert sorted(block.name for block in other.blocks.values()) == ["Residual", "Stage"]
    assert [other.graph[made].node.repeat for made in ids] == [3, 1]
    assert parse(dump(other)) == other


def test_pasting_again_uses_the_blocks_that_are_there() -> None:
    project = blocky()
    edits, _ = changes.paste(project, changes.fragment(project, ["second"]), 0, 0)
    assert not any(isinstance(edit, AddBlock) for edit in edits)
    apply_all(project, edits)
    assert len(project.blocks) == 2


def test_another_block_of_the_same_name_comes_beside_it() -> None:
    text = changes.fragment(blocky(), ["first"])
    other = blocky()
    apply_all(other, [ChangeBlock("residual", "Residual", other.blocks["residual"].arguments, "changed since")])
    edits, (made,) = changes.paste(other, text, 0, 0)
    apply_all(other, edits)
    assert [block.name for block in other.blocks.values()] == ["Residual", "Stage", "Residual2"]
    assert other.blocks[other.graph[made].node.block].note == ""


def test_formulas_pasted_outside_become_their_values() -> None:
    project = blocky()
    inside = project.inside("residual")
    edits, (made,) = changes.paste(project, changes.fragment(inside, ["conv"]), 0, 0)
    apply_all(project, edits)
    assert project.graph[made].formulas == ()
    assert project.graph[made].node.out_channels == 8
    edits, (made,) = changes.paste(inside, changes.fragment(inside, ["conv"]), 0, 0)
    apply_all(project, edits)
    assert dict(inside.graph[made].formulas) == {"out_channels": "channels"}


def test_a_block_cannot_be_pasted_into_itself() -> None:
    project = blocky()
    with pytest.raises(ProjectError, match="would contain itself"):
        changes.paste(project.inside("residual"), changes.fragment(project, ["first"]), 0, 0)


def test_the_library_keeps_a_block_with_those_inside() -> None:
    path = keep(blocky(), "stage")
    (found,) = kept()
    assert (found.path, found.name) == (path, "Stage")
    other = Project()
    edits, ids = adopt(other, take(path))
    apply_all(other, edits)
    edits, _ = changes.use_block(other, ids["stage"], 0, 0)
    apply_all(other, edits)
    assert [block.name for block in other.blocks.values()] == ["Residual", "Stage"]
    assert parse(dump(other)) == other


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{}", "holds no block"),
        ('{"format": "netloom-block", "version": 9, "blocks": []}', "newer"),
        ('{"format": "netloom-block", "version": 1, "blocks": []}', "holds no block"),
        ('{"format": "netloom-block", "version": 1, "blocks": [{}]}', "is missing"),
        ("no json", "expected|not"),
    ],
)
def test_a_damaged_library_file_is_refused_and_not_listed(tmp_path, text: str, said: str) -> None:  # type: ignore[no-untyped-def]
    path = keep(Project(blocks={"residual": residual()}), "residual").with_name("broken.netloom-block")
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ProjectError, match=said):
        take(path)
    assert [each.name for each in kept()] == ["Residual"]
    with pytest.raises(NetloomError, match="could not be read"):
        take(tmp_path / "nothing.netloom-block")


def test_a_renamed_copy_is_no_duplicate() -> None:
    project = Project()
    one, other = residual(), replace(residual(), name="Other")
    edits, ids = adopt(project, Bundle((one,)))
    apply_all(project, edits)
    edits, again = adopt(project, Bundle((other,)))
    apply_all(project, edits)
    assert ids["residual"] != again["residual"]
    assert len(project.blocks) == 2


def test_python_layers_travel_with_what_uses_them() -> None:
    project = layered(rate=0.25)
    apply_all(project, changes.make_block(project, ["linear", "own"], "Pair")[0])
    (block_id,) = project.blocks
    use = next(instance.id for instance in project.graph if instance.kind == "Block")
    other = Project()
    edits, _ = changes.paste(other, changes.fragment(project, [use]), 0, 0)
    apply_all(other, edits)
    assert [layer.name for layer in other.layers.values()] == ["Gated"]
    assert parse(dump(other)) == other
    third = Project()
    edits, _ = adopt(third, take(keep(project, block_id)))
    apply_all(third, edits)
    assert third.layers.keys() == {"own_layer"}
    assert adopt(third, take(keep(project, "own_layer"))) == ([], {"own_layer": "own_layer"})
    assert sorted(each.name for each in kept()) == ["Gated", "Pair"]


def test_a_layer_is_never_changed_to_fit_in() -> None:
    text = changes.fragment(layered(), ["own"])
    other = layered(GATE + "  # another one")
    with pytest.raises(ProjectError, match="there is a block or Python layer named 'Gated' already; rename the class"):
        changes.paste(other, text, 0, 0)
    apply_all(other, changes.rewrite(other, "own_layer", GATE.replace("Gated", "Other")))
    edits, (made,) = changes.paste(other, text, 0, 0)
    apply_all(other, edits)
    assert [layer.name for layer in other.layers.values()] == ["Other", "Gated"]
    assert other.graph[made].node.layer != "own_layer"
