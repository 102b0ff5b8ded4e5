"""A drawing of 1000 nodes and 1500 links: file, canvas, one edit."""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QEventLoop

from app.graph.changes import arrange, set_params
from app.graph.edits import apply_all
from app.graph.files.storage import load, save
from app.graph.graph import Instance, Link
from app.graph.project import Project
from app.ui.app import application
from app.ui.canvas import CanvasView
from app.ui.session import Session
from app.ui.settings import Settings
from app.ui.theme import theme
from nodes import kind
from tests.bench.rows import Row, tell
from tests.bench.shapes import shape_rows

GROUP = "1000 nodes, 1500 links"
NODES, LINKS = 1000, 1500


def main() -> None:
    """Print the rows."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "large.netloom"
        save(_large(), path)
        began = time.perf_counter()
        load(path)
        tell(Row(GROUP, "read the file", (time.perf_counter() - began) * 1e3, "ms", 500))
        shape_rows()
        _analysis(load(path))
        _window(path)


def _large() -> Project:
    """Ten rows of different layers that meet in additions, so that every node is its own case."""
    project = Project(title="Large")
    graph = project.graph
    graph.put_instance(Instance("x", "x", kind("Input").from_values({"shape": [16]})))
    order = ["x"]
    joins = LINKS - (NODES - 1)
    for number in range(NODES - 4):
        node_id = f"n{number}"
        add = number > 2 and number % 2 == 1 and joins > 0
        node = kind("Add")() if add else kind("Linear").from_values({"out_features": 16})
        graph.put_instance(Instance(node_id, f"layer_{number}", node))
        graph.put_link(Link(order[-1], "y", node_id, "x", 0))
        if add:
            graph.put_link(Link(order[-3], "y", node_id, "x", 1))
            joins -= 1
        order.append(node_id)
    ends = (("Output", {}), ("Target", {"classes": 16}), ("CrossEntropyLoss", {}))
    for name, values in ends:
        graph.put_instance(Instance(name.lower(), name.lower(), kind(name).from_values(values)))
    for target in ("output", "crossentropyloss"):
        graph.put_link(Link(order[-1], "y", target, "x"))
    graph.put_link(Link("target", "y", "crossentropyloss", "target"))
    apply_all(project, arrange(project))
    return project


def _analysis(project: Project) -> None:
    """FLOPs, memory and receptive fields of all nodes; again after the last Linear got another width."""
    from app.compile.analysis.engine import AnalysisEngine
    from app.compile.drawing import infer
    from app.compile.shapes.engine import ShapeEngine

    shapes, engine, times = ShapeEngine(), AnalysisEngine(), []
    last = [instance for instance in project.graph if instance.kind == "Linear"][-1]
    for width in range(16, 40):
        project.graph.put_instance(replace(last, node=last.node.changed(out_features=width)))
        drawing = infer(project, shapes)
        began = time.perf_counter()
        engine.analyse(drawing, batch=64)
        times.append(time.perf_counter() - began)
    tell(Row(GROUP, "analysis: FLOPs, memory, receptive fields; first time", times[0] * 1e3, "ms"))
    tell(Row(GROUP, "analysis again after one leaf edit", statistics.median(times[1:]) * 1e3, "ms", 30))


def _window(path: Path) -> None:
    app = application([])
    theme().apply(app)
    session = Session(Settings())
    session.warm(wait=True)
    view = CanvasView(session)
    view.resize(1600, 1000)
    view.show()
    app.processEvents()
    began = time.perf_counter()
    session.open(path)
    app.processEvents()
    tell(Row(GROUP, "open it: read, build the canvas, first paint", (time.perf_counter() - began) * 1e3, "ms"))
    session.settle()
    view.fit()
    app.processEvents()
    times = []
    for _ in range(20):
        began = time.perf_counter()
        view.viewport().repaint()
        times.append(time.perf_counter() - began)
    tell(Row(GROUP, "repaint, all of it in view", statistics.median(times) * 1e3, "ms"))
    edits = [_edit(app, session, width) for width in range(5)]
    tell(Row(GROUP, "one edit to fresh shapes, in the window", statistics.median(edits) * 1e3, "ms"))
    view.hide()
    session.close()


def _edit(app, session: Session, number: int) -> float:
    """Change the last layer; seconds until its new shape is known and told."""
    last = [instance for instance in session.project.graph if instance.kind == "Linear"][-1]
    loop = QEventLoop()
    session.inferred.connect(loop.quit)
    began = time.perf_counter()
    session.do("Widen", set_params(session.project, [last.id], out_features=32 + number))
    loop.exec()
    seconds = time.perf_counter() - began
    session.inferred.disconnect(loop.quit)
    app.processEvents()
    return seconds


if __name__ == "__main__":
    main()
    sys.exit(0)
