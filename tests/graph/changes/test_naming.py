"""Names of new nodes: free, and the smallest number there is."""

from __future__ import annotations

from app.graph.changes.naming import Names, unique_name
from app.graph.graph import Instance
from app.graph.project import Project
from nodes import kind

TAKEN = ("conv", "conv_1", "conv_2", "conv_4", "relu_2", "pool")
ASKED = ("conv_1", "conv_1", "conv", "relu", "relu", "relu_2", "relu_7", "pool", "pool_1", "class", "new", "new")


def project(names: tuple[str, ...] = TAKEN) -> Project:
    made = Project()
    for name in names:
        made.graph.put_instance(Instance(name, name, kind("ReLU")()))
    return made


def test_many_names_are_those_that_one_would_get_one_by_one() -> None:
    names, one_by_one = Names(project()), []
    for base in ASKED:
        one_by_one.append(unique_name(project(), base, one_by_one))
    assert [names.take(base) for base in ASKED] == one_by_one
    assert one_by_one[:5] == ["conv_3", "conv_5", "conv_6", "relu", "relu_3"]


def test_all_are_different() -> None:
    names = Names(project())
    taken = [names.take("conv_1") for _ in range(50)]
    assert len({*taken, *TAKEN}) == 50 + len(TAKEN)


def test_looking_for_a_number_goes_on_where_it_ended() -> None:
    """A thousand copies of one node took a thousand looks each."""

    class Counted(set[str]):
        looks = 0

        def __contains__(self, name: object) -> bool:
            Counted.looks += 1
            return super().__contains__(name)

    names = Names(project())
    names._used = Counted(names._used)
    for _ in range(200):
        names.take("conv_1")
    assert Counted.looks < 200 * 4
