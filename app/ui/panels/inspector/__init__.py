"""The properties of what is chosen."""

from app.ui.panels.inspector.panel import InspectorPanel

__all__ = ["InspectorPanel"]
