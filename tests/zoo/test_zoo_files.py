"""The bundled files of the zoo: what the builders give, readable, laid out."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.graph.examples import ZOO, resolve
from app.graph.files.format import dump, parse
from app.graph.files.storage import load
from app.graph.graph import Graph
from app.graph.layout.layered import COLUMN, NODE_HEIGHT, NODE_WIDTH
from app.graph.project import Project
from app.zoo.catalogue import ENTRIES, Entry

LONGEST_NOTE = 70
"""Characters of a note that stand whole in the source's docstring and in the palette."""


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
class TestFile:
    def test_is_what_the_builder_gives(self, entry: Entry) -> None:
        path = ZOO / f"{entry.name}.netloom"
        assert path.read_text(encoding="utf-8") == dump(entry.build()), "run python -m app.zoo"

    def test_comes_back_from_its_text(self, entry: Entry) -> None:
        project = entry.build()
        again = parse(dump(project))
        assert again.graph == project.graph
        assert dump(again) == dump(project)

    def test_texts_explain_it(self, entry: Entry) -> None:
        project = entry.build()
        assert project.title == entry.title and 3 <= len(entry.title) <= 40
        assert 30 <= len(entry.line) <= 60 and not entry.line.endswith(".")
        assert 200 <= len(project.summary) <= 600 and "\n" not in project.summary
        assert "20" in project.summary, "names the paper with its year"
        for block in project.blocks.values():
            assert block.note.endswith(".") and len(block.note) <= LONGEST_NOTE, block.name
            assert all(len(argument.help) >= 12 for argument in block.arguments)

    def test_every_level_is_laid_out(self, entry: Entry) -> None:
        for graph in levels(entry.build()):
            for link in graph.links():
                source, target = graph[link.source], graph[link.target]
                assert target.x >= source.x + COLUMN or abs(target.y - source.y) >= NODE_HEIGHT
            placed = list(graph)
            for index, one in enumerate(placed):
                for other in placed[index + 1 :]:
                    assert abs(one.x - other.x) >= NODE_WIDTH or abs(one.y - other.y) >= NODE_HEIGHT


def levels(project: Project) -> Iterator[Graph]:
    yield project.graph
    for block in project.blocks.values():
        yield block.graph


def test_the_folder_holds_no_others() -> None:
    assert {path.stem for path in ZOO.glob("*.netloom")} == {entry.name for entry in ENTRIES}


def test_the_oldest_stands_first() -> None:
    years = [entry.year for entry in ENTRIES]
    assert years == sorted(years)


def test_a_name_means_its_file() -> None:
    assert load(resolve("resnet-50")).title == "ResNet-50"
