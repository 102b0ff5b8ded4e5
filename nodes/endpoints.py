"""Where data enters and leaves a drawing."""

from __future__ import annotations

from math import prod
from typing import Literal, Self

from pydantic import model_validator

from nodes.base import ANY, Node, ParamError, Port
from nodes.param import LARGEST, Sizes, param
from nodes.registry import node
from nodes.shape import Shape

FIELD_HELP = "column group of the data source; empty takes the source's only one"


@node("Input & output", keywords=("data", "image", "features", "source", "placeholder", "image input"))
class Input(Node):
    """Data that enters the network, one sample per row of the batch."""

    role = "input"
    inputs = ()
    formula = "y: (N, shape), N samples in a batch"
    shape: Sizes = param(
        (1, 8, 8),
        minimum=1,
        maximum=2**24,
        longest=5,
        help="sizes of one sample without the batch: channels, height, width of a picture, or the number of features",
    )
    dtype: Literal["float32", "int64"] = param(
        "float32", help="float32 for measurements, int64 for token or category numbers"
    )
    field: str = param("", longest=200, help=FIELD_HELP, advanced=True)

    @model_validator(mode="after")
    def _holdable(self) -> Self:
        _check_count(self.shape)
        return self

    def emits(self) -> Shape:
        return Shape.per_sample(*self.shape, dtype=self.dtype)

    def summary(self) -> str:
        return "×".join(map(str, self.shape)) or "one number"


@node("Input & output", keywords=("label", "truth", "answer", "y"))
class Target(Node):
    """The right answer that a loss compares with: a class or numbers."""

    role = "target"
    inputs = ()
    formula = "y: (N,) class numbers 0 … classes − 1, or (N, shape) numbers"
    classes: int = param(10, minimum=0, maximum=1_000_000, help="number of classes; 0 for numbers (regression)")
    shape: Sizes = param(
        (),
        minimum=1,
        maximum=2**24,
        longest=5,
        help="sizes of one sample's answer; empty for one class index or one number",
    )
    field: str = param("", longest=200, help=FIELD_HELP, advanced=True)

    @model_validator(mode="after")
    def _sensible(self) -> Self:
        if self.classes == 1:
            raise ParamError("classes", "expected at least 2 classes, or 0 for numbers, got 1")
        _check_count(self.shape)
        return self

    def emits(self) -> Shape:
        return Shape.per_sample(*self.shape, dtype="int64" if self.classes else "float32")

    def summary(self) -> str:
        return f"{self.classes} classes" if self.classes else ("×".join(map(str, self.shape)) or "one number")


@node("Input & output", keywords=("prediction", "result", "logits", "head"))
class Output(Node):
    """What the trained model returns. The exported model ends here."""

    role = "output"
    inputs = (Port("x", dtypes=ANY),)
    outputs = ()
    formula = "model(input) = x"


def _check_count(shape: tuple[int, ...]) -> None:
    if prod(shape) > LARGEST:
        raise ParamError("shape", f"expected at most {LARGEST} numbers in a sample, got {prod(shape)}")
