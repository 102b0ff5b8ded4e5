"""A person at the real window: what hand and eye do, told in words a story can use."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRect, Qt, QTimer
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QLineEdit, QMainWindow, QWidget
from pytestqt.qtbot import QtBot

from app.graph.files.format import dump
from app.graph.graph import Instance, Link
from app.graph.offer import offer
from app.ui.canvas.geometry import input_point, output_point
from app.ui.canvas.routing import at as along
from app.ui.main_window import MainWindow
from app.ui.plots.lines import LineSeries
from app.ui.widgets.feedback import Toast

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
WAIT = 30_000
PICTURES = os.environ.get("NETLOOM_STORY_PICTURES", "")
"""A folder that gets a picture of the window at each stage of a story; none without it."""


class Person:
    """Acts on a window by mouse and keys only, and reads what it shows."""

    def __init__(self, window: MainWindow, qtbot: QtBot) -> None:
        self.window, self.qtbot, self.session = window, qtbot, window.session
        self._broken: list[BaseException] = []

    # what is there

    @property
    def build(self):
        return self.window.page_widget("build")

    @property
    def train(self):
        return self.window.page_widget("train")

    @property
    def canvas(self):
        return self.build.canvas

    @property
    def document(self) -> str:
        """The whole document as it would be written."""
        return dump(self.session.project)

    def node(self, name: str) -> Instance:
        return next(each for each in self.session.project.graph if each.name == name)

    def names(self) -> list[str]:
        return [each.name for each in self.session.project.graph]

    def links(self) -> set[str]:
        """``source -> target.port``, by name."""
        graph = self.session.project.graph
        return {f"{graph[each.source].name} -> {graph[each.target].name}.{each.input}" for each in graph.links()}

    def link(self, source: str, target: str) -> Link:
        wanted = self.node(source).id, self.node(target).id
        return next(each for each in self.session.project.graph.links() if (each.source, each.target) == wanted)

    def toasts(self) -> list[str]:
        return [note.text.text() for note in self.window.findChildren(Toast) if note.isVisible()]

    def wait(self, condition: Callable[[], bool]) -> None:
        """Until it is so, as the eye would see it."""
        self.qtbot.waitUntil(condition, timeout=WAIT)

    def wait_for(self, state: str) -> None:
        self.wait(lambda: self.session.state == state)

    def picture(self, name: str, of: QWidget | None = None) -> None:
        """Keep what the window shows now, where pictures are wanted."""
        if PICTURES:
            self.qtbot.wait(100)
            Path(PICTURES).mkdir(parents=True, exist_ok=True)
            (of or self.window).grab().save(str(Path(PICTURES) / f"{name}.png"))

    # hand on buttons, keys and fields

    def click(self, widget: QWidget, place: QPoint | None = None) -> None:
        assert widget.isVisible() and widget.isEnabled(), f"{widget} cannot be clicked"
        QTest.mouseClick(widget, LEFT, NONE, place or widget.rect().center())

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
        """A key, to whatever has the focus."""
        self.wait(self.window.isActiveWindow)
        QTest.keyClick(QApplication.focusWidget() or self.window, key, modifiers)

    def type_into(self, field: QLineEdit, text: str) -> None:
        """Click the field, replace what stands in it, Enter."""
        self.type_over(field, text)
        QTest.keyClick(field, Qt.Key.Key_Return)

    def type_over(self, field: QLineEdit, text: str) -> None:
        """The same without Enter."""
        self.click(field)
        assert field.hasFocus(), f"{QApplication.focusWidget()} has the focus, in {QApplication.activeWindow()}"
        QTest.keyClick(field, Qt.Key.Key_A, CONTROL)
        QTest.keyClicks(field, text)

    def go_to(self, page: str) -> None:
        """Click a page's name in the top bar."""
        self.click(self.window.top.pages.segment(page))
        assert self.window.page == page

    # hand on the canvas

    def drag_from_palette(self, kind: str, scene: QPointF) -> str:
        """Take a kind out of the palette and let it go there; gives the new node's name."""
        before = set(self.names())
        data = self._pick_up(kind)
        at, zone = QPointF(self._view_point(scene)), self.canvas.viewport()
        copy = Qt.DropAction.CopyAction
        enter = QDragEnterEvent(at.toPoint(), copy, data, LEFT, NONE)
        QApplication.sendEvent(zone, enter)
        assert enter.isAccepted(), f"the canvas refuses {kind}"
        QApplication.sendEvent(zone, QDragMoveEvent(at.toPoint(), copy, data, LEFT, NONE))
        QApplication.sendEvent(zone, QDropEvent(at, copy, data, LEFT, NONE))
        return self._new_name(before)

    def double_click_in_palette(self, kind: str) -> str:
        """The second way: it goes to the middle of the canvas."""
        before = set(self.names())
        place = self._palette_row(kind).center()
        self.click(self.build.palette_panel.view.viewport(), place)
        QTest.mouseDClick(self.build.palette_panel.view.viewport(), LEFT, NONE, place)
        return self._new_name(before)

    def type_a_node(self, kind: str) -> str:
        """The third way: the popup at the pointer."""
        before = set(self.names())
        self.press(Qt.Key.Key_Space)
        assert self.canvas.search.isVisible()
        QTest.keyClicks(self.canvas.search.field, kind)
        QTest.keyClick(self.canvas.search.field, Qt.Key.Key_Return)
        return self._new_name(before)

    def move_node(self, name: str, scene: QPointF) -> None:
        """Drag a node until its middle is there."""
        middle = self.canvas.board.body(self.node(name).id).center()
        grip = QPointF(20, -12)
        self.drag(middle + grip, scene + grip)

    def connect(self, source: str, target: str, port: str = "") -> None:
        """From the output of one to an input of the other."""
        self.drag(self.output_place(source), self.input_place(target, port))

    def drag(self, start: QPointF, end: QPointF) -> None:
        """Press, move in steps, release; places are in the scene."""
        zone = self.canvas.viewport()
        QTest.mousePress(zone, LEFT, NONE, self._view_point(start))
        for step in range(1, 7):
            self._move(start + (end - start) * step / 6, LEFT)
        QTest.mouseRelease(zone, LEFT, NONE, self._view_point(end))

    def choose(self, name: str) -> None:
        """Click a node."""
        place = self.canvas.board.body(self.node(name).id).center() + QPointF(20, -12)
        QTest.mouseClick(self.canvas.viewport(), LEFT, NONE, self._view_point(place))
        assert self.session.selection == (self.node(name).id,)

    def middle_of_link(self, source: str, target: str) -> QPointF:
        return QPointF(*along(self.canvas.board.wiring.items[self.link(source, target)].route, 0.5))

    def hint(self) -> str:
        """The sentence beside the pointer."""
        return self.canvas.hint.text() if self.canvas.hint.isVisible() else ""

    # dialogs

    def in_dialog(self, kind: type[QDialog], act: Callable[[QDialog], None], opens: Callable[[], object]) -> None:
        """Open a modal dialog, act in it; a failure inside closes it and is raised here."""

        def look() -> None:
            found = [
                each for each in QApplication.topLevelWidgets() if isinstance(each, kind) and each.isActiveWindow()
            ]
            if not found:
                QTimer.singleShot(20, look)
                return
            try:
                act(found[0])
            except BaseException as error:
                self._broken.append(error)
                found[0].done(0)

        QTimer.singleShot(0, look)
        opens()
        self.window.activateWindow()  # a window manager gives the keyboard back; off-screen there is none
        if self._broken:
            raise self._broken.pop()

    # inside

    def _pick_up(self, kind: str):
        """Press and pull in the palette, as a drag begins; gives what the palette hands out for it.

        Off-screen Qt answers a drag with nothing at once, so that what follows is delivered by hand.
        """
        view = self.build.palette_panel.view
        place = self._palette_row(kind).center()
        QTest.mousePress(view.viewport(), LEFT, NONE, place)
        picked = view.selectedIndexes()
        QTest.mouseRelease(view.viewport(), LEFT, NONE, place)
        assert view.model().flags(picked[0]) & Qt.ItemFlag.ItemIsDragEnabled
        return view.model().mimeData(picked)

    def _palette_row(self, kind: str) -> QRect:
        palette = self.build.palette_panel
        if palette.model.row_of(kind) < 0:
            self.click(palette.view.viewport(), self._family_row(offer(self.session.project, kind).family).center())
        index = palette.model.index(palette.model.row_of(kind))
        palette.view.scrollTo(index)
        return palette.view.visualRect(index)

    def _family_row(self, family: str) -> QRect:
        palette = self.build.palette_panel
        index = palette.model.index(palette.model.row_of_group(family))
        palette.view.scrollTo(index)
        return palette.view.visualRect(index)

    def _new_name(self, before: set[str]) -> str:
        (made,) = set(self.names()) - before
        return made

    def output_place(self, name: str) -> QPointF:
        node = self.node(name)
        return output_point(node, node.node.outputs[0])

    def input_place(self, name: str, port: str) -> QPointF:
        node = self.node(name)
        return input_point(node, port or node.node.inputs[0].name)

    def _view_point(self, scene: QPointF) -> QPoint:
        at = self.canvas.mapFromScene(scene)
        assert self.canvas.viewport().rect().contains(at), f"{scene} is out of sight"
        return at

    def _move(self, scene: QPointF, buttons: Qt.MouseButton) -> None:
        zone, at = self.canvas.viewport(), QPointF(self._view_point(scene))
        screen = QPointF(zone.mapToGlobal(at))
        event = QMouseEvent(QEvent.Type.MouseMove, at, screen, Qt.MouseButton.NoButton, buttons, NONE)
        QApplication.sendEvent(zone, event)


class StrayWindows(QObject):
    """Notes every window that opens and is neither the main one nor a dialog, a menu or a tip.

    A part of the window that is shown before it has a parent flashes on the screen and takes the keyboard away.
    """

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            kind = watched.windowType()
            if not isinstance(watched, (QMainWindow, QDialog)) and kind == Qt.WindowType.Window:
                self.seen.append(repr(watched))
        return False


def points(series: LineSeries) -> int:
    """How many points a plotted line really has."""
    x, _ = series._curve.getData()
    return 0 if x is None else len(x)


def answer_files(monkeypatch, path: Path) -> None:
    """Every file dialog answers with this path; a plain function, since mocks crash under Qt."""

    def answer(*_args: object) -> tuple[str, str]:
        return str(path), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", answer)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", answer)
