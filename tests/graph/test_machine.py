"""A document under random gestures: undo, redo, saving and loading never lose anything."""

from __future__ import annotations

import hypothesis.strategies as st
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from app.errors import ProjectError
from app.graph import changes
from app.graph.document import Document
from app.graph.edits import Edit
from app.graph.files.format import dump, parse
from app.graph.layout.layered import layered
from app.graph.validate import problems
from tests.graph.layered import GATE, SPLIT

KINDS = ("Input", "Conv2d", "Linear", "Add", "ReLU", "LSTM", "Concatenate", "CrossEntropyLoss", "Target", "Output")
TEXTS = (GATE, GATE.replace("Gated", "Other").replace(", rate: float = 0.5", ""), SPLIT, SPLIT.replace("shift", "by"))
number = st.integers(0, 1000)


class Gestures(RuleBasedStateMachine):
    """``states`` holds the text of the project after each step that undo can reach."""

    def __init__(self) -> None:
        super().__init__()
        self.document = Document()
        self.states = [dump(self.document.project)]
        self.place = 0

    def _do(self, edits: list[Edit]) -> None:
        if edits:
            self.document.do("Gesture", edits)
            self.states = [*self.states[: self.place + 1], dump(self.document.project)]
            self.place += 1

    def _pick(self, which: int) -> str:
        ids = [instance.id for instance in self.document.project.graph]
        return ids[which % len(ids)]

    @property
    def _drawn(self) -> bool:
        return len(self.document.project.graph) > 0

    @rule(kind=st.sampled_from(KINDS), x=st.floats(-500, 500), y=st.floats(-500, 500))
    def placing(self, kind: str, x: float, y: float) -> None:
        self._do(changes.place(self.document.project, kind, x, y)[0])

    @precondition(lambda self: self._drawn)
    @rule(first=number, second=number, port=number, output=number)
    def connecting(self, first: int, second: int, port: int, output: int) -> None:
        graph = self.document.project.graph
        source, target = self._pick(first), self._pick(second)
        outputs, inputs = graph[source].node.outputs or ("y",), [p.name for p in graph[target].node.inputs] or ["x"]
        try:
            edits = changes.connect(
                self.document.project, source, outputs[output % len(outputs)], target, inputs[port % len(inputs)]
            )
        except ProjectError:
            return
        self._do(edits)

    @precondition(lambda self: self._drawn)
    @rule(which=st.lists(number, min_size=1, max_size=3), reconnect=st.booleans())
    def deleting(self, which: list[int], reconnect: bool) -> None:
        delete = changes.delete_and_reconnect if reconnect else changes.delete
        self._do(delete(self.document.project, [self._pick(each) for each in which]))

    @precondition(lambda self: self.document.project.graph.links())
    @rule(which=number, kind=st.sampled_from(KINDS))
    def inserting(self, which: int, kind: str) -> None:
        links = self.document.project.graph.links()
        try:
            edits, _ = changes.insert_on_link(self.document.project, links[which % len(links)], kind, 0, 0)
        except ProjectError:
            return
        self._do(edits)

    @precondition(lambda self: self.document.project.graph.links())
    @rule(which=number)
    def disconnecting(self, which: int) -> None:
        links = self.document.project.graph.links()
        self._do(changes.disconnect(self.document.project, links[which % len(links)]))

    @precondition(lambda self: self._drawn)
    @rule(which=number, name=st.text(max_size=5) | st.sampled_from(["a", "b", "self", "conv_1"]))
    def renaming(self, which: int, name: str) -> None:
        try:
            edits = changes.rename(self.document.project, self._pick(which), name)
        except ProjectError:
            return
        self._do(edits)

    @precondition(lambda self: self._drawn)
    @rule(which=number, owner=number, frozen=st.booleans(), factor=st.floats(0, 10), note=st.text(max_size=9))
    def fields(self, which: int, owner: int, frozen: bool, factor: float, note: str) -> None:
        values = {"frozen": frozen, "lr_factor": factor, "note": note, "shares": self._pick(owner)}
        try:
            edits = changes.set_instance(self.document.project, self._pick(which), **values)
        except ProjectError:
            return
        self._do(edits)

    @precondition(lambda self: self._drawn)
    @rule(which=st.lists(number, min_size=1, max_size=4), incoming=st.booleans(), x=number, y=number)
    def pasting(self, which: list[int], incoming: bool, x: int, y: int) -> None:
        if len(self.document.project.graph) < 40:
            text = changes.fragment(self.document.project, [self._pick(each) for each in which])
            self._do(changes.paste(self.document.project, text, x, y, incoming)[0])

    @rule(text=st.sampled_from(TEXTS))
    def defining(self, text: str) -> None:
        try:
            self._do(changes.define(self.document.project, text)[0])
        except ProjectError:
            return

    @precondition(lambda self: self.document.project.layers)
    @rule(which=number, text=st.sampled_from(TEXTS), use=st.booleans())
    def writing(self, which: int, text: str, use: bool) -> None:
        project = self.document.project
        layer = list(project.layers)[which % len(project.layers)]
        try:
            self._do(changes.use_layer(project, layer, 0, 0)[0] if use else changes.rewrite(project, layer, text))
        except ProjectError:
            return

    @rule(lr=st.floats(0, 1000), title=st.text(max_size=20), share=st.floats(0, 0.99))
    def sections(self, lr: float, title: str, share: float) -> None:
        project = self.document.project
        try:
            self._do(changes.set_training(project, lr=lr) + changes.set_title(project, title))
        except ProjectError:
            return
        self._do(changes.set_data(project, validation=share))

    @rule()
    def arranging(self) -> None:
        self._do(changes.arrange(self.document.project))

    @precondition(lambda self: self.document.can_undo)
    @rule(times=st.integers(1, 5))
    def undoing(self, times: int) -> None:
        for _ in range(min(times, self.place)):
            self.document.undo()
            self.place -= 1

    @precondition(lambda self: self.document.can_redo)
    @rule(times=st.integers(1, 5))
    def redoing(self, times: int) -> None:
        for _ in range(times):
            if self.document.redo() is not None:
                self.place += 1

    @rule()
    def all_the_way_back_and_forth(self) -> None:
        here = self.place
        while self.document.undo() is not None:
            self.place -= 1
            assert dump(self.document.project) == self.states[self.place]
        while self.document.redo() is not None:
            self.place += 1
            assert dump(self.document.project) == self.states[self.place]
        while self.place > here:
            self.document.undo()
            self.place -= 1

    @rule()
    def save_and_load(self) -> None:
        again = parse(dump(self.document.project))
        assert again.graph == self.document.project.graph
        assert dump(again) == dump(self.document.project)

    @invariant()
    def as_it_was(self) -> None:
        assert dump(self.document.project) == self.states[self.place]
        assert self.document.can_undo == (self.place > 0)
        assert self.document.can_redo == (self.place < len(self.states) - 1)

    @invariant()
    def links_are_those_of_the_dag(self) -> None:
        graph = self.document.project.graph
        drawn = [data["link"] for _, _, data in graph.dag.edges(data=True)]
        assert sorted(graph.links()) == sorted(drawn)
        for node_id, links in graph.arrivals().items():
            ports = [port.name for port in graph[node_id].node.inputs]
            assert [(ports.index(link.input), link.order) for link in links] == sorted(
                (ports.index(link.input), link.order) for link in links
            )

    @invariant()
    def derived_views_never_fail(self) -> None:
        problems(self.document.project)
        assert len(layered(self.document.project.graph)) == len(self.document.project.graph)


Gestures.TestCase.settings = settings(max_examples=150, stateful_step_count=50, deadline=None, derandomize=True)
TestGestures = Gestures.TestCase
