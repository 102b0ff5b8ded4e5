"""Small widgets that every page is built from."""

from app.ui.widgets.buttons import Segmented, button, commit_typing, tool_button
from app.ui.widgets.choices import ChoiceField, SwitchField
from app.ui.widgets.entry import EntryField
from app.ui.widgets.feedback import EmptyState, ask, toast, withdraw_offers
from app.ui.widgets.fields import NumberField, SizeField, SizesField, TextField
from app.ui.widgets.labels import Badge, Card, Row, StatRow, heading, label, reading, rule
from app.ui.widgets.menus import menu
from app.ui.widgets.numbers import number_text
from app.ui.widgets.search_field import SearchField
from app.ui.widgets.slider_field import SliderField

__all__ = [
    "Badge",
    "Card",
    "ChoiceField",
    "EmptyState",
    "EntryField",
    "NumberField",
    "Row",
    "SearchField",
    "Segmented",
    "SizeField",
    "SizesField",
    "SliderField",
    "StatRow",
    "SwitchField",
    "TextField",
    "ask",
    "button",
    "commit_typing",
    "heading",
    "label",
    "menu",
    "number_text",
    "reading",
    "rule",
    "toast",
    "tool_button",
    "withdraw_offers",
]
