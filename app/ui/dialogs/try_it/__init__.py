"""Try it: what a trained network says about a drawing, a row, or files."""

from app.ui.dialogs.try_it.dialog import TryIt, open_try_it

__all__ = ["TryIt", "open_try_it"]
