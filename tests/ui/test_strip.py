"""The live strip follows the run and leads to the Train page."""

from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.graph.changes import set_training
from app.ui.panels.strip import LiveStrip
from app.ui.session import Session


def test_strip(qtbot: QtBot) -> None:
    session = Session()
    session.warm(wait=True)
    session.open("digits-logistic")
    session.do("Lengthen", set_training(session.project, epochs=400, threads=1, device="cpu"))
    strip, pages = LiveStrip(session), []
    qtbot.addWidget(strip)
    strip.resize(1080, 200)
    strip.show()
    session.page_requested.connect(pages.append)
    assert strip._stack.currentIndex() == 0
    assert session.start()
    qtbot.waitUntil(lambda: strip.score.value.text().startswith("val"), timeout=30_000)
    assert strip._stack.currentIndex() == 1
    assert "/ 400" in strip._rows["epoch"].text()
    qtbot.waitUntil(lambda: "val" in strip.loss.value.text(), timeout=30_000)
    qtbot.mouseClick(strip.loss, Qt.MouseButton.LeftButton)
    assert pages == ["train"]
    session.stop()
    session.wait()
    qtbot.waitUntil(lambda: strip._state.text() == "stopped")
    session.open("moons-mlp")
    assert strip._stack.currentIndex() == 0
    session.close()
