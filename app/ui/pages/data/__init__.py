"""The Data page: where samples come from, how they are split, what they look like."""

from app.ui.pages.data.page import DataPage

__all__ = ["DataPage"]
