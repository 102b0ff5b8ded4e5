"""Shape inference of 1000 nodes: the first pass, edits at the leaf and at the root, blocks that are answered once.

Times are those of the processor, which other programs do not lengthen.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import replace

import nodes
from app.compile.shapes.engine import ShapeEngine
from app.graph.blocks.expand import expand
from app.graph.data_choice import DataChoice
from app.graph.files.storage import load, resolve
from app.graph.graph import Graph, Instance, Link
from app.graph.project import Project
from app.graph.recipe import Recipe
from app.zoo.sketch import BlockSketch, Network, formula, integer, layer
from nodes.base import Node
from tests.bench.rows import Row, tell

GROUP = "Shapes, 1000 nodes"
NODES, STAGES, EDITS = 1000, 10, 20


def shape_rows() -> None:
    """Print the rows."""
    _first_use()
    _different_layers()
    _different_convolutions()
    _stages()
    _blocks()


def _first_use() -> None:
    """torch imports its meta kernels when the first shape is asked for; that belongs to the start, not to a pass."""
    project = load(resolve("digits-cnn"))
    seconds = _seconds(lambda: ShapeEngine().infer(project.graph))
    tell(Row(GROUP, "first shapes of a process (digits CNN), torch loaded", seconds * 1e3, "ms"))


def _different_layers() -> None:
    """A chain of Linear layers, no two alike; then its last one gets other widths, then its Input another length."""
    kind = nodes.kind("Linear")
    start = nodes.kind("Input").from_values({"shape": [8, 16]})
    chain, engine = (
        _chain([start, *(kind.from_values({"out_features": 20 + n}) for n in range(NODES - 1))]),
        ShapeEngine(),
    )
    seconds = _seconds(lambda: engine.infer(chain))
    tell(Row(GROUP, "first pass, 1000 different layers", seconds * 1e3, "ms", 1000))
    seconds = _edited(chain, engine, f"n{NODES - 1}", [{"out_features": 3000 + n} for n in range(EDITS)])
    tell(Row(GROUP, "one edit at the leaf", seconds * 1e3, "ms", 5))
    seconds = _edited(chain, engine, "n0", [{"shape": [9 + n, 16]} for n in range(EDITS)])
    tell(Row(GROUP, "one edit at the root that changes 1000 different layers", seconds * 1e3, "ms", 150))


def _different_convolutions() -> None:
    """Convolutions, no two alike, each with a normalization and an activation; then the pictures get another height."""
    stages = (("Conv2d", {"padding": 1}), ("BatchNorm2d", {}), ("ReLU", {}))
    body = [
        nodes.kind(kind).from_values(values | ({"out_channels": 8 + n} if kind == "Conv2d" else {}))
        for n in range(NODES // len(stages))
        for kind, values in stages
    ]
    chain, engine = _chain([nodes.kind("Input").from_values({"shape": [3, 32, 32]}), *body]), ShapeEngine()
    seconds = _seconds(lambda: engine.infer(chain))
    tell(Row(GROUP, "first pass, 333 different convolutions with what follows them", seconds * 1e3, "ms", 1000))
    seconds = _edited(chain, engine, "n0", [{"shape": [3, 33 + n, 32]} for n in range(EDITS)])
    tell(Row(GROUP, "one edit at their root", seconds * 1e3, "ms", 150))


def _stages() -> None:
    """Ten stages of equal blocks; another length of the Input changes every shape."""
    widths = [16 * (1 + stage) for stage in range(STAGES)]
    body = [node for width in widths for node in _stage(width, NODES // STAGES)]
    chain, engine = _chain([nodes.kind("Input").from_values({"shape": [8, 16]}), *body[1:]]), ShapeEngine()
    engine.infer(chain)
    seconds = _edited(chain, engine, "n0", [{"shape": [9 + n, 16]} for n in range(EDITS)])
    tell(Row(GROUP, "one edit at the root of a chain of ten stages", seconds * 1e3, "ms", 150))


def _stage(width: int, count: int) -> list[Node]:
    layers = [nodes.kind("Linear").from_values({"out_features": width}), *(nodes.kind(k)() for k in _BODY)]
    return [layers[number % len(layers)] for number in range(count)]


_BODY = ("LayerNorm", "GELU", "Dropout")


def _blocks() -> None:
    """125 copies of a block of eight nodes: all alike, and each of another width."""
    block = BlockSketch("Eight", "", integer("width", 32, ""))
    layers = {f"linear_{number}": layer("Linear", out_features=formula("width")) for number in (1, 2)}
    rest = {f"{kind.lower()}_{number}": layer(kind) for number in (1, 2) for kind in _BODY}
    block.exit("y", block.chain(block.entry("x"), **layers, **rest))
    copies = NODES // 8
    alike, different = Network("Alike", ""), Network("Different", "")
    alike.put("body", block(repeat=copies), alike.put("x", layer("Input", shape=(8, 32))))
    uses = {f"use_{number}": block(width=16 + number) for number in range(copies)}
    different.chain(different.put("x", layer("Input", shape=(8, 32))), **uses)
    times = []
    for net in (alike, different):
        graph = expand(net.project(Recipe(), DataChoice())).graph
        times.append(min(_seconds(lambda graph=graph: ShapeEngine().infer(graph)) for _ in range(3)))
    tell(Row(GROUP, "first pass, 125 equal copies of a block", times[0] * 1e3, "ms"))
    tell(Row(GROUP, "… over 125 different copies", times[0] / times[1], "", 0.2, detail=f"{times[1] * 1e3:.0f} ms"))


def _chain(chosen: Sequence[Node]) -> Graph:
    graph = Project().graph
    for number, node in enumerate(chosen):
        graph.put_instance(Instance(f"n{number}", f"layer_{number}", node))
        if number:
            graph.put_link(Link(f"n{number - 1}", "y", f"n{number}", "x"))
    return graph


def _edited(graph: Graph, engine: ShapeEngine, node_id: str, edits: Sequence[dict[str, object]]) -> float:
    """Median seconds until the shapes after an edit are known."""
    times = []
    for values in edits:
        instance = graph[node_id]
        graph.put_instance(replace(instance, node=instance.node.changed(**values)))
        times.append(_seconds(lambda: engine.infer(graph)))
    return statistics.median(times)


def _seconds(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began
