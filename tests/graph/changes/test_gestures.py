"""Placing, deleting, linking, moving and changing values."""

from __future__ import annotations

import pytest

from app.errors import ProjectError
from app.graph import changes
from app.graph.edits import Edit, apply_all
from app.graph.files.format import dump, parse
from app.graph.graph import Link
from app.graph.project import Project


def done(project: Project, edits: list[Edit]) -> Project:
    """Make the change, and check that it can be written and taken back."""
    before = dump(project)
    inverses = apply_all(project, edits)
    after = dump(project)
    assert dump(parse(after)) == after
    apply_all(project, inverses)
    assert dump(project) == before
    apply_all(project, edits)
    return project


def test_placing_names_and_numbers(project: Project) -> None:
    edits, node_id = changes.place(project, "Conv2d", 3, 4, out_channels=7)
    placed = done(project, edits).graph[node_id]
    assert (placed.name, placed.x, placed.node.values()["out_channels"]) == ("conv_3", 3.0, 7)
    with pytest.raises(ProjectError, match="did you mean Conv2d"):
        changes.place(project, "Conv2D", 0, 0)
    with pytest.raises(ProjectError, match=r"Conv2d.stride: expected .* >= 1"):
        changes.place(project, "Conv2d", 0, 0, stride=0)


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("LeakyReLU", "leaky_relu_1"),
        ("BatchNorm2d", "batch_norm_1"),
        ("SiLU", "silu_1"),
        ("LSTM", "lstm_1"),
        ("Input", "input"),
        ("CrossEntropyLoss", "loss"),
        ("ConvTranspose2d", "conv_transpose_1"),
    ],
)
def test_names_of_new_nodes(kind: str, name: str) -> None:
    edits, node_id = changes.place(Project(), kind, 0, 0)
    assert done(Project(), edits).graph[node_id].name == name


def test_unique_names(project: Project) -> None:
    assert changes.unique_name(project, "stem") == "stem"
    assert changes.unique_name(project, "conv_1") == "conv_3"
    assert changes.unique_name(project, "image") == "image_2"
    assert changes.unique_name(project, "class") == "class_2"
    assert len({changes.new_id(project) for _ in range(1000)}) == 1000


def test_deleting_takes_links_and_shares(project: Project) -> None:
    done(project, changes.set_instance(project, "n_conv_2", shares="n_conv_1"))
    done(project, changes.delete(project, ["n_conv_1", "n_conv_1", "n_image"]))
    assert "n_conv_1" not in project.graph
    assert project.graph["n_conv_2"].shares == ""
    with pytest.raises(ProjectError, match="no node"):
        changes.delete(project, ["n_conv_1"])


def test_delete_and_reconnect_joins_both_sides(project: Project) -> None:
    done(project, changes.delete_and_reconnect(project, ["n_conv_2", "n_flatten_1"]))
    assert Link("n_conv_1", "y", "n_add_1", "x", 1) in project.graph.links()
    assert Link("n_add_1", "y", "n_linear_1", "x") in project.graph.links()


def test_connecting(project: Project) -> None:
    edits = changes.connect(project, "n_image", "y", "n_add_1", "x")
    assert done(project, edits).graph.links_at("n_add_1", "x")[-1] == Link("n_image", "y", "n_add_1", "x", 2)
    with pytest.raises(ProjectError, match="taken by image"):
        changes.connect(project, "n_conv_2", "y", "n_conv_1", "x")
    with pytest.raises(ProjectError, match="close a cycle"):
        changes.connect(project, "n_linear_1", "y", "n_add_1", "x")
    with pytest.raises(ProjectError, match=r"add_1 takes float32.*, digit gives int64"):
        changes.connect(project, "n_digit", "y", "n_add_1", "x")
    with pytest.raises(ProjectError, match="no node"):
        changes.connect(project, "n_digit", "y", "nothing", "x")


def test_reconnecting_either_end(project: Project) -> None:
    skip = Link("n_conv_1", "y", "n_add_1", "x", 0)
    done(project, changes.reconnect(project, skip, "n_image", "y", "n_add_1", "x"))
    assert project.graph.links_at("n_add_1", "x")[0] == Link("n_image", "y", "n_add_1", "x", 0)
    first = Link("n_image", "y", "n_conv_1", "x")
    done(project, changes.reconnect(project, first, "n_image", "y", "n_add_1", "x"))
    assert [link.order for link in project.graph.links_at("n_add_1", "x")] == [0, 1, 2]
    with pytest.raises(ProjectError, match="no link"):
        changes.reconnect(project, first, "n_image", "y", "n_add_1", "x")


def test_disconnecting(project: Project) -> None:
    link = project.graph.links()[0]
    assert link not in done(project, changes.disconnect(project, link)).graph.links()


def test_inserting_on_a_link(project: Project) -> None:
    link = Link("n_conv_2", "y", "n_add_1", "x", 1)
    edits, node_id = changes.insert_on_link(project, link, "ReLU", 10, 20)
    done(project, edits)
    assert project.graph.links_into(node_id) == [Link("n_conv_2", "y", node_id, "x")]
    assert project.graph.links_at("n_add_1", "x")[1] == Link(node_id, "y", "n_add_1", "x", 1)
    loose, loose_id = changes.place(project, "ReLU", 0, 0)
    done(project, loose)
    edits, same = changes.insert_on_link(project, Link("n_conv_1", "y", "n_conv_2", "x"), loose_id)
    assert same == loose_id
    done(project, edits)
    for kind, word in [("Output", "needs an input and an output"), ("Target", "needs an input"), ("Nope", "unknown")]:
        with pytest.raises(ProjectError, match=word):
            changes.insert_on_link(project, Link("n_image", "y", "n_conv_1", "x"), kind)


def test_reordering_a_many_port(project: Project) -> None:
    links = project.graph.links_at("n_add_1", "x")
    done(project, changes.reorder(project, "n_add_1", "x", links[::-1]))
    assert [link.source for link in project.graph.links_at("n_add_1", "x")] == ["n_conv_2", "n_conv_1"]
    assert changes.reorder(project, "n_add_1", "x", project.graph.links_at("n_add_1", "x")) == []
    with pytest.raises(ProjectError, match="in another order"):
        changes.reorder(project, "n_add_1", "x", links)


def test_moving_and_arranging(project: Project) -> None:
    assert changes.move(project, {"n_image": (0.0, 8.0)}) == []
    done(project, changes.move(project, {"n_image": (-16, 40)}))
    assert (project.graph["n_image"].x, project.graph["n_image"].y) == (-16.0, 40.0)
    done(project, changes.arrange(project))
    assert min(each.x for each in project.graph) == -16.0
    assert changes.arrange(project) == [], "a second layout moves nothing"
    assert changes.arrange(Project()) == []


def test_parameters_of_several_nodes(project: Project) -> None:
    chosen = ["n_conv_1", "n_conv_2", "n_linear_1"]
    done(project, changes.set_params(project, chosen, out_channels=9))
    assert [project.graph[each].node.values()["out_channels"] for each in chosen[:2]] == [9, 9]
    assert changes.set_params(project, chosen, out_channels=9) == []
    with pytest.raises(ProjectError, match=r"conv_1.stride: expected an integer or a pair"):
        changes.set_params(project, chosen, stride="x")
    with pytest.raises(ProjectError, match="none of the chosen"):
        changes.set_params(project, chosen, colour=1)


def test_fields_of_a_node(project: Project) -> None:
    done(project, changes.rename(project, "n_conv_1", "stem"))
    done(project, changes.set_instance(project, "n_conv_1", frozen=True, lr_factor=0.1, note="first"))
    assert project.graph["n_conv_1"].frozen
    assert changes.rename(project, "n_conv_1", "stem") == []
    for name, word in [("conv_2", "already"), ("while", "Python"), ("a b", "letters")]:
        with pytest.raises(ProjectError, match=word):
            changes.rename(project, "n_conv_1", name)


def test_sections(project: Project) -> None:
    done(project, changes.set_training(project, lr=0.5, epochs=3))
    done(project, changes.set_data(project, validation=0.2))
    done(project, changes.set_title(project, "Title", "Text"))
    assert (project.title, project.summary, project.training.lr, project.data.validation) == ("Title", "Text", 0.5, 0.2)
    assert not changes.set_training(project, lr=0.5) + changes.set_data(project) + changes.set_title(project, "Title")
    with pytest.raises(ProjectError, match=r"training.lr: expected"):
        changes.set_training(project, lr=-1.0)
    with pytest.raises(ProjectError, match="half a character"):
        changes.set_data(project, options={"path": "\udcff.csv"})
    with pytest.raises(ProjectError, match="200"):
        changes.set_title(project, "x" * 201)
