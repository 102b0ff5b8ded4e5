"""The page where a training is watched, steered and judged."""

from app.ui.pages.train.page import TrainPage

__all__ = ["TrainPage"]
