"""The examples that are built by code: their files, their texts, the insides of their blocks."""

from __future__ import annotations

import re

import pytest

from app.data import load as load_data
from app.graph.examples import FOLDER, GROUPS
from app.graph.files.format import dump
from app.graph.layout.layered import COLUMN, NODE_HEIGHT, NODE_WIDTH
from app.zoo.laptop.catalogue import EXAMPLES
from app.zoo.laptop.gpt import CHARACTERS

LONGEST_NOTE = 70


@pytest.mark.parametrize("name", EXAMPLES)
class TestLaptopExample:
    def test_the_file_is_what_the_builder_gives(self, name: str) -> None:
        path = FOLDER / f"{name}.netloom"
        assert path.read_text(encoding="utf-8") == dump(EXAMPLES[name]()), "run python -m app.zoo"

    def test_the_text_names_the_paper_the_figure_and_something_to_try(self, name: str) -> None:
        project = EXAMPLES[name]()
        assert re.search(r"(19|20)\d\d", project.summary), "the year of the paper"
        assert re.search(r"\d %", project.summary), "what it reaches"
        assert re.search(r"\b(Try|Delete|Turn|Take|Stop|Look)\b", project.summary), "an experiment"
        for block in project.blocks.values():
            assert block.note.endswith(".") and len(block.note) <= LONGEST_NOTE, block.name

    def test_the_inside_of_every_block_is_laid_out(self, name: str) -> None:
        for block in EXAMPLES[name]().blocks.values():
            placed = list(block.graph)
            for link in block.graph.links():
                source, target = block.graph[link.source], block.graph[link.target]
                assert target.x >= source.x + COLUMN or abs(target.y - source.y) >= NODE_HEIGHT
            for index, one in enumerate(placed):
                for other in placed[index + 1 :]:
                    assert abs(one.x - other.x) >= NODE_WIDTH or abs(one.y - other.y) >= NODE_HEIGHT


def test_every_built_example_stands_in_a_group() -> None:
    assert set(EXAMPLES) <= {name for names in GROUPS.values() for name in names}


def test_the_gpt_knows_every_character_of_its_text() -> None:
    assert len(load_data(EXAMPLES["sonnets-gpt"]().data).vocabulary) == CHARACTERS
