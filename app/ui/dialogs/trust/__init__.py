"""Reading Python code before it may run."""

from app.ui.dialogs.trust.dialog import TrustDialog

__all__ = ["TrustDialog"]
