"""What one reads about a kind before placing it."""

from __future__ import annotations

from html import escape

from app.ui.canvas.new_layer import Listed as Offer
from app.ui.theme import theme
from nodes.base import Port

WIDTH = 320


def tip(declared: Offer) -> str:
    """Rich text: name, what it does, ports and formula."""
    tokens = theme().tokens
    secondary = f"color: {tokens.secondary};"
    mono = "font-family: 'JetBrains Mono'; font-size: 12px;"
    lines = [
        f'<b>{escape(declared.kind)}</b> <span style="{secondary}">{escape(declared.family)}</span>',
        f'<div style="margin-top: 4px;">{escape(declared.describe())}</div>',
        f'<div style="margin-top: 6px; {mono}">{escape(declared.formula)}</div>',
    ]
    for side, text in (("in", _inputs(declared)), ("out", ", ".join(declared.outputs))):
        if text:
            lines.append(f'<div style="margin-top: 4px; {mono} {secondary}">{side} {escape(text)}</div>')
    return f'<table width="{WIDTH}"><tr><td>{"".join(lines)}</td></tr></table>'


def _inputs(declared: Offer) -> str:
    return ", ".join(map(_port, declared.inputs))


def _port(port: Port) -> str:
    extra = [port.layout, "any number of links" if port.many else "", "may stay open" if port.optional else ""]
    return " ".join([port.name, *filter(None, extra)])
