"""Source lines that remember which node they belong to."""

from __future__ import annotations

from collections.abc import Sequence

from app.compile.source.layout import WIDTH


class Lines:
    """A growing text."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._marks: list[tuple[str, int, int]] = []

    def add(self, *lines: str, node: str | Sequence[str] = ()) -> None:
        """Append lines; they belong to these nodes."""
        if not lines:
            return
        first = len(self.lines) + 1
        self.lines.extend(lines)
        for node_id in [node] if isinstance(node, str) else node:
            self._marks.append((node_id, first, len(self.lines)))

    def add_commented(self, lines: list[str], comment: str, node: str) -> None:
        """Append a statement with a comment: behind it where both fit, else on the line before."""
        if not comment:
            self.add(*lines, node=node)
        elif len(lines) == 1 and len(lines[0]) + 4 + len(comment) <= WIDTH:
            self.add(f"{lines[0]}  # {comment}", node=node)
        else:
            indent = " " * (len(lines[0]) - len(lines[0].lstrip()))
            self.add(f"{indent}# {comment}", *lines, node=node)

    def text(self) -> str:
        return "\n".join(self.lines)

    def spans(self, offset: int) -> dict[str, tuple[tuple[int, int], ...]]:
        """Places of every node, moved down by ``offset`` lines; neighbours are joined."""
        found: dict[str, list[tuple[int, int]]] = {}
        for node_id, first, last in self._marks:
            places = found.setdefault(node_id, [])
            if places and places[-1][1] + 1 >= first + offset:
                places[-1] = (places[-1][0], last + offset)
            else:
                places.append((first + offset, last + offset))
        return {node_id: tuple(places) for node_id, places in found.items()}
