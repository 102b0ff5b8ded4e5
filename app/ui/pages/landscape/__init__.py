"""The page that shows the loss surface of a run and the path on it."""

from app.ui.pages.landscape.page import LandscapePage
from app.ui.pages.landscape.thumb import LandscapeThumb

__all__ = ["LandscapePage", "LandscapeThumb"]
