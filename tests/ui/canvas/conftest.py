"""A canvas on a small session, and a hand on it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from canvas_drawings import chain
from canvas_hand import Hand
from canvas_session import FakeSession
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.graph.project import Project
from app.ui.canvas import CanvasView


@pytest.fixture
def make_hand(qtbot: QtBot) -> Callable[..., Hand]:
    """Opens a view on a project at 100 % with the project in its middle."""

    def make(project: Project, infers: bool = False) -> Hand:
        view = CanvasView(FakeSession(project, infers))
        qtbot.addWidget(view)
        view.resize(1200, 800)
        view.show()
        view.setFocus()
        view.camera.zoom_to(1.0)
        view.centerOn(view.board.content().center())
        QApplication.processEvents()
        return Hand(view)

    return make


@pytest.fixture
def hand(make_hand: Callable[..., Hand]) -> Hand:
    return make_hand(chain())
