"""The state that all pages of a window share."""

from app.ui.session.collector import collector
from app.ui.session.running import ActiveRun
from app.ui.session.runs import RunEntry
from app.ui.session.session import Session

__all__ = ["ActiveRun", "RunEntry", "Session", "collector"]
