"""Random drawings under random gestures: all of it can be taken back, and blocks mean what they stand for."""

from __future__ import annotations

from collections.abc import Callable

import hypothesis.strategies as st
import pytest
import torch
from grow_drawing import Grown, drawings
from grow_level import Choose
from hypothesis import HealthCheck, Phase, given, seed, settings
from node_cases import CASES
from numbers_of import assert_same, inputs_of
from torch import Tensor

from app.compile.drawing import infer
from app.compile.module import compile_project
from app.errors import ProjectError
from app.export.verify import listed
from app.graph import changes
from app.graph.document import Document
from app.graph.edits import Edit
from app.graph.files.format import dump, parse
from app.graph.project import Project

CHUNKS, EACH, NODES, GESTURES = 4, 12, 34, 6
SEEDS = sorted({case.kind for case in CASES})

Gesture = Callable[[Project, Choose], list[Edit]]


def some(project: Project, choose: Choose) -> list[str]:
    """A few nodes of the drawing, neighbours in the document."""
    ids = [instance.id for instance in project.graph]
    start = choose(len(ids))
    return ids[start : start + 1 + choose(6)]


def make_block(project: Project, choose: Choose) -> list[Edit]:
    return changes.make_block(project, some(project, choose))[0]


def unpack(project: Project, choose: Choose) -> list[Edit]:
    uses = [instance.id for instance in project.graph if instance.node.role == "block"]
    return changes.unpack(project, uses[choose(len(uses))])[0] if uses else []


def arrange(project: Project, choose: Choose) -> list[Edit]:
    return changes.arrange(project)


def duplicate(project: Project, choose: Choose) -> list[Edit]:
    return changes.duplicate(project, some(project, choose))[0]


def delete(project: Project, choose: Choose) -> list[Edit]:
    way = (changes.delete, changes.delete_and_reconnect)[choose(2)]
    return way(project, some(project, choose))


def rename(project: Project, choose: Choose) -> list[Edit]:
    return changes.rename(project, some(project, choose)[0], ("x", "conv", "torch", "again")[choose(4)])


SAME: tuple[Gesture, ...] = (make_block, unpack, make_block, unpack, arrange)
"""These leave the meaning of a drawing as it is."""

ALL = (*SAME, duplicate, delete, rename)


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_what_is_done_can_be_taken_back(chunk: int) -> None:
    _every(lambda grown, choose: _play(Document(grown.project), choose, ALL), chunk)


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_blocks_give_the_numbers_of_what_is_in_them(chunk: int) -> None:
    def check(grown: Grown, choose: Choose) -> None:
        expected = _numbers(grown.project)
        _play(Document(grown.project), choose, SAME, lambda project: assert_same(_numbers(project), expected))

    _every(check, CHUNKS + chunk)


def _every(check: Callable[[Grown, Choose], None], chunk: int) -> None:
    @seed(chunk)
    @settings(
        max_examples=EACH,
        deadline=None,
        database=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    @given(drawings(CASES, SEEDS[chunk % CHUNKS :: CHUNKS], NODES), st.data())
    def run(grown: Grown, data: st.DataObject) -> None:
        check(grown, lambda count: data.draw(st.integers(0, count - 1)) if count > 1 else 0)

    run()


def _play(
    document: Document,
    choose: Choose,
    gestures: tuple[Gesture, ...],
    check: Callable[[Project], None] = lambda project: None,
) -> None:
    states = [dump(document.project)]
    for _ in range(GESTURES):
        steps = len(document.history())
        try:
            document.do("Gesture", gestures[choose(len(gestures))](document.project, choose))
        except ProjectError:
            assert dump(document.project) == states[-1]
        if len(document.history()) == steps:
            continue
        states.append(dump(document.project))
        assert dump(parse(states[-1])) == states[-1]
        infer(document.project).problems()
        check(document.project)
    for state in reversed(states[:-1]):
        document.undo()
        assert dump(document.project) == state
    while document.redo():
        pass
    assert dump(document.project) == states[-1]


def _numbers(project: Project) -> list[Tensor]:
    """The outputs where all weights and buffers of one shape hold the same numbers, wherever they stand."""
    compiled = compile_project(project)
    with torch.no_grad():
        for each in compiled.root.parameters():
            each.copy_(torch.randn(each.shape, generator=torch.Generator().manual_seed(5)) / 4)
        for each in compiled.root.buffers():
            if each.is_floating_point():  # positive, as variances are
                each.copy_(torch.rand(each.shape, generator=torch.Generator().manual_seed(6)))
        compiled.train(False)
        return listed(compiled.model(*inputs_of(project, 3)))
