"""Whole numbers as numbers to calculate with."""

from __future__ import annotations

from nodes.base import INTEGER, Node, Port
from nodes.call import Call, F, Slot, method
from nodes.param import param
from nodes.registry import node
from nodes.shape import Shape
from nodes.window import Windows, same


@node("Reshape", keywords=("categorical", "dummy variables", "class", "indicator", "encode"))
class OneHot(Node):
    """Turns every class number into a vector of zeros with a single 1 at its place."""

    inputs = (Port("x", ranks=(1, 2, 3, 4), dtypes=INTEGER, layout="whole numbers, one per entry"),)
    formula = "y[…, c] = 1 for c = x, else 0; (N, …) → (N, …, num_classes)"
    num_classes: int = param(
        10, minimum=1, maximum=1_000_000, help="length of a vector: numbers from 0 to one less can be turned"
    )

    def build(self, x: Shape) -> Call:
        return Call(method.float, Call(F.one_hot, Slot("x"), self.num_classes))

    def window(self, x: Shape, port: str) -> Windows:
        return same(x)

    def summary(self) -> str:
        return f"{self.num_classes} classes"


@node("Reshape", keywords=("cast", "type", "convert", "float32", "integer", "boolean"))
class ToFloat(Node):
    """Turns whole numbers, or yes and no, into numbers that layers can calculate with."""

    inputs = (Port("x", dtypes=("int64", "bool"), layout="whole numbers or yes and no"),)
    formula = "y = x as float32; yes = 1, no = 0"

    def build(self, x: Shape) -> Call:
        return Call(method.float, Slot("x"))
