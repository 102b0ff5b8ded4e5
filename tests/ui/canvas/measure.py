"""Prints what the canvas costs on 1000 nodes and 1479 links: `python tests/ui/canvas/measure.py`."""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parents[2])]

from canvas_drawings import drawing, large  # noqa: E402
from canvas_session import FakeSession  # noqa: E402
from PySide6.QtCore import QPointF  # noqa: E402
from PySide6.QtWidgets import QApplication  # noqa: E402

from app.ui.canvas import CanvasView, Minimap  # noqa: E402
from app.ui.theme import theme  # noqa: E402


def middle(action: Callable[[], object], times: int = 15) -> float:
    """Median milliseconds."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        action()
        taken.append((time.perf_counter() - start) * 1e3)
    return statistics.median(taken)


def main() -> None:
    app = QApplication.instance() or QApplication([])
    theme().apply(app)
    project = large()
    session = FakeSession(drawing([], []))
    view = CanvasView(session)
    view.resize(1600, 1000)
    minimap = Minimap(view)
    view.show()
    app.processEvents()
    figures = {"load": middle(lambda: session.open(project), 3)}
    view.fit()
    app.processEvents()
    figures["repaint, all visible"] = middle(view.viewport().repaint)
    for zoom in (0.3, 0.5, 1.0):
        view.camera.zoom_to(zoom)
        view.centerOn(view.board.nodes["n500"])
        app.processEvents()
        figures[f"repaint at {zoom:g}"] = middle(view.viewport().repaint)
        home = view.board.nodes["n500"].pos()
        steps = iter(range(1, 100))

        def drag(home: QPointF = home, steps=steps) -> None:
            view.board.carry({"n500": home + QPointF(3.0 * next(steps), 0)})
            app.processEvents()

        figures[f"drag one node and repaint at {zoom:g}"] = middle(drag)
        view.board.settle(["n500"])
    ids = tuple(f"n{place}" for place in range(500))
    start = time.perf_counter()
    session.select(ids)
    app.processEvents()
    figures["select 500 and repaint"] = (time.perf_counter() - start) * 1e3
    for name, value in figures.items():
        print(f"{name:36} {value:8.1f} ms")  # noqa: T201
    minimap.hide()


if __name__ == "__main__":
    main()
