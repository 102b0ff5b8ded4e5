"""The catalogue: every kind of node that can be placed in a drawing."""

from nodes import (
    activation,
    attention,
    convolution,
    embedding,
    endpoints,
    linear,
    loss,
    merge,
    merge_join,
    merge_products,
    normalization,
    pooling,
    recurrent,
    recurrent_steps,
    regularization,
    reshape,
    upsampling,
)
from nodes.registry import kind, kinds

__all__ = [
    "activation",
    "attention",
    "convolution",
    "embedding",
    "endpoints",
    "kind",
    "kinds",
    "linear",
    "loss",
    "merge",
    "merge_join",
    "merge_products",
    "normalization",
    "pooling",
    "recurrent",
    "recurrent_steps",
    "regularization",
    "reshape",
    "upsampling",
]
