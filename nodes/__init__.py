"""The catalogue: every kind of node that can be placed in a drawing."""

from nodes import convolution, endpoints, linear
from nodes.registry import kind, kinds

__all__ = ["convolution", "endpoints", "kind", "kinds", "linear"]
