"""Plots: cards with a title and a newest value, lines, heat maps, confusion, colour bars, sparklines.

Loaded on first use: pyqtgraph costs a quarter of a second that the start of the window does not have.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from app.ui.plots.card import Part, PlotCard
    from app.ui.plots.colorbar import ColorBar
    from app.ui.plots.confusion import ConfusionView
    from app.ui.plots.heat import HeatMap
    from app.ui.plots.lines import LineSeries
    from app.ui.plots.sparkline import Sparkline

_HOME = {
    "ColorBar": "colorbar",
    "ConfusionView": "confusion",
    "HeatMap": "heat",
    "LineSeries": "lines",
    "Part": "card",
    "PlotCard": "card",
    "Sparkline": "sparkline",
}

__all__ = ["ColorBar", "ConfusionView", "HeatMap", "LineSeries", "Part", "PlotCard", "Sparkline"]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(name)
    return getattr(import_module(f"app.ui.plots.{_HOME[name]}"), name)
