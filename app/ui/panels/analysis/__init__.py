"""FLOPs, memory and receptive fields as a table."""

from app.ui.panels.analysis.panel import AnalysisPanel

__all__ = ["AnalysisPanel"]
