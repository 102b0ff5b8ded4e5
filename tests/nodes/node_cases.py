"""For every layer and loss: shapes that fit, with default and with other settings, and shapes that do not."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import nodes
from nodes.base import Node
from nodes.shape import Shape


def s(*sizes: int, dtype: str = "float32") -> Shape:
    return Shape.per_sample(*sizes, dtype=dtype)


PICTURE, VECTOR, SEQUENCE = s(4, 9, 7), s(12), s(5, 8)
CLASS, TOKENS = s(dtype="int64"), s(6, dtype="int64")


@dataclass(frozen=True)
class Case:
    """A kind with parameter values, the shapes at its ports and the shape it must give."""

    kind: str
    shapes: tuple[Any, ...]
    gives: tuple[tuple[int, ...], ...]
    values: dict[str, Any] = field(default_factory=dict)

    @property
    def node(self) -> Node:
        return nodes.kind(self.kind).from_values(self.values)

    def __str__(self) -> str:
        return f"{self.kind}-{'-'.join(f'{name}={value}' for name, value in self.values.items()) or 'default'}"


def one(kind: str, arriving: Shape, /, *gives: tuple[int, ...], **values: Any) -> Case:
    return Case(kind, (arriving,), gives, values)


def loss(kind: str, x: Shape, target: Shape, **values: Any) -> Case:
    return Case(kind, (x, target), (), values)


CASES = [
    one("Linear", VECTOR, (10,)),
    one("Linear", SEQUENCE, (5, 3), out_features=3, bias=False),
    one("Conv1d", s(8, 20), (16, 18)),
    one(
        "Conv1d", s(8, 20), (4, 10),
        out_channels=4, kernel_size=5, stride=2, padding=4, dilation=2, groups=2, bias=False, padding_mode="reflect",
    ),
    one("Conv2d", PICTURE, (16, 7, 5)),
    one(
        "Conv2d", PICTURE, (8, 5, 5),
        out_channels=8, kernel_size=[3, 5], stride=[2, 1], padding=[1, 3], dilation=[1, 2], groups=4, bias=False,
        padding_mode="circular",
    ),
    one("Conv2d", PICTURE, (16, 9, 7), padding=1, padding_mode="replicate"),
    one("ConvTranspose2d", PICTURE, (16, 18, 14)),
    one(
        "ConvTranspose2d", PICTURE, (8, 27, 13),
        out_channels=8, kernel_size=[3, 2], stride=[3, 2], padding=[0, 1], output_padding=[0, 1], groups=2, bias=False,
        dilation=1,
    ),
    one("ConvTranspose2d", PICTURE, (16, 20, 16), kernel_size=3, stride=2, padding=1, dilation=2, output_padding=1),
    one("MaxPool2d", PICTURE, (4, 4, 3)),
    one("MaxPool2d", PICTURE, (4, 5, 7), kernel_size=3, stride=[2, 1], padding=1, dilation=1),
    one("MaxPool2d", PICTURE, (4, 3, 3), kernel_size=2, stride=3, dilation=2, ceil_mode=True),
    one("AvgPool2d", PICTURE, (4, 4, 3)),
    one(
        "AvgPool2d", PICTURE, (4, 5, 4), kernel_size=3, stride=2, padding=1, ceil_mode=True, count_include_pad=False
    ),
    one("AdaptiveAvgPool2d", PICTURE, (4, 1, 1)),
    one("AdaptiveAvgPool2d", PICTURE, (4, 4, 3), output_size=[4, 3]),
    one("GlobalAvgPool2d", PICTURE, (4,)),
    one("Upsample", PICTURE, (4, 18, 14)),
    one("Upsample", PICTURE, (4, 27, 14), scale_factor=[3, 2], mode="bilinear", align_corners=True),
    one("Upsample", PICTURE, (4, 18, 14), mode="bicubic"),
    one("BatchNorm1d", VECTOR, (12,)),
    one("BatchNorm1d", SEQUENCE, (5, 8), eps=1e-3, momentum=None, affine=False),
    one("BatchNorm2d", PICTURE, (4, 9, 7)),
    one("BatchNorm2d", PICTURE, (4, 9, 7), eps=1e-3, momentum=0.5, affine=False),
    one("LayerNorm", SEQUENCE, (5, 8)),
    one("LayerNorm", VECTOR, (12,), eps=1e-3, bias=False),
    one("LayerNorm", PICTURE, (4, 9, 7), over="sample", elementwise_affine=False),
    one("GroupNorm", PICTURE, (4, 9, 7)),
    one("GroupNorm", VECTOR, (12,), num_groups=3, eps=1e-3, affine=False),
    one("InstanceNorm2d", PICTURE, (4, 9, 7)),
    one("InstanceNorm2d", PICTURE, (4, 9, 7), eps=1e-3, affine=True),
    one("LocalResponseNorm", PICTURE, (4, 9, 7)),
    one("LocalResponseNorm", SEQUENCE, (5, 8), size=2, alpha=0.1, beta=0.5, k=2.0),
    one("Mish", PICTURE, (4, 9, 7)),
    *(one(kind, PICTURE, (4, 9, 7)) for kind in ("ReLU", "LeakyReLU", "ELU", "GELU", "SiLU", "Sigmoid", "Tanh")),
    one("LeakyReLU", VECTOR, (12,), negative_slope=0.2),
    one("ELU", VECTOR, (12,), alpha=0.5),
    one("GELU", VECTOR, (12,), approximate="tanh"),
    one("Softmax", VECTOR, (12,)),
    one("Softmax", SEQUENCE, (5, 8), dim=1),
    one("Maxout", VECTOR, (10,)),
    one("Maxout", SEQUENCE, (5, 3), out_features=3, pieces=4, bias=False),
    one("Dropout", VECTOR, (12,)),
    one("Dropout", PICTURE, (4, 9, 7), p=0.1),
    one("Dropout2d", PICTURE, (4, 9, 7)),
    one("Dropout2d", PICTURE, (4, 9, 7), p=0.1),
    one("GaussianNoise", VECTOR, (12,)),
    one("GaussianNoise", PICTURE, (4, 9, 7), std=2.0),
    Case("Add", ((VECTOR, VECTOR),), ((12,),)),
    Case("Add", ((PICTURE, PICTURE, PICTURE),), ((4, 9, 7),)),
    Case("Multiply", ((VECTOR, VECTOR),), ((12,),)),
    Case("Multiply", ((PICTURE, PICTURE, PICTURE),), ((4, 9, 7),)),
    Case("Concatenate", ((PICTURE, s(2, 9, 7)),), ((6, 9, 7),)),
    Case("Concatenate", ((SEQUENCE, SEQUENCE, s(5, 1)),), ((5, 17),), {"dim": -1}),
    Case("Concatenate", ((TOKENS, TOKENS),), ((12,),)),
    one("Flatten", PICTURE, (252,)),
    one("Reshape", PICTURE, (252,)),
    one("Reshape", VECTOR, (2, 3, 2), shape=[2, -1, 2]),
    one("Reshape", s(1), (), shape=[]),
    one("Permute", SEQUENCE, (8, 5)),
    one("Permute", PICTURE, (9, 7, 4), order=[2, 3, 1]),
    one("LSTM", SEQUENCE, (5, 64), (64,)),
    one("LSTM", SEQUENCE, (5, 6), (6,), hidden_size=3, num_layers=2, bidirectional=True, dropout=0.3, bias=False),
    one("LSTM", SEQUENCE, (5, 3), (3,), hidden_size=3, num_layers=2),
    one("GRU", SEQUENCE, (5, 64), (64,)),
    one("GRU", SEQUENCE, (5, 6), (6,), hidden_size=3, num_layers=2, bidirectional=True, dropout=0.3, bias=False),
    one("GRU", SEQUENCE, (5, 3), (3,), hidden_size=3, num_layers=2),
    Case("MultiheadAttention", (SEQUENCE, None, None), ((5, 8),)),
    Case(
        "MultiheadAttention", (SEQUENCE, s(3, 6), s(3, 4)), ((5, 8),), {"num_heads": 2, "dropout": 0.1, "bias": False}
    ),
    Case("MultiheadAttention", (SEQUENCE, s(3, 6), None), ((5, 8),)),
    Case("MultiheadAttention", (SEQUENCE, None, None), ((5, 8),), {"causal": True}),
    Case("MultiheadAttention", (SEQUENCE, s(5, 6), s(5, 4)), ((5, 8),), {"causal": True, "dropout": 0.1}),
    one("Embedding", TOKENS, (6, 32)),
    one("Embedding", CLASS, (5,), num_embeddings=7, embedding_dim=5, padding_idx=0),
    loss("CrossEntropyLoss", s(3), CLASS),
    loss("CrossEntropyLoss", s(3), CLASS, label_smoothing=0.1, weight=0.3),
    loss("BCEWithLogitsLoss", s(1), CLASS),
    loss("BCEWithLogitsLoss", s(4), s(4), weight=2.0),
    loss("BCEWithLogitsLoss", s(), s(1)),
    loss("MSELoss", s(1), s()),
    loss("MSELoss", s(2, 3), s(2, 3), weight=0.5),
    loss("L1Loss", s(1), s(1)),
    loss("L1Loss", s(), s(1), weight=0.5),
    loss("HuberLoss", s(4), s(4)),
    loss("HuberLoss", s(4, 1), s(4), delta=0.5, weight=0.5),
]  # fmt: skip

DTYPE_INT = s(12, dtype="int64")
MISFITS: list[tuple[str, dict[str, Any], tuple[Any, ...], str]] = [
    ("Linear", {}, (s(16, 8, 8),), r"expects \(N, features\) or \(N, L, features\), got \(N, 16, 8, 8\)"),
    ("Linear", {}, (DTYPE_INT,), "float32, got int64"),
    ("Conv1d", {}, (PICTURE,), r"expects \(N, C, L\), got"),
    ("Conv1d", {"kernel_size": 30}, (s(8, 20),), "at least 30 after padding .* got 20"),
    ("Conv1d", {"groups": 3}, (s(8, 20),), "input channels divisible by groups = 3, got 8"),
    ("Conv2d", {}, (s(12, 7),), r"expects \(N, C, H, W\), got \(N, 12, 7\)"),
    ("Conv2d", {"groups": 4, "out_channels": 6}, (PICTURE,), "out_channels divisible by groups = 4, got 6"),
    ("Conv2d", {"kernel_size": 5, "dilation": 2}, (PICTURE,), "at least 9×9 after padding .* got 9×7"),
    ("Conv2d", {"padding": 8, "padding_mode": "reflect"}, (PICTURE,), "reflect padding of at most 6, got 8|at most 8"),
    ("Conv2d", {"padding": 8, "padding_mode": "circular"}, (PICTURE,), "circular padding of at most 7, got 8"),
    ("ConvTranspose2d", {"groups": 3}, (PICTURE,), "divisible by groups"),
    ("ConvTranspose2d", {"output_padding": 2}, (PICTURE,), "output_padding below the stride 2, got 2"),
    ("ConvTranspose2d", {"padding": 9}, (PICTURE,), "leaves at least one pixel, got 9"),
    ("MaxPool2d", {"kernel_size": 8}, (PICTURE,), "at least 8×8 after padding .* got 9×7"),
    ("MaxPool2d", {"padding": 2}, (PICTURE,), "at most half the window 2×2, got 2×2"),
    ("AvgPool2d", {"kernel_size": 8}, (PICTURE,), "at least 8×8"),
    ("AvgPool2d", {"padding": 2}, (PICTURE,), "at most half"),
    ("AdaptiveAvgPool2d", {"output_size": 8}, (PICTURE,), "at least 8×8 pixels"),
    ("GlobalAvgPool2d", {}, (VECTOR,), r"expects \(N, C, H, W\)"),
    ("Upsample", {"align_corners": True}, (PICTURE,), "bilinear or bicubic"),
    ("BatchNorm1d", {}, (PICTURE,), r"expects \(N, C\) or \(N, C, L\)"),
    ("BatchNorm2d", {}, (VECTOR,), r"expects \(N, C, H, W\)"),
    ("LayerNorm", {}, (PICTURE,), "set over to sample"),
    ("LayerNorm", {}, (s(1),), "at least 2 numbers"),
    ("GroupNorm", {"num_groups": 3}, (PICTURE,), "channels divisible by num_groups = 3, got"),
    ("GroupNorm", {"num_groups": 12}, (VECTOR,), "at least 2 numbers in each of 12 groups"),
    ("InstanceNorm2d", {}, (s(4, 1, 1),), "at least 2 pixels"),
    ("LocalResponseNorm", {}, (VECTOR,), r"expects \(N, C, L\) or \(N, C, H, W\)"),
    ("ReLU", {}, (DTYPE_INT,), "float32"),
    ("Softmax", {}, (s(),), "expects"),
    ("Softmax", {"dim": 0}, (VECTOR,), "other than the batch"),
    ("Softmax", {"dim": -2}, (VECTOR,), "other than the batch"),
    ("Softmax", {"dim": 3}, (VECTOR,), "one of 2 axes, got dim = 3"),
    ("Maxout", {}, (PICTURE,), r"expects \(N, features\)"),
    ("Dropout2d", {}, (VECTOR,), r"expects \(N, C, H, W\)"),
    ("Add", {}, ((VECTOR,),), "at least 2 links, got 1"),
    ("Add", {}, ((VECTOR, s(1)),), r"tensors of one shape, got \(N, 12\) and \(N, 1\)"),
    ("Multiply", {}, ((PICTURE, s(4, 1, 1)),), "tensors of one shape"),
    ("Concatenate", {}, ((PICTURE, s(4, 9, 8)),), "agree on every axis but 1"),
    ("Concatenate", {}, ((DTYPE_INT, VECTOR),), "got int64 .* and float32"),
    ("Concatenate", {"dim": 0}, ((VECTOR, VECTOR),), "other than the batch"),
    ("Flatten", {}, (s(),), "at least 2 axes"),
    ("Reshape", {"shape": [5, -1]}, (VECTOR,), "expects 12 numbers per sample"),
    ("Reshape", {"shape": [24]}, (VECTOR,), "expects 12 numbers per sample"),
    ("Permute", {}, (PICTURE,), "expects 2 axes behind the batch"),
    ("LSTM", {}, (VECTOR,), r"expects \(N, L, features\), got \(N, 12\)"),
    ("LSTM", {"dropout": 0.5}, (SEQUENCE,), "num_layers >= 2"),
    ("GRU", {}, (PICTURE,), r"expects \(N, L, features\)"),
    ("MultiheadAttention", {"num_heads": 3}, (SEQUENCE, None, None), "divisible by num_heads = 3"),
    ("MultiheadAttention", {}, (SEQUENCE, s(3, 8), s(4, 8)), "k and v of one length"),
    ("MultiheadAttention", {"causal": True}, (SEQUENCE, s(3, 8), None), "one length when causal"),
    ("Embedding", {}, (VECTOR,), "int64, got float32"),
    ("Embedding", {"num_embeddings": 5, "padding_idx": 5}, (TOKENS,), "padding_idx below"),
    ("CrossEntropyLoss", {}, (s(3, 4), CLASS), r"scores \(N, classes\), got"),
    ("CrossEntropyLoss", {}, (s(1), CLASS), "at least 2 classes"),
    ("CrossEntropyLoss", {}, (s(3), s()), "int64, got float32"),
    ("CrossEntropyLoss", {}, (s(3), s(1, dtype="int64")), "one class number per sample"),
    ("BCEWithLogitsLoss", {}, (s(3), CLASS), r"one shape, got \(N, 3\) and \(N,\)"),
    ("MSELoss", {}, (s(1), CLASS), "float32, got int64"),
    ("MSELoss", {}, (s(3), s()), "one shape"),
    ("L1Loss", {}, (s(3), s(1)), "one shape"),
    ("HuberLoss", {}, (s(2, 3), s(3, 2)), "one shape"),
]

BAD_VALUES: list[tuple[str, dict[str, Any], str]] = [
    ("Linear", {"out_features": 0}, "an integer >= 1"),
    ("Linear", {"out_features": "10"}, "an integer"),
    ("Linear", {"out_features": True}, "an integer"),
    ("Linear", {"bias": 1}, "true or false"),
    ("Linear", {"width": 3}, "no parameter 'width'"),
    ("Conv2d", {"kernel_size": [3, 3, 3]}, "an integer or a pair"),
    ("Conv2d", {"kernel_size": [3, 0]}, ">= 1"),
    ("Conv2d", {"stride": 2**40}, "<= 4096"),
    ("Conv2d", {"padding_mode": "mirror"}, "one of zeros, reflect"),
    ("Dropout", {"p": 1.5}, "a number >= 0 and <= 1"),
    ("Dropout", {"p": float("nan")}, "a number"),
    ("Dropout", {"p": None}, "a number"),
    ("MaxPool2d", {"stride": 0}, ">= 1 and <= 4096 or nothing"),
    ("Reshape", {"shape": [-1, -1]}, "at most one -1"),
    ("Reshape", {"shape": [0]}, ">= 1 or -1"),
    ("Reshape", {"shape": [1] * 6}, "at most 5 integers"),
    ("Permute", {"order": [1, 1]}, "each of 1 to 2 once"),
    ("Permute", {"order": []}, "at least one axis"),
    ("Input", {"shape": [2**24, 2**24]}, "at most 2147483647 numbers"),
    ("Input", {"dtype": "float16"}, "one of float32, int64"),
    ("Input", {"field": "x" * 201}, "at most 200 characters"),
    ("Target", {"classes": 1}, "at least 2 classes"),
    ("Upsample", {"scale_factor": 0}, ">= 1"),
    ("Maxout", {"pieces": 1}, ">= 2"),
    ("GaussianNoise", {"std": -0.1}, ">= 0"),
]
