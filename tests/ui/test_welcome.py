from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton

from app.graph.examples import GROUPS, examples, resolve
from app.graph.files.storage import load
from app.ui.pages.thumbnail import Thumbnail
from app.ui.pages.welcome import COLUMNS, WelcomePage, one_line
from app.ui.session import Session
from app.ui.settings import Settings
from app.zoo.catalogue import ENTRIES


@pytest.fixture
def page(qtbot, tmp_path: Path):
    session = Session(Settings())
    made = WelcomePage(session)
    qtbot.addWidget(made)
    made.resize(1400, 900)
    made.show()
    made.shown()
    yield made
    session.close()


def test_every_example_is_a_card_with_picture_title_and_line(page: WelcomePage) -> None:
    assert [card.source for card in page.cards] == [example.name for example in examples()]
    assert len(page.cards) >= 8
    for card, example in zip(page.cards, examples(), strict=True):
        texts = [text.text() for text in card.findChildren(QLabel)]
        assert texts == [example.title, one_line(example.summary)]
        assert card.findChild(Thumbnail) is not None
        assert card.toolTip() == example.summary


def test_examples_stand_under_the_headings_of_what_they_teach(page: WelcomePage) -> None:
    headings = [text for text in page.findChildren(QLabel) if text.text() in {group.upper() for group in GROUPS}]
    headings.sort(key=lambda heading: heading.mapTo(page, heading.rect().topLeft()).y())
    assert [heading.text() for heading in headings] == [group.upper() for group in GROUPS]
    tops = [heading.mapTo(page, heading.rect().topLeft()).y() for heading in headings]
    for card in page.cards:
        above = sum(top < card.mapTo(page, card.rect().topLeft()).y() for top in tops)
        assert card.source in list(GROUPS.values())[above - 1]


def test_a_click_or_a_key_chooses_an_example(qtbot, page: WelcomePage) -> None:
    chosen: list[str] = []
    page.chosen.connect(chosen.append)
    qtbot.mouseClick(page.cards[0], Qt.MouseButton.LeftButton)
    page.cards[1].setFocus()
    qtbot.keyClick(page.cards[1], Qt.Key.Key_Return)
    assert chosen == [page.cards[0].source, page.cards[1].source]


def test_every_reference_network_is_a_line_with_year_and_parameters(page: WelcomePage) -> None:
    for line, entry in zip(page.networks.lines, ENTRIES, strict=True):
        texts = [text.text() for text in line.findChildren(QLabel)]
        assert texts == [entry.title, str(entry.year), entry.line, f"{entry.parameters:,}"]
        assert all(text.sizeHint().width() <= text.width() for text in line.findChildren(QLabel)), entry.name


def test_a_click_or_a_key_chooses_a_reference_network(qtbot, page: WelcomePage) -> None:
    chosen: list[str] = []
    page.chosen.connect(chosen.append)
    qtbot.mouseClick(page.networks.lines[8], Qt.MouseButton.LeftButton)
    page.networks.lines[4].setFocus()
    qtbot.keyClick(page.networks.lines[4], Qt.Key.Key_Space)
    assert [load(resolve(name)).title for name in chosen] == ["GPT-2 small", "ResNet-50"]


def test_the_two_buttons(qtbot, page: WelcomePage) -> None:
    asked: list[str] = []
    page.empty_asked.connect(lambda: asked.append("empty"))
    page.open_asked.connect(lambda: asked.append("open"))
    for button in page.findChildren(QPushButton):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert sorted(asked) == ["empty", "open"]


def test_recent_files_are_offered_newest_first(qtbot, page: WelcomePage, tmp_path: Path) -> None:
    assert not page._recent_part.isVisible()
    for name in ("a", "b"):
        (tmp_path / f"{name}.netloom").touch()
        page._session.settings.remember(tmp_path / f"{name}.netloom")
    page.shown()
    assert [Path(tile.source).stem for tile in page.recent] == ["b", "a"]
    assert page._recent_part.isVisible()
    chosen: list[str] = []
    page.chosen.connect(chosen.append)
    qtbot.mouseClick(page.recent[1], Qt.MouseButton.LeftButton)
    assert Path(chosen[0]).name == "a.netloom"


def test_thumbnails_stand_inside_and_do_not_overlap(page: WelcomePage) -> None:
    for card in page.cards:
        picture = card.findChild(Thumbnail)
        places = picture._places()
        room = picture.rect()
        assert all(room.contains(place.toPoint()) for place in places.values())
        assert len({(round(place.x(), 1), round(place.y(), 1)) for place in places.values()}) == len(places)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("One. Two.", "One."),
        ("An idea (He et al. 2015) at home: it skips. More.", "An idea (He et al. 2015) at home."),
        ("No stop", "No stop."),
        ("Are these alike? One reads both.", "Are these alike?"),
    ],
)
def test_one_line_of_a_summary(text: str, line: str) -> None:
    assert one_line(text) == line


def test_cards_of_all_groups_stand_in_the_same_columns(page: WelcomePage) -> None:
    assert {card.width() for card in page.cards} == {page.cards[0].width()}
    assert len({card.mapTo(page, card.rect().topLeft()).x() for card in page.cards}) <= COLUMNS
