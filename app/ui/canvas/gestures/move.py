"""Moving the chosen nodes and frames; a single node dropped on a link goes into it."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QPointF, Qt

from app.graph.changes import insert_on_link, move
from app.graph.changes.draft import Draft
from app.graph.edits import Edit, SetSection
from app.graph.graph import Link
from app.ui.canvas.extract import pull_out
from app.ui.canvas.geometry import united
from app.ui.canvas.gestures.base import Gesture, Pointer
from app.ui.canvas.gestures.guides import aligned
from app.ui.canvas.hits import link_at

NEARBY = 1200.0


class Move(Gesture):
    """With Alt the node leaves its chain, which closes behind it."""

    cursor = Qt.CursorShape.SizeAllCursor

    def __init__(self, view, ids: tuple[str, ...], frames: tuple[str, ...] = (), pull: bool = False) -> None:
        super().__init__(view)
        self.ids = tuple(key for key in ids if key in self.board.nodes)
        self.frames = frames
        self.pull = pull and len(self.ids) == 1

    def start(self, at: Pointer) -> None:
        self._grip = at.scene
        self._home = {key: self.board.nodes[key].pos() for key in self.ids}
        self._frame_home = {key: self.board.frames[key].pos() for key in self.frames}
        rects = [self.board.frames[key].rect for key in self.frames] or [self.board.body(key) for key in self.ids]
        self._bounds = united(rects)
        near = self._bounds.adjusted(-NEARBY, -NEARBY, NEARBY, NEARBY)
        keys = self.board.index.touching((near.left(), near.top(), near.right(), near.bottom()))
        self._others = [] if self.frames else [self.board.body(key) for key in keys if key not in self._home]
        self._shift = QPointF()
        self._link: Link | None = None
        self.board.callouts.hide(True)
        for key in self.ids:
            self.board.nodes[key].setZValue(20)

    def move(self, at: Pointer) -> None:
        wanted = self._bounds.translated(at.scene - self._grip)
        free = at.holds(Qt.KeyboardModifier.ControlModifier)
        corner, guides = (
            (wanted.topLeft().toPoint().toPointF(), []) if free else aligned(wanted, self._others, 6 / self.view.zoom)
        )
        self._shift = corner - self._bounds.topLeft()
        self.view.layer.show_guides(guides)
        self.board.carry({key: home + self._shift for key, home in self._home.items()})
        for key, home in self._frame_home.items():
            self.board.frames[key].carry(home + self._shift)
        self._point_out(self._link_below())

    def end(self, at: Pointer) -> None:
        link, shift = self._link, self._shift
        self.cancel()
        if shift.isNull():
            return
        places = {key: (home.x() + shift.x(), home.y() + shift.y()) for key, home in self._home.items()}
        self.view.commands.attempt(self._label(link), lambda project: self._edits(project, places, link, shift))

    def cancel(self) -> None:
        self._point_out(None)
        self.view.layer.wipe()
        self.board.callouts.hide(False)
        for key in self.ids:
            self.board.nodes[key].setZValue(10)
        self.board.settle(self.ids)
        for key, home in self._frame_home.items():
            self.board.frames[key].carry(home)

    def _edits(self, project, places, link: Link | None, shift: QPointF) -> list[Edit]:
        draft = Draft(project)
        steps = [lambda: pull_out(draft.project, self.ids[0])] if self.pull else []
        steps += [lambda: move(draft.project, places), lambda: _moved_frames(draft.project, self.frames, shift)]
        if link is not None:
            steps.append(lambda: insert_on_link(draft.project, link, self.ids[0])[0])
        for step in steps:
            for edit in step():
                draft.do(edit)
        return draft.edits

    def _label(self, link: Link | None) -> str:
        name = self.board.nodes[self.ids[0]].instance.name if len(self.ids) == 1 else f"{len(self.ids)} nodes"
        if self.frames:
            return "Move frame"
        if link is not None:
            return f"Insert {name}"
        return f"Pull out {name}" if self.pull else f"Move {name}"

    def _link_below(self) -> Link | None:
        """The link that the node would go into: it has to be free of links of its own, or be pulled out."""
        if len(self.ids) != 1 or self.frames:
            return None
        item = self.board.nodes[self.ids[0]]
        own = self.board.wiring.at_node.get(self.ids[0], set())
        if (own and not self.pull) or not item.instance.node.inputs or not item.instance.node.outputs:
            return None
        link = link_at(self.board, self.board.body(self.ids[0]).center(), 24.0)
        return link if link not in own else None

    def _point_out(self, link: Link | None) -> None:
        if self._link is not None and self._link in self.board.wiring.items:
            self.board.wiring.items[self._link].mark(hovered=False)
        if link is not None:
            self.board.wiring.items[link].mark(hovered=True)
        self._link = link


def _moved_frames(project, ids: tuple[str, ...], shift: QPointF) -> list[Edit]:
    if not ids:
        return []
    moved = tuple(
        replace(frame, x=frame.x + shift.x(), y=frame.y + shift.y()) if frame.id in ids else frame
        for frame in project.frames
    )
    return [SetSection("frames", moved)]
