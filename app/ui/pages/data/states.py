"""What stands in the middle where there is no data to show."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from app.ui.widgets import EmptyState


def invitation(choose: Callable[[], object]) -> EmptyState:
    """No file is chosen yet."""
    return EmptyState(
        "upload",
        "Bring your own data",
        "Drop a CSV or Parquet table, a NumPy archive (.npz) or a folder with one folder of pictures per class on this "
        "page. Nothing leaves this computer.",
        "Choose…",
        choose,
    )


class Failure(EmptyState):
    """Why the data cannot be read or split, in one sentence, and a way out where a file is to blame."""

    def __init__(self, choose: Callable[[], object], parent: QWidget | None = None) -> None:
        super().__init__("circle-alert", "", "", "Choose another file…", choose, parent)

    def set(self, sentence: str, read: bool, from_file: bool) -> None:
        """Show why; ``read`` where only the split is impossible, ``from_file`` where a person chose what is read."""
        self.title.setText("The data cannot be split like this" if read else "This data cannot be read")
        self.text.setText(sentence)
        if self.action is not None:
            self.action.setVisible(from_file and not read)


def unchosen() -> EmptyState:
    """The document says of no data that it learns from it: an imported network, for example."""
    return EmptyState("database", "No data is chosen yet", "Choose on the left what the network is to learn from.")


def reading() -> EmptyState:
    """The first data set is on its way."""
    return EmptyState("database", "Reading the data …", "Samples, answers and figures of every feature appear here.")
