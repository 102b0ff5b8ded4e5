from __future__ import annotations

import pytest
from PySide6.QtGui import QFontInfo, QImage
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget

from app.ui.theme import color, family_color, icon, mono_font, pixmap, run_color, set_role, text_font, theme
from app.ui.theme.icons import render
from app.ui.theme.places import RESOURCES
from app.ui.theme.stylesheet import stylesheet
from app.ui.theme.tokens import DARK, FAMILIES, LIGHT, Tokens, contrast
from nodes.registry import FAMILIES as KNOWN

SURFACES = ("window", "panel", "raised", "canvas", "node")
READ = ("text", "secondary", "accent_text", "good_text", "attention_text", "bad_text")


@pytest.fixture(autouse=True)
def back_to_dark():
    yield
    theme().set_mode("dark")


def test_contrast_is_the_ratio_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("tokens", [DARK, LIGHT], ids=["dark", "light"])
@pytest.mark.parametrize("surface", SURFACES)
@pytest.mark.parametrize("name", READ)
def test_text_that_must_be_read_keeps_4_5(tokens: Tokens, surface: str, name: str) -> None:
    assert contrast(getattr(tokens, name), getattr(tokens, surface)) >= 4.5


@pytest.mark.parametrize("tokens", [DARK, LIGHT], ids=["dark", "light"])
def test_filled_buttons_and_chosen_rows_can_be_read(tokens: Tokens) -> None:
    assert contrast(tokens.on_accent, tokens.accent) >= 4.5
    assert contrast(tokens.on_run, tokens.run) >= 4.5
    assert contrast(tokens.text, tokens.selection) >= 4.5
    assert contrast(tokens.text, tokens.hover) >= 4.5


def test_tokens_are_those_of_the_guide() -> None:
    assert (DARK.window, DARK.panel, DARK.raised, DARK.line) == ("#0f1115", "#171a21", "#1f232c", "#2a2f3a")
    assert (LIGHT.canvas, LIGHT.grid, LIGHT.node, LIGHT.accent) == ("#f7f8fa", "#dfe3ea", "#ffffff", "#2563eb")
    assert (DARK.good, DARK.attention, DARK.bad) == ("#57c28b", "#e8b04a", "#ee6a6a")


def test_every_family_of_the_catalogue_has_a_colour() -> None:
    assert set(KNOWN) <= set(FAMILIES)
    assert family_color("no such family") == color("accent")


def test_both_faces_are_the_bundled_ones() -> None:
    assert QFontInfo(text_font(13, 600)).family() == "Inter"
    assert QFontInfo(mono_font(12)).family() == "JetBrains Mono"
    assert QFontInfo(mono_font()).fixedPitch()
    assert len(list((RESOURCES / "fonts").glob("*OFL.txt"))) == 2


def test_changing_the_theme_changes_colours_icons_and_tells(qtbot) -> None:
    page = QPushButton("x")
    qtbot.addWidget(page)
    theme().track_icon(page, "save", "text")
    before = page.icon().pixmap(16).toImage()
    with qtbot.waitSignal(theme().changed):
        theme().set_mode("light")
    assert color("text").name() == LIGHT.text
    assert not theme().dark
    assert page.icon().pixmap(16).toImage() != before


def test_the_same_mode_again_says_nothing(qtbot) -> None:
    with qtbot.assertNotEmitted(theme().changed):
        theme().set_mode("dark")


def test_system_mode_is_dark_where_the_system_does_not_say(qapp: QApplication) -> None:
    theme().set_mode("system")
    assert theme().dark
    assert theme().mode == "system"


def test_icons_are_sharp_at_two_pixels_a_pixel() -> None:
    twice = render("save", 16, "#ffffff", 2.0)
    assert twice.width() == 32
    assert twice.devicePixelRatio() == 2.0
    assert not icon("save").isNull()


def test_icon_takes_the_colour_of_its_token() -> None:
    picture: QImage = pixmap("play", 24, "good").toImage()
    middle = picture.pixelColor(picture.width() // 2, picture.height() // 2)
    assert middle.name() == DARK.good


def test_an_unknown_icon_is_an_error() -> None:
    with pytest.raises(FileNotFoundError):
        icon("no-such-icon")


def test_stylesheet_fills_every_token_and_points_at_pictures() -> None:
    text = stylesheet(DARK, lambda name, colour: f"/{name}-{colour}.svg")
    assert "$" not in text
    assert "/chevron-down-" in text
    assert DARK.accent in text


def test_a_role_paints_its_surface(qtbot) -> None:
    class Panel(QWidget):
        pass

    panel = Panel()
    qtbot.addWidget(panel)
    set_role(panel, "panel")
    panel.resize(20, 20)
    assert panel.grab().toImage().pixelColor(10, 10).name() == DARK.panel


def test_labels_are_not_default_grey(qtbot) -> None:
    text = QLabel("x")
    qtbot.addWidget(text)
    text.ensurePolished()
    assert text.palette().windowText().color().name() == DARK.text


def test_runs_get_distinct_colours_in_turn() -> None:
    assert run_color(0) == color("accent")
    assert len({run_color(index).name() for index in range(8)}) == 8
    assert run_color(8) == run_color(0)
