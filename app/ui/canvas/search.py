"""The popup at the pointer that finds a kind and puts it on the board."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
)

from app.errors import ProjectError
from app.graph.changes import connect, place
from app.graph.changes.draft import Draft
from app.graph.edits import Edit
from app.graph.finding import Found, Surroundings, ranked
from app.graph.graph import Link
from app.graph.offer import offer
from app.graph.project import Project
from app.ui.canvas.fits import Judge
from app.ui.canvas.geometry import input_offset, output_offset, snap
from app.ui.canvas.gestures.drop import corner_around
from app.ui.canvas.hits import PortHit
from app.ui.canvas.kind_row import ROW, paint_found
from app.ui.canvas.new_layer import NEW_LAYER, Listed, listed
from app.ui.canvas.standing import behind, behind_chosen
from app.ui.canvas.vacancy import free_corner
from app.ui.theme import set_role

if TYPE_CHECKING:
    from app.ui.canvas.view import CanvasView

WIDTH = 340
SHOWN = 8
"""Rows at most; fewer where fewer are found or the view is low, and none cut in half."""
FOUND = Qt.ItemDataRole.UserRole


class KindRow(QStyledItemDelegate):
    """A found kind."""

    def sizeHint(self, option: QStyleOptionViewItem, index) -> QSize:
        return QSize(WIDTH - 24, ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index) -> None:
        painter.save()
        lit = bool(option.state & QStyle.StateFlag.State_Selected)
        paint_found(painter, QRectF(option.rect), index.data(FOUND), lit)
        painter.restore()


class Search(QFrame):
    """Opens empty of words: then what usually follows stands on top."""

    def __init__(self, view: CanvasView) -> None:
        super().__init__(view)
        self._view = view
        self._judge: Judge | None = None
        self._link: Link | None = None
        self._at = QPointF()
        self._about = ""
        self._joins = ""
        self._missing = False
        self._place: Surroundings | None = None
        set_role(self, "popup")
        self.field = QLineEdit(placeholderText="Search nodes")
        self.field.setAccessibleName("Search nodes")
        self.list = QListWidget()
        self.list.setItemDelegate(KindRow(self.list))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setUniformItemSizes(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setMouseTracking(True)
        self.note = QLabel()
        set_role(self.note, "mono-secondary")
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 10, 10, 8)
        column.setSpacing(8)
        for part in (self.field, self.list, self.note):
            column.addWidget(part)
        self.setFixedWidth(WIDTH)
        self.hide()
        self.field.textChanged.connect(self._refill)
        self.field.installEventFilter(self)
        self.list.itemClicked.connect(self._clicked)
        self.list.currentRowChanged.connect(self._tell)

    def open_at(self, at: QPoint, scene: QPointF) -> None:
        """Add a node here, joined to the one that is chosen alone where there is one way to do that."""
        self._judge = self._link = None
        self._place = behind_chosen(self._view.session)
        self._joins = self._view.commands.chosen_in_sight
        self._open(at, scene, "")

    def open_for(self, at: QPoint, scene: QPointF, judge: Judge) -> None:
        """Add a node that takes the link in the hand, and connect it."""
        self._judge, self._link = judge, None
        fixed = judge.loose.fixed
        name = judge.graph[fixed.node].name
        if fixed.side == "out":
            self._place = behind(self._view.session, fixed.node, fixed.port)
        else:
            self._place = Surroundings(judge.graph, after=fixed.node)
        self._open(at, scene, f"{name} → ?" if fixed.side == "out" else f"? → {name}")

    def open_on_link(self, at: QPoint, scene: QPointF, link: Link, _checked: bool = False) -> None:
        """Add a node in the middle of a link."""
        graph = self._view.board.project.graph
        self._judge, self._link = None, link
        self._place = behind(self._view.session, link.source, link.output)
        self._open(at, scene, f"{graph[link.source].name} → ? → {graph[link.target].name}")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows, Enter and Esc of the field belong to the list."""
        left = event.type() == QEvent.Type.FocusOut and isinstance(event, QFocusEvent)
        if left and event.reason() != Qt.FocusReason.PopupFocusReason and self.isVisible():
            self.close_popup()
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._key(event.key())
        return super().eventFilter(watched, event)

    def close_popup(self) -> None:
        self.hide()
        self._view.layer.wipe()
        self._view.setFocus()

    def choices(self) -> list[str]:
        """Names of the kinds on offer, best first."""
        return [self.list.item(row).data(FOUND).kind for row in range(self.list.count())]

    def _open(self, at: QPoint, scene: QPointF, note: str) -> None:
        self._at = scene
        self._about = note
        self.field.clear()
        self._refill()
        room = self._view.rect().adjusted(8, 8, -8, -8)
        x = max(room.left(), min(at.x() - 40, room.right() - self.width()))
        y = max(room.top(), min(at.y() - 24, room.bottom() - self.height()))
        self.move(x, y)
        self.show()
        self.raise_()
        self.field.setFocus()

    def _refill(self) -> None:
        fitting = [each for each in listed(self._view.session.project) if self._fits(each)]
        self.list.clear()
        query = self.field.text()
        found_kinds = ranked(fitting, query, self._place, self._view.session.settings.used)
        self._missing = bool(query.strip()) and not found_kinds
        for found in found_kinds or ([Found(NEW_LAYER)] if self._missing and self._fits(NEW_LAYER) else ()):
            item = QListWidgetItem()
            item.setData(FOUND, found)
            item.setToolTip(found.offer.describe())
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self._tell()
        self._fit()

    @Slot()
    def _tell(self) -> None:
        """Below the list: where what is lit would stand, as far as that is known before."""
        item = self.list.currentItem()
        text = "Nothing fits that name here." if self._missing or item is None else self._about
        if item is not None and not text and self._joins:
            text = self._joined_as(item.data(FOUND).kind)
        self.note.setText(text)
        self.note.setVisible(bool(text))

    def _joined_as(self, kind_name: str) -> str:
        found, name = self._view.commands.joint(kind_name), self._view.session.project.graph[self._joins].name
        if found is None:
            return f"not connected to {name}"
        return f"{name} → {kind_name}" if found.behind else f"{kind_name} → {name}"

    def _fit(self) -> None:
        """As high as what was found."""
        self.list.hide()
        self.layout().activate()
        room = self._view.height() - 24 - self.layout().minimumSize().height()
        rows = max(0, min(self.list.count(), SHOWN, room // ROW))
        self.list.setFixedHeight(rows * ROW)
        self.list.setVisible(rows > 0)
        self.layout().activate()
        self.adjustSize()

    def _fits(self, declared: Listed) -> bool:
        if self._link is not None:
            return bool(declared.inputs and declared.outputs)
        return self._judge is None or self._judge.takes(declared)

    def _key(self, key: int) -> bool:
        row, count = self.list.currentRow(), self.list.count()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up) and count:
            self.list.setCurrentRow((row + (1 if key == Qt.Key.Key_Down else -1)) % count)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.list.currentItem() is not None:
                self._clicked(self.list.currentItem())
        elif key == Qt.Key.Key_Escape:
            self.close_popup()
        else:
            return False
        return True

    def _clicked(self, item: QListWidgetItem) -> None:
        declared: Listed = item.data(FOUND).offer
        self.close_popup()
        judge, link, at, commands = self._judge, self._link, self._at, self._view.commands
        corner = corner_around(at)
        if link is not None:
            commands.insert(declared.kind, link, corner)
        elif judge is not None:
            commands.put("Add", declared.kind, lambda p, name: self._placed(p, name, judge, at))
        else:
            commands.add(declared.kind, corner)

    def _placed(self, project: Project, name: str, judge: Judge, at: QPointF) -> tuple[list[Edit], str]:
        """A new node whose fitting port lies where the link was let go, and the link."""
        declared = offer(project, name)
        side = judge.loose.wants
        port = judge.port_for(declared)
        if port is None:
            raise ProjectError(f"{declared.kind} cannot take this link")
        offset = input_offset(declared, port) if side == "in" else output_offset(declared, port)
        corner = QPointF(snap(at.x() - offset.x()), snap(at.y() - offset.y()))
        corner = free_corner(self._view.board, corner)
        edits, made = place(project, declared.kind, corner.x(), corner.y())
        draft = Draft(project)
        for edit in edits:
            draft.do(edit)
        link = judge.link_to(PortHit(made, side, port))
        for edit in connect(draft.project, link.source, link.output, link.target, link.input):
            draft.do(edit)
        return draft.edits, made
