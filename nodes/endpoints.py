"""Where data enters and leaves a drawing."""

from __future__ import annotations

from typing import Literal

from nodes.base import ANY, Node, Port
from nodes.param import Sizes, param
from nodes.registry import node
from nodes.shape import Shape


@node("Input & output", keywords=("data", "image", "features", "source"))
class Input(Node):
    """Data that enters the network, one sample per row of the batch."""

    role = "input"
    inputs = ()
    shape: Sizes = param(
        (1, 8, 8), minimum=1, help="sizes of one sample without the batch axis: (channels, height, width)"
    )
    dtype: Literal["float32", "int64"] = param(
        "float32", help="float32 for measurements, int64 for token or category numbers"
    )
    field: str = param("", help="column group of the data source; empty takes the source's only one", advanced=True)

    def emits(self) -> Shape:
        return Shape.per_sample(*self.shape, dtype=self.dtype)

    def summary(self) -> str:
        return "×".join(map(str, self.shape)) or "scalar"


@node("Input & output", keywords=("label", "truth", "answer", "y"))
class Target(Node):
    """The right answer that a loss compares with: a class or numbers."""

    role = "target"
    inputs = ()
    classes: int = param(10, minimum=0, help="number of classes; 0 for numbers (regression)")
    shape: Sizes = param((), minimum=1, help="sizes of one sample's answer; empty for one class index or one number")
    field: str = param("", help="column group of the data source; empty takes the source's only one", advanced=True)

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
