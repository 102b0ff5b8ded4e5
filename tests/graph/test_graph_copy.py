"""A copy of a drawing is one that networkx itself would have made, and stands on its own."""

from __future__ import annotations

import networkx as nx

from app.graph.graph import Graph, Instance, Link
from nodes import kind


def diamond() -> Graph:
    """Two ways from a to d, and three links from d to e."""
    graph = Graph()
    for name in ("e", "d", "c", "b", "a", "alone"):
        graph.put_instance(Instance(name, name, kind("Add")()))
    pairs = (("a", "b", 0), ("a", "c", 0), ("c", "d", 0), ("b", "d", 1), ("d", "e", 1), ("d", "e", 0), ("d", "e", 2))
    for source, target, order in pairs:
        graph.put_link(Link(source, "y", target, "x", order))
    return graph


def test_a_copy_is_the_same_in_the_same_order() -> None:
    graph = diamond()
    twin, expected = graph.copy().dag, graph.dag.copy()
    assert graph.copy() == graph and nx.utils.graphs_equal(twin, expected)
    for ours, theirs in ((twin.succ, expected.succ), (twin.pred, expected.pred)):
        assert list(ours) == list(theirs)
        assert [list(beside) for beside in ours.values()] == [list(beside) for beside in theirs.values()]
    assert list(twin.edges(keys=True, data="link")) == list(expected.edges(keys=True, data="link"))
    assert twin.in_degree("e") == 3 and list(nx.topological_sort(twin))


def test_what_happens_to_one_does_not_happen_to_the_other() -> None:
    graph = diamond()
    twin = graph.copy()
    before = graph.links()
    for link in twin.links():
        twin.take_link(link)
    twin.take_instance("e")
    assert graph.links() == before and "e" in graph
    graph.take_link(before[0])
    assert twin.links() == []
    again = diamond().copy()
    again.put_instance(Instance("new", "new", kind("Add")()))
    again.put_link(Link("e", "y", "new", "x"))
    assert not again.would_cycle("a", "new") and again.would_cycle("new", "a")
