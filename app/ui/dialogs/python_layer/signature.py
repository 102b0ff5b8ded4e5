"""What was read in a layer's code: the node that it makes."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from app.graph.python_layers.layer import CustomLayer
from app.ui.theme import PADDING, SPACE, set_role
from app.ui.widgets import heading, label, rule

WIDTH = 248
HOW = (
    ("Inputs", "the arguments of forward, tensors all; one with the default None may stay open."),
    ("Outputs", "one Tensor, tuple[Tensor, Tensor], or the fields of a NamedTuple."),
    ("Arguments", "those of __init__: int, float, bool or str, each with a default."),
)
"""How a text is read, for who writes the first one."""

EMPTY = "Inputs, outputs and arguments appear here as soon as the code holds an nn.Module class with a forward."


class Signature(QFrame):
    """Name, ports and arguments, read from the text without running it. The last good reading stays, faint."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, "inset")
        self.setFixedWidth(WIDTH)
        self.name = label("", "title", wrap=True)
        self.note = label("", "secondary")
        self.empty = label(EMPTY, "secondary")
        self.lists = {name: _Names(name) for name in ("Inputs", "Outputs", "Arguments")}
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(PADDING, 12, PADDING, PADDING)
        column.setSpacing(SPACE)
        for part in (self.name, self.note, self.empty, *self.lists.values()):
            column.addWidget(part)
        column.addStretch(1)
        column.addWidget(rule())
        for name, text in HOW:
            column.addWidget(label(f"{name}: {text}", "caption"))
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inner)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(area)
        self.show_layer(None)

    def show_layer(self, layer: CustomLayer | None) -> None:
        """Show what was read; None where nothing has been yet."""
        self.empty.setVisible(layer is None)
        for part in (self.name, self.note, *self.lists.values()):
            part.setVisible(layer is not None)
        if layer is None:
            return
        self.name.setText(layer.name)
        self.note.setText(layer.note)
        self.note.setVisible(bool(layer.note))
        optional = set(layer.optional)
        self.lists["Inputs"].show_names((name, "may stay open" if name in optional else "") for name in layer.entries)
        self.lists["Outputs"].show_names((name, "") for name in layer.exits)
        self.lists["Arguments"].show_names(
            (f"{each.name}: {each.type} = {each.default!r}", "") for each in layer.arguments
        )

    def set_current(self, current: bool) -> None:
        """Whether this is what the text says now, or what it said before it broke."""
        for part in self.findChildren(QLabel):
            part.setEnabled(current)


class _Names(QWidget):
    """A heading and a line per name."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, SPACE, 0, 0)
        self._column.setSpacing(3)
        self._column.addWidget(heading(title))
        self._lines: list[QLabel] = []

    def show_names(self, names: Iterable[tuple[str, str]]) -> None:
        wanted = [f"{name}  {about}" if about else name for name, about in names] or ["none"]
        if [line.text() for line in self._lines] == wanted:
            return
        for line in self._lines:
            line.hide()
            line.deleteLater()
        self._lines = [label(text, "mono" if text != "none" else "faint", wrap=True) for text in wanted]
        for line in self._lines:
            self._column.addWidget(line)
