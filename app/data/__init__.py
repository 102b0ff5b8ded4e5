"""Data: sources, split, statistics, and tensors ready to train on. Knows the document's sections, not the window."""

from app.data.dataset import Dataset
from app.data.load import load
from app.data.split import Split, split
from app.data.statistics import Statistics

__all__ = ["Dataset", "Split", "Statistics", "load", "split"]
