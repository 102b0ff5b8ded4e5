"""Random drawings that fit: grown node by node from the cases of the catalogue, with blocks, losses and Outputs."""

from __future__ import annotations

from collections.abc import Sequence

import hypothesis.strategies as st
from case import Case, Within
from grow_blocks import step
from grow_level import Choose, Fed, Garden, Level, Tensor, answered

import nodes
from app.compile.drawing import infer
from app.graph.edits import Edit
from app.graph.project import Project
from nodes.base import Node
from nodes.endpoints import Target
from nodes.loss import Loss, class_axis
from nodes.shape import BATCH, Shape

LARGEST = 40
ENDS = 5
"""Nodes that are kept for an Output, and for something to train with a loss of its own."""

LOSS, SEED = 3, 10
"""The most nodes that a loss, or a case with the tensors it takes, is drawn with."""

STEPS = 48
"""Tries to add something. Some find nothing that fits."""


class Grown:
    """A drawing and the edits that made it of an empty document."""

    def __init__(self, project: Project, history: tuple[Edit, ...]) -> None:
        self.project, self.history = project, history

    @property
    def size(self) -> int:
        """Nodes that are drawn, those inside of blocks among them."""
        return sum(len(self.project.inside(scope).graph) for scope in ("", *self.project.blocks))

    def __repr__(self) -> str:
        """What is drawn, level by level: hypothesis shows it of a drawing that fails."""
        lines = []
        for scope, block in {"": None, **self.project.blocks}.items():
            lines.append(
                f"{block.name}({', '.join(f'{a.name}={a.default!r}' for a in block.arguments)})" if block else ""
            )
            for each in (graph := self.project.inside(scope).graph):
                links = ", ".join(f"{link.source}.{link.output} > {link.input}" for link in graph.links_into(each.id))
                said = {"formulas": dict(each.formulas), "shares": each.shares, "frozen": each.frozen}
                said = each.node.values() | {name: value for name, value in said.items() if value}
                lines.append(f"    {each.id} {each.name}: {each.kind} {said}  [{links}]")
        return "\n".join(lines)


@st.composite
def drawings(draw: st.DrawFn, cases: Sequence[Case], seeds: Sequence[str], most: int = LARGEST) -> Grown:
    """Drawings of up to ``most`` nodes of these cases' kinds. Each begins with some of the kinds named as seeds."""
    return grow(lambda count: draw(st.integers(0, count - 1)) if count > 1 else 0, cases, seeds, most)


def grow(choose: Choose, cases: Sequence[Case], seeds: Sequence[str], most: int = LARGEST) -> Grown:
    """A drawing by a row of choices."""
    garden = Garden(Project(title="Drawn"), choose, cases, most - ENDS)
    top = Top(garden)
    for _ in range(1 + choose(4)):
        kind = seeds[choose(len(seeds))]
        written = [case for case in cases if case.kind == kind]
        if garden.left >= SEED:
            top.seed(written[choose(len(written))])
    for _ in range(choose(STEPS)):
        if garden.left > 0:
            step(top)
    top.finish()
    return Grown(garden.project, tuple(garden.history))


class Top(Level):
    """The drawing itself."""

    def seed(self, case: Case) -> None:
        """A case of a kind on the shapes that it is written for."""
        if case.node.role == "loss":
            x = self._given(case.shapes[0])
            self.layer(nodes.kind("LearnedBias").from_values({"per_feature": False}), {"x": [x]}, formulas=())
            self.loss(case, list(self.shapes)[-1])
            return
        fed: Fed = {}
        for port, shapes in zip(case.node.inputs, case.shapes, strict=True):
            each = shapes if port.many else (shapes,)
            fed |= {port.name: [self._given(shape) for shape in each if shape is not None]}
        self.layer(case.node, {port: tensors for port, tensors in fed.items() if tensors}, any_size=True)

    def _given(self, shape: Shape) -> Tensor:
        """A tensor of this shape: one that is there already, or data, or a tensor of the model's own."""
        there = [tensor for tensor in self.shapes if self.shapes[tensor] == shape and tensor[0] not in self.fed]
        if there and self.garden.choose(3):
            return there[-1]
        if shape.dims[0].per_sample == 0:
            return self._made("Parameter", shape, shape=list(shape.at(1)), start="normal", std=1.0)
        if shape.dtype == "bool":
            numbers = self._given(Shape(shape.dims))
            self.layer(nodes.kind("Compare").from_values({"relation": "greater", "number": 0.0}), {"a": [numbers]})
            return list(self.shapes)[-1]
        shape = Shape(shape.dims, shape.dtype)
        made = self._made("Input", shape, shape=list(shape.sample), dtype=shape.dtype)
        if shape.dtype == "int64":
            self.safe.add(made)
        return made

    def _made(self, kind: str, given: Shape, **values: object) -> Tensor:
        return self.put(nodes.kind(kind).from_values(values), {"y": given}), "y"

    def loss(self, case: Case, x: Tensor) -> bool:
        """A loss of this kind on a tensor, with a Target of a shape that fits."""
        node, first = case.node, case.node.inputs[0].name
        if isinstance(case.shapes[0], Within):
            if not self.layer(nodes.kind("Sigmoid")(), {"x": [x]}):
                return False
            x = list(self.shapes)[-1]
        fed: Fed = {first: [x]}
        for port in node.inputs[1:]:
            if port.name != "target" or node.kind == "KLDivLoss":
                fed[port.name] = [self._alike(x)]
        ports = [port.name for port in node.inputs]
        shapes = {port: self.shapes[tensors[0]] for port, tensors in fed.items()}
        for target in [None] if set(ports) == set(fed) else _targets(node, self.shapes[x]):
            arriving = shapes if target is None else shapes | {"target": target.emits()}
            if not answered(node, tuple((arriving[port],) for port in ports)).refusal:
                if target is not None:
                    fed["target"] = [(self.put(target, {}), "y")]
                self.put(node, {}, {port: fed[port] for port in ports})
                return True
        return False

    def finish(self) -> None:
        """Outputs on some of the tensors, and losses; one with something to train where there was none."""
        garden, choose = self.garden, self.garden.choose
        losses = [case for case in garden.cases if case.node.role == "loss"]
        for _ in range(choose(3) if losses else 0):
            if garden.left >= LOSS:
                self.loss(losses[choose(len(losses))], self._answer(floats=True))
        garden.left += ENDS
        if not _teaches(garden.project):
            bias = nodes.kind("LearnedBias").from_values({"per_feature": False})
            plain = {"initialization": "", "frozen": False}
            if not self.layer(bias, {"x": [self._answer(floats=True)]}, **plain):
                self.layer(bias, {"x": [self._given(Shape.per_sample(6))]}, **plain)
            self.put(nodes.kind("ActivityPenalty")(), {}, {"x": [list(self.shapes)[-1]]})
        for _ in range(1 + choose(min(4, garden.left))):
            self.put(nodes.kind("Output")(), {}, {"x": [self._answer()]})

    def _answer(self, floats: bool = False) -> Tensor:
        """A tensor with a row per sample, rather one that nothing takes."""
        taken = {tensor for fed in self.fed.values() for tensors in fed.values() for tensor in tensors}
        found = [
            tensor
            for tensor, shape in self.shapes.items()
            if shape.dims and shape.dims[0] == BATCH and (shape.dtype == "float32" or not floats)
        ]
        made = [tensor for tensor in found if tensor[0] in self.fed]
        ends = [tensor for tensor in made if tensor not in taken]
        for group in (ends, made, found):
            if group and (group is found or self.garden.choose(4) != 1):
                return group[-1 - self.garden.choose(len(group))]
        return self._given(Shape.per_sample(6))


def _targets(loss: Node, x: Shape) -> list[Target]:
    """Targets that a loss on this tensor might take."""
    sample, made = list(x.sample), nodes.kind("Target").from_values
    assert isinstance(loss, Loss)
    if loss.task == "classification":
        if x.rank < 2:
            return []
        axis = class_axis(x.rank)
        others = [size for number, size in enumerate(sample, 1) if number != axis]
        return [made({"classes": max(x.size(axis), 2), "shape": others})]
    classes = (2, 0) if loss.task == "binary" else (0,)
    return [made({"classes": count, "shape": shape}) for shape in (sample, []) for count in classes]


def _teaches(project: Project) -> bool:
    """Whether there is a loss, and something before it that can be trained."""
    problems = infer(project).problems()
    return not any("there is no loss" in each.message or "nothing to train" in each.message for each in problems)
