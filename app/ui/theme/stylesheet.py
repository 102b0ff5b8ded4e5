"""The stylesheet, written from the tokens: one function per group of widgets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from string import Template

from app.ui.theme.tokens import Tokens

Picture = Callable[[str, str], str]
"""(icon name, colour) -> path of the tinted file."""


def stylesheet(tokens: Tokens, picture: Picture) -> str:
    """All rules for one theme."""
    pictures = {
        "down": picture("chevron-down", tokens.secondary),
        "down_off": picture("chevron-down", tokens.faint),
        "up": picture("chevron-up", tokens.secondary),
        "right": picture("chevron-right", tokens.secondary),
        "check": picture("check", tokens.on_accent),
        "menu_check": picture("check", tokens.accent),
        "dash": picture("minus", tokens.on_accent),
        "close": picture("x", tokens.secondary),
    }
    rules = SURFACES + TEXT + BUTTONS + FIELDS + MENUS + SCROLLING + TABS + TABLES + CHOICES
    return Template(rules).substitute(asdict(tokens) | pictures)


SURFACES = """
* { outline: 0; }
QMainWindow, QDialog { background: $window; }
*[role="window"] { background: $window; }
*[role="panel"] { background: $panel; }
*[role="canvas"] { background: $canvas; }
*[role="bar"] { background: $panel; border-bottom: 1px solid $line; }
*[role="status"] { background: $panel; border-top: 1px solid $line; }
*[role="notice"] { background: $raised; border-bottom: 1px solid $line; }
*[role="left"] { background: $panel; border-right: 1px solid $line; }
*[role="right"] { background: $panel; border-left: 1px solid $line; }
*[role="dock"] { background: $panel; border-top: 1px solid $line; }
*[role="card"] { background: $panel; border: 1px solid $line; border-radius: 10px; }
*[role="inset"] { background: $raised; border: 1px solid $line; border-radius: 8px; }
*[role="tile"] { background: $panel; border: 1px solid $line; border-radius: 10px; }
*[role="tile"]:hover { background: $raised; border-color: $line_strong; }
*[role="tile"]:focus { border-color: $accent; }
*[role="line"] { border: 1px solid transparent; border-radius: 6px; }
*[role="line"]:hover { background: $raised; }
*[role="line"]:focus { border-color: $accent; }
*[role="toast"] { background: $raised; border: 1px solid $line_strong; border-radius: 8px; }
*[role="popup"] { background: $panel; border: 1px solid $line_strong; border-radius: 10px; }
*[role="rule"] { background: $line; border: 0; }
QToolTip { background: $raised; color: $text; border: 1px solid $line_strong; padding: 6px 8px; }
QSplitter::handle { background: $line; }
QSplitter::handle:hover { background: $accent; }
QSplitter::handle:horizontal { width: 1px; }
QSplitter::handle:vertical { height: 1px; }
QScrollArea, QStackedWidget { background: transparent; border: 0; }
QScrollArea > QWidget > QWidget { background: transparent; }
QGraphicsView { border: 0; background: $canvas; }
QDockWidget { titlebar-close-icon: url($close); color: $secondary; }
QDockWidget::title { background: $panel; padding: 8px 16px; border-bottom: 1px solid $line; }
QMainWindow::separator { background: $line; width: 1px; height: 1px; }
QProgressBar { background: $line; border: 0; border-radius: 3px; min-height: 6px; max-height: 6px; }
QProgressBar::chunk { background: $accent; border-radius: 3px; }
"""

TEXT = """
QLabel { color: $text; background: transparent; }
QLabel:disabled { color: $faint; }
QLabel[role="page-title"] { font-size: 22px; font-weight: 600; }
QLabel[role="title"] { font-size: 16px; font-weight: 600; }
QLabel[role="subtitle"] { font-weight: 600; }
QLabel[role="secondary"] { color: $secondary; }
QLabel[role="caption"] { color: $secondary; font-size: 11px; }
QLabel[role="faint"] { color: $faint; font-size: 11px; }
QLabel[role="heading"] { color: $secondary; font-size: 11px; font-weight: 600; }
QLabel[role="mono"] { font-family: "JetBrains Mono"; font-size: 12px; }
QLabel[role="value"] { font-family: "JetBrains Mono"; font-size: 12px; color: $text; }
QLabel[role="mono-secondary"] { font-family: "JetBrains Mono"; font-size: 12px; color: $secondary; }
QLabel[role="good"] { color: $good_text; }
QLabel[role="error-text"] { color: $bad_text; }
QLabel[role="error"] { color: $bad_text; font-size: 11px; }
QLabel[role="badge"] { border-radius: 10px; border: 1px solid $line; background: $raised; padding: 2px 9px;
    font-size: 11px; color: $secondary; }
QLabel[role="key"] { border-radius: 4px; border: 1px solid $line; background: $raised; padding: 1px 6px;
    font-family: "JetBrains Mono"; font-size: 11px; color: $secondary; }
"""

BUTTONS = """
QPushButton { background: $raised; color: $text; border: 1px solid $line; border-radius: 8px; padding: 0 12px;
    min-height: 26px; font-weight: 500; }
QPushButton:hover { background: $hover; border-color: $line_strong; }
QPushButton:pressed { background: $pressed; }
QPushButton:focus { border-color: $accent; }
QPushButton:disabled { color: $faint; background: transparent; border-color: $line; }
QPushButton::menu-indicator { image: none; width: 0; }
QPushButton[kind="primary"] { background: $accent; color: $on_accent; border-color: $accent; font-weight: 600; }
QPushButton[kind="primary"]:focus { border: 2px solid $text; padding: 0 11px; min-height: 24px; }
QPushButton[kind="run"] { background: $run; color: $on_run; border-color: $run; font-weight: 600; }
QPushButton[kind="run"]:focus { border: 2px solid $text; padding: 0 11px; min-height: 24px; }
QPushButton[kind="danger"] { color: $bad_text; }
QPushButton[kind="danger"]:hover { border-color: $bad; }
QPushButton[kind="primary"]:hover, QPushButton[kind="run"]:hover { border-color: $text; }
QPushButton[kind="primary"]:disabled, QPushButton[kind="run"]:disabled { background: $raised; color: $faint;
    border-color: $line; }
QPushButton[kind="chip"] { border-radius: 11px; min-height: 20px; padding: 0 10px; font-size: 11px;
    color: $secondary; }
QPushButton[kind="chip"]:hover { color: $text; }
QPushButton[kind="chip"]:focus { border-color: $accent; }
QPushButton[kind="flat"] { background: transparent; border-color: transparent; color: $secondary; }
QPushButton[kind="flat"]:hover { background: $hover; color: $text; }
QPushButton[kind="flat"]:focus { border-color: $accent; }
QPushButton[kind="over"] { background: transparent; border-color: transparent; border-radius: 6px; color: $secondary;
    padding: 0 6px; min-height: 22px; font-size: 12px; }
QPushButton[kind="over"]:hover { color: $text; }
QPushButton[kind="over"]:focus { border-color: $accent; }
QPushButton[kind="link"] { background: transparent; border-color: transparent; color: $accent_text; padding: 0 4px; }
QPushButton[kind="link"]:hover { color: $text; }
QPushButton[kind="link"]:focus { border-color: $accent; }
QToolButton { background: transparent; border: 1px solid transparent; border-radius: 6px; padding: 0;
    min-width: 26px; min-height: 26px; color: $secondary; }
QToolButton:hover { background: $hover; color: $text; }
QToolButton:pressed, QToolButton:checked { background: $raised; border-color: $line; color: $text; }
QToolButton:focus { border-color: $accent; }
QToolButton:disabled { color: $faint; }
QToolButton::menu-indicator { image: none; }
QFrame[role="segmented"] { background: $raised; border: 1px solid $line; border-radius: 8px; }
QPushButton[role="segment"] { background: transparent; border: 1px solid transparent; border-radius: 6px;
    color: $secondary; padding: 0 14px; min-height: 22px; font-weight: 500; }
QPushButton[role="segment"]:hover { color: $text; background: $hover; }
QPushButton[role="segment"]:focus { border-color: $accent; }
QPushButton[role="segment"]:checked { background: $accent; color: $on_accent; font-weight: 600; }
QPushButton[role="segment"]:checked:focus { border-color: $text; }
QPushButton[role="segment"]:disabled { color: $faint; }
"""

FIELDS = """
QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QAbstractSpinBox { background: $raised; color: $text;
    border: 1px solid $line; border-radius: 6px; padding: 0 8px; min-height: 26px;
    selection-background-color: $selection; selection-color: $text; }
QPlainTextEdit, QTextEdit { padding: 6px; }
QLineEdit:hover, QPlainTextEdit:hover, QTextEdit:hover, QComboBox:hover { border-color: $line_strong; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QComboBox:focus, QComboBox:on { border-color: $accent; }
QLineEdit:disabled, QPlainTextEdit:disabled, QTextEdit:disabled, QComboBox:disabled { color: $faint;
    background: transparent; }
QLineEdit[error="true"] { border-color: $bad; }
QLineEdit[mono="true"], QComboBox[mono="true"], QComboBox[mono="true"] QAbstractItemView {
    font-family: "JetBrains Mono"; font-size: 12px; }
QLineEdit[mono="true"] { padding: 0 8px; }
QPlainTextEdit[role="code"], QTextEdit[role="code"] { background: $panel; border: 0; border-radius: 0;
    font-family: "JetBrains Mono"; font-size: 12px; }
QComboBox { padding-right: 4px; }
QComboBox::drop-down { border: 0; width: 22px; subcontrol-position: center right; }
QComboBox::down-arrow { image: url($down); width: 14px; height: 14px; }
QComboBox::down-arrow:disabled { image: url($down_off); }
QComboBox QAbstractItemView { background: $panel; border: 1px solid $line_strong; border-radius: 6px; padding: 4px; }
QComboBox QAbstractItemView::item { min-height: 26px; padding: 0 8px; border-radius: 4px; color: $text; }
QComboBox QAbstractItemView::item:hover { background: $hover; }
QComboBox QAbstractItemView::item:selected { background: $selection; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { width: 16px; border: 0; }
QAbstractSpinBox::up-arrow { image: url($up); width: 12px; height: 12px; }
QAbstractSpinBox::down-arrow { image: url($down); width: 12px; height: 12px; }
QSlider { min-height: 22px; }
QSlider::groove:horizontal { height: 4px; background: $line; border-radius: 2px; }
QSlider::sub-page:horizontal { height: 4px; background: $accent; border-radius: 2px; }
QSlider::handle:horizontal { width: 14px; height: 14px; margin: -5px 0; border-radius: 7px; background: $text; }
QSlider::handle:horizontal:hover { background: $accent; }
QSlider::handle:horizontal:focus { border: 2px solid $accent; width: 10px; height: 10px; }
QSlider::handle:horizontal:disabled { background: $faint; }
QSlider::sub-page:horizontal:disabled { background: $faint; }
"""

MENUS = """
QMenuBar { background: $panel; color: $secondary; }
QMenuBar::item { padding: 4px 8px; border-radius: 4px; }
QMenuBar::item:selected { background: $hover; color: $text; }
QMenu { background: $panel; border: 1px solid $line_strong; border-radius: 8px; padding: 4px; }
QMenu::item { padding: 5px 24px 5px 8px; border-radius: 4px; color: $text; min-height: 18px; }
QMenu::item:selected { background: $selection; }
QMenu::item:disabled { color: $faint; background: transparent; }
QMenu::icon { padding-left: 8px; }
QMenu::separator { height: 1px; background: $line; margin: 4px 8px; }
QMenu::indicator { width: 16px; height: 16px; left: 6px; }
QMenu::indicator:checked { image: url($menu_check); }
QMenu::right-arrow { image: url($right); width: 14px; height: 14px; right: 4px; }
"""

SCROLLING = """
QScrollBar { background: transparent; border: 0; }
QScrollBar:vertical { width: 10px; margin: 2px; }
QScrollBar:horizontal { height: 10px; margin: 2px; }
QScrollBar::handle { background: $line_strong; border-radius: 3px; }
QScrollBar::handle:hover { background: $faint; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QAbstractScrollArea::corner { background: transparent; }
"""

TABS = """
QTabWidget::pane { border: 0; }
QTabBar { background: transparent; border: 0; qproperty-drawBase: 0; }
QTabBar::tab { background: transparent; color: $secondary; padding: 9px 8px 8px 8px; margin: 0 6px;
    border-bottom: 2px solid transparent; font-weight: 500; }
QTabBar::tab:hover { color: $text; }
QTabBar::tab:selected { color: $text; border-bottom-color: $accent; }
QTabBar::tab:focus { color: $accent_text; }
QTabBar::tab:disabled { color: $faint; }
"""

TABLES = """
QAbstractItemView { background: transparent; border: 0; color: $text; alternate-background-color: $raised;
    selection-background-color: $selection; selection-color: $text; }
QListView::item, QTreeView::item { min-height: 26px; padding: 0 6px; border-radius: 4px; color: $text; }
QListView::item:hover, QTreeView::item:hover { background: $hover; }
QListView::item:selected, QTreeView::item:selected { background: $selection; color: $text; }
QTableView { gridline-color: $line; }
QTableView::item { padding: 0 8px; }
QTableView::item:hover { background: $hover; }
QTableView::item:selected { background: $selection; color: $text; }
QHeaderView { background: transparent; border: 0; }
QHeaderView::section { background: transparent; color: $secondary; border: 0; border-bottom: 1px solid $line;
    padding: 6px 8px; font-size: 11px; font-weight: 600; }
QHeaderView::up-arrow, QHeaderView::down-arrow { image: none; width: 0; height: 0; }
QTableCornerButton::section { background: transparent; border: 0; }
QTreeView::branch { background: transparent; }
"""

CHOICES = """
QCheckBox, QRadioButton { color: $text; spacing: 8px; min-height: 22px; background: transparent; }
QCheckBox:disabled, QRadioButton:disabled { color: $faint; }
QCheckBox::indicator, QRadioButton::indicator { width: 14px; height: 14px; border: 1px solid $line_strong;
    background: $raised; border-radius: 4px; }
QRadioButton::indicator { border-radius: 8px; }
QCheckBox::indicator:hover, QRadioButton::indicator:hover, QCheckBox:focus::indicator { border-color: $accent; }
QCheckBox::indicator:checked { background: $accent; border-color: $accent; image: url($check); }
QCheckBox::indicator:indeterminate { background: $accent; border-color: $accent; image: url($dash); }
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled { border-color: $line; background: transparent; }
QRadioButton::indicator:checked { border: 5px solid $accent; width: 6px; height: 6px; background: $on_accent; }
"""
