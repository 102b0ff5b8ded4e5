"""A hand that moves the mouse on a canvas as a person does."""

from __future__ import annotations

from canvas_session import FakeSession
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.ui.canvas import CanvasView
from app.ui.canvas.geometry import input_point, output_point

NONE = Qt.KeyboardModifier.NoModifier


class Hand:
    """Presses, moves in steps, releases; places are in the scene."""

    def __init__(self, view: CanvasView) -> None:
        self.view = view
        self.session: FakeSession = view.session

    def at(self, place: QPointF) -> QPoint:
        return self.view.mapFromScene(place)

    def centre(self, node: str) -> QPointF:
        return self.view.board.body(node).center() + QPointF(20, -12)

    def output(self, node: str) -> QPointF:
        instance = self.session.project.graph[node]
        return output_point(instance, instance.node.outputs[0])

    def input(self, node: str, port: str = "") -> QPointF:
        instance = self.session.project.graph[node]
        return input_point(instance, port or instance.node.inputs[0].name)

    def hover(self, place: QPointF) -> None:
        self._move(place, Qt.MouseButton.NoButton, NONE)

    def press(self, place: QPointF, modifiers=NONE, button=Qt.MouseButton.LeftButton) -> None:
        QTest.mousePress(self.view.viewport(), button, modifiers, self.at(place))

    def drag(self, start: QPointF, end: QPointF, modifiers=NONE, button=Qt.MouseButton.LeftButton) -> None:
        """A whole drag with release."""
        self.carry(start, end, modifiers, button)
        QTest.mouseRelease(self.view.viewport(), button, modifiers, self.at(end))

    def carry(self, start: QPointF, end: QPointF, modifiers=NONE, button=Qt.MouseButton.LeftButton) -> None:
        """A drag that is not let go."""
        self.press(start, modifiers, button)
        for step in range(1, 6):
            self._move(start + (end - start) * step / 5, button, modifiers)

    def click(self, place: QPointF, modifiers=NONE, button=Qt.MouseButton.LeftButton) -> None:
        QTest.mouseClick(self.view.viewport(), button, modifiers, self.at(place))

    def double_click(self, place: QPointF) -> None:
        QTest.mouseDClick(self.view.viewport(), Qt.MouseButton.LeftButton, NONE, self.at(place))

    def key(self, key: Qt.Key, modifiers=NONE) -> None:
        QTest.keyClick(QApplication.focusWidget() or self.view, key, modifiers)

    def _move(self, place: QPointF, buttons: Qt.MouseButton, modifiers: Qt.KeyboardModifier) -> None:
        at = QPointF(self.at(place))
        screen = QPointF(self.view.viewport().mapToGlobal(at))
        event = QMouseEvent(QEvent.Type.MouseMove, at, screen, Qt.MouseButton.NoButton, buttons, modifiers)
        QApplication.sendEvent(self.view.viewport(), event)
