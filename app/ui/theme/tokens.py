"""Every colour of the window, by name, for dark and light."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tokens:
    """Colours as ``#rrggbb``.

    ``*_text`` are the status colours where they are written rather than drawn: at least 4.5:1 on every surface.
    ``on_accent`` and ``on_run`` are what stands on filled buttons. ``selection`` lies under chosen text and rows.
    """

    window: str
    panel: str
    raised: str
    canvas: str
    grid: str
    node: str
    line: str
    line_strong: str
    hover: str
    pressed: str
    selection: str
    text: str
    secondary: str
    faint: str
    accent: str
    good: str
    attention: str
    bad: str
    accent_text: str
    good_text: str
    attention_text: str
    bad_text: str
    run: str
    on_accent: str
    on_run: str
    on_bad: str


DARK = Tokens(
    window="#0f1115",
    panel="#171a21",
    raised="#1f232c",
    canvas="#12141a",
    grid="#232833",
    node="#1d2129",
    line="#2a2f3a",
    line_strong="#3b4250",
    hover="#272c37",
    pressed="#1a1d25",
    selection="#26385a",
    text="#e6e9ef",
    secondary="#99a1b3",
    faint="#646c7e",
    accent="#6ea8fe",
    good="#57c28b",
    attention="#e8b04a",
    bad="#ee6a6a",
    accent_text="#6ea8fe",
    good_text="#57c28b",
    attention_text="#e8b04a",
    bad_text="#ee6a6a",
    run="#57c28b",
    on_accent="#0b0e14",
    on_run="#0b0e14",
    on_bad="#0b0e14",
)

LIGHT = Tokens(
    window="#eef0f4",
    panel="#ffffff",
    raised="#f4f6f9",
    canvas="#f7f8fa",
    grid="#dfe3ea",
    node="#ffffff",
    line="#d9dde5",
    line_strong="#bfc6d2",
    hover="#e8ecf2",
    pressed="#dde2ea",
    selection="#d6e3fd",
    text="#1b1f27",
    secondary="#555e70",
    faint="#8a93a5",
    accent="#2563eb",
    good="#1f8a56",
    attention="#9a6700",
    bad="#c93c3c",
    accent_text="#2059d8",
    good_text="#187546",
    attention_text="#8a5c00",
    bad_text="#b93434",
    run="#1b7d4d",
    on_accent="#ffffff",
    on_run="#ffffff",
    on_bad="#ffffff",
)

FAMILIES = {
    "Input & output": "#57c28b",
    "Linear": "#7c8cf8",
    "Convolution": "#5b9dff",
    "Pooling": "#3fb8c4",
    "Up-sampling": "#3fb8c4",
    "Normalization": "#a98bf5",
    "Activation": "#e8b04a",
    "Regularization": "#9aa3b2",
    "Merge": "#e57fc2",
    "Arithmetic": "#b8cc52",
    "Reduction": "#b8cc52",
    "Reshape": "#8fa37a",
    "Recurrent": "#f08a5d",
    "Attention": "#f08a5d",
    "Embedding": "#7c8cf8",
    "Loss": "#ee6a6a",
    "Python": "#cdb68a",
}
"""Colour bar of a node, the same in both themes: it stands beside text, never under it."""

RUNS = ("", "#a98bf5", "#57c28b", "#e57fc2", "#b8cc52", "#3fb8c4", "#f08a5d", "#8fa37a")
"""Colours of runs in lists and plots, in turn; the first is the theme's accent."""

RACERS = ("#e5484d", "#ffa31a", "#3b82f6", "#d946ef", "#14c4dc", "#9aa3b2", "#57c28b")
"""Colours of paths on a loss surface (with a white rim) and of their curves, the same in both themes."""

SURFACE_RIM, SURFACE_INK = "#ffffff", "#11141a"
"""Light and dark strokes on a loss surface, whose map is the same in both themes."""


def contrast(first: str, second: str) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.2)."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(color: str) -> float:
    red, green, blue = (int(color[start : start + 2], 16) / 255 for start in (1, 3, 5))
    return 0.2126 * _linear(red) + 0.7152 * _linear(green) + 0.0722 * _linear(blue)


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
