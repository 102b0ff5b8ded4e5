"""The drawing as PyTorch source, live."""

from app.ui.panels.code.panel import CodePanel

__all__ = ["CodePanel"]
