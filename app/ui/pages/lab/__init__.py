"""The page for optimisers on test functions."""

from app.ui.pages.lab.page import LabPage

__all__ = ["LabPage"]
