"""Layout from left to right."""

from __future__ import annotations

import random

import nodes
from app.graph.files.storage import bundled, load
from app.graph.graph import Graph, Instance, Link
from app.graph.layout.layered import COLUMN, GRID, NODE_HEIGHT, NODE_WIDTH, layered
from app.graph.project import Project


def _overlaps(places: dict[str, tuple[float, float]]) -> list[tuple[str, str]]:
    items = sorted(places.items(), key=lambda item: item[1])
    return [
        (first, second)
        for index, (first, (x, y)) in enumerate(items)
        for second, (right, low) in items[index + 1 : index + 60]
        if abs(right - x) < NODE_WIDTH and abs(low - y) < NODE_HEIGHT
    ]


def _random_graph(count: int, seed: int) -> Graph:
    generator = random.Random(seed)
    graph = Graph()
    graph.put_instance(Instance("n0", "x0", nodes.kind("Input")()))
    for number in range(1, count):
        graph.put_instance(Instance(f"n{number}", f"x{number}", nodes.kind("Add")()))
        sources = generator.sample(range(max(0, number - 30), number), min(number, generator.choice([1, 1, 2])))
        graph.put_links(Link(f"n{source}", "y", f"n{number}", "x", order) for order, source in enumerate(sources))
    return graph


def test_links_go_right_and_nothing_overlaps(project: Project) -> None:
    for graph in [project.graph, *(_random_graph(60, seed) for seed in range(10))]:
        places = layered(graph)
        assert all(places[link.target][0] >= places[link.source][0] + COLUMN for link in graph.links())
        assert _overlaps(places) == []
        assert all(x % GRID == 0 and y % GRID == 0 for x, y in places.values())
        assert min(x for x, _ in places.values()) == min(y for _, y in places.values()) == 0


def test_a_chain_is_straight_and_the_loss_stands_below(project: Project) -> None:
    places = layered(project.graph)
    main = [places[f"n_{name}"][1] for name in ("image", "conv_1", "add_1", "flatten_1", "linear_1", "output")]
    assert len(set(main)) == 1
    assert places["n_loss"][1] > main[0] and places["n_loss"][0] == places["n_output"][0]
    assert places["n_digit"] == (places["n_loss"][0] - COLUMN, places["n_loss"][1])


def test_a_skip_link_has_a_lane_of_its_own(project: Project) -> None:
    places = layered(project.graph)
    assert places["n_conv_1"][1] == places["n_add_1"][1]
    assert abs(places["n_conv_2"][1] - places["n_add_1"][1]) >= NODE_HEIGHT


def test_targets_stand_beside_their_loss() -> None:
    for name in ("digits-resnet", "digits-inception", "digits-cnn"):
        path = bundled(name)
        assert path is not None
        places = layered(load(path).graph)
        assert places["digit"] == (places["loss"][0] - COLUMN, places["loss"][1])


def test_branches_are_one_below_the_other(project: Project) -> None:
    graph = Graph()
    graph.put_instance(Instance("in", "image", nodes.kind("Input")()))
    graph.put_instance(Instance("cat", "cat", nodes.kind("Concatenate")()))
    for number in range(4):
        graph.put_instance(Instance(f"c{number}", f"c{number}", nodes.kind("ReLU")()))
        graph.put_link(Link("in", "y", f"c{number}", "x"))
        graph.put_link(Link(f"c{number}", "y", "cat", "x", number))
    places = layered(graph)
    assert len({places[f"c{number}"][0] for number in range(4)}) == 1
    heights = [places[f"c{number}"][1] for number in range(4)]
    assert heights == sorted(heights)


def test_parts_and_loose_nodes_do_not_overlap(project: Project) -> None:
    graph = project.graph
    for number in range(8):
        graph.put_instance(Instance(f"loose{number}", f"loose{number}", nodes.kind("ReLU")()))
    graph.put_instance(Instance("a", "a", nodes.kind("ReLU")()))
    graph.put_link(Link("a", "y", "loose0", "x"))
    places = layered(graph)
    assert len(places) == len(graph)
    assert _overlaps(places) == []


def test_stable_and_for_a_selection(project: Project) -> None:
    assert layered(project.graph) == layered(project.graph.copy())
    part = layered(project.graph, ["n_conv_1", "n_conv_2"])
    assert part == {"n_conv_1": (0, 0), "n_conv_2": (COLUMN, 0)}
    assert layered(Graph()) == {}


def test_a_thousand_nodes_do_not_overlap() -> None:
    assert _overlaps(layered(_random_graph(1000, 1))) == []


def test_very_many_long_links_are_still_laid_out() -> None:
    graph = _random_graph(2, 0)
    for number in range(2, 300):
        graph.put_instance(Instance(f"n{number}", f"x{number}", nodes.kind("Add")()))
        graph.put_links(Link(f"n{source}", "y", f"n{number}", "x", source) for source in range(number))
    assert _overlaps(layered(graph)) == []
