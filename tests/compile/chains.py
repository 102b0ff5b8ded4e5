"""Chains of reference networks, as far as their receptive fields go: no weights that count, no heads."""

from __future__ import annotations

from typing import Any

from app.compile.analysis.fields import Field, FieldEngine
from app.compile.analysis.receptive import Axes
from app.compile.drawing import infer
from app.compile.wiring import arrivals
from app.graph.project import Project
from tests.compile.drawings import draw

Node = tuple[str, str, dict[str, Any]]


class Chain:
    """Writes a drawing one layer behind the other."""

    def __init__(self, *shape: int) -> None:
        self.nodes: list[Node] = [("x", "Input", {"shape": list(shape)})]
        self.links: list[str] = []
        self.last = "x"

    def put(self, kind: str, after: str = "", **values: Any) -> str:
        """A layer behind the last one, or behind the named one; gives its name."""
        name = f"n{len(self.nodes)}"
        self.nodes.append((name, kind, {key: _lists(value) for key, value in values.items()}))
        self.links.append(f"{after or self.last} > {name}")
        self.last = name
        return name

    def conv(self, kernel: int, stride: int = 1, after: str = "", channels: int = 4) -> str:
        """A convolution with the padding that keeps the size at stride 1."""
        return self.put("Conv2d", after, out_channels=channels, kernel_size=kernel, stride=stride, padding=kernel // 2)

    def join(self, kind: str, *branches: str) -> str:
        """Branches put together."""
        name = self.put(kind, branches[0])
        self.links += [f"{other} > {name}" for other in branches[1:]]
        return name

    def project(self) -> Project:
        """The drawing."""
        return draw(*self.nodes, links=",".join(self.links))


def _lists(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def alexnet() -> Chain:
    chain = Chain(3, 224, 224)
    chain.put("Conv2d", kernel_size=11, stride=4, padding=2, out_channels=4)
    chain.put("MaxPool2d", kernel_size=3, stride=2)
    chain.conv(5)
    chain.put("MaxPool2d", kernel_size=3, stride=2)
    for _ in range(3):
        chain.conv(3)
    chain.put("MaxPool2d", kernel_size=3, stride=2)
    return chain


def vgg16() -> Chain:
    chain = Chain(3, 224, 224)
    for count in (2, 2, 3, 3, 3):
        for _ in range(count):
            chain.conv(3)
        chain.put("MaxPool2d", kernel_size=2)
    return chain


def resnet50(stride_in: int) -> Chain:
    """``stride_in``: the kernel of the convolution that strides: 1 as in the paper, 3 as in version 1.5."""
    chain = Chain(3, 224, 224)
    chain.conv(7, stride=2)
    chain.put("MaxPool2d", kernel_size=3, stride=2, padding=1)
    for stage, count in enumerate((3, 4, 6, 3)):
        for number in range(count):
            _bottleneck(chain, 2 if stage and not number else 1, stride_in, first=not number)
    return chain


def _bottleneck(chain: Chain, stride: int, stride_in: int, first: bool) -> None:
    start = chain.last
    chain.conv(1, stride if stride_in == 1 else 1)
    chain.conv(3, stride if stride_in == 3 else 1)
    inner = chain.conv(1)
    shortcut = chain.conv(1, stride, after=start) if first else start
    chain.join("Add", inner, shortcut)


def fields(project: Project) -> dict[str, Field]:
    """The receptive field of every node by its name."""
    drawing = infer(project)
    graph = drawing.expanded.graph
    found = FieldEngine().fields(graph, arrivals(graph), drawing.flat.shapes, graph.topological())
    return {graph[node_id].name: field for node_id, field in found.items()}


def axes_of(chain: Chain, name: str = "") -> Axes:
    """What a node sees of the only Input; without a name the last one."""
    return fields(chain.project())[name or chain.last]["id_x"]


def sizes(axes: Axes) -> list[int | None]:
    """Sizes of the windows, None for an axis that is seen from end to end."""
    return [reach and reach.size for reach in axes]
