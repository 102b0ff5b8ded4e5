"""Nodes found by name, however the drawing changes in between."""

from __future__ import annotations

import random
from dataclasses import replace

from app.graph.graph import Graph, Instance
from nodes import kind


def first_named(graph: Graph, name: str) -> Instance | None:
    return next((each for each in graph if each.name == name), None)


def test_a_name_leads_to_the_first_node_that_has_it_after_any_change() -> None:
    chance = random.Random(3)
    graph, names = Graph(), ["a", "b", "c", "d", "e"]
    for step in range(400):
        ids = [each.id for each in graph]
        what = chance.choice(["add", "add", "rename", "move", "take", "copy"])
        if what == "add" or not ids:
            place = chance.choice([None, 0])
            graph.put_instance(Instance(f"n{step}", chance.choice(names), kind("ReLU")()), place)
        elif what == "rename":
            graph.put_instance(replace(graph[chance.choice(ids)], name=chance.choice(names)))
        elif what == "move":
            graph.put_instance(replace(graph[chance.choice(ids)], x=float(step)))
        elif what == "take":
            graph.take_instance(chance.choice(ids))
        else:
            graph = graph.copy()
        assert [graph.named(name) for name in names] == [first_named(graph, name) for name in names]
