"""From a sequence of steps to one vector, and the order of the steps."""

from __future__ import annotations

from nodes.base import ANY, FLOAT, Node, Port
from nodes.call import Call, Slot, method
from nodes.registry import node
from nodes.shape import Shape
from nodes.window import Window, Windows, chosen, reduced, same

STEPS = (Port("x", ranks=(3,), dtypes=FLOAT, layout="(N, L, features)"),)
X = Slot("x")


@node("Recurrent", keywords=("last", "final state", "many to one", "select", "sequence"))
class LastStep(Node):
    """Keeps the last step of a sequence and forgets the others."""

    inputs = STEPS
    formula = "(N, L, features) → (N, features), y = x[L − 1]"

    def build(self, x: Shape) -> Call:
        return Call(method.select, X, 1, -1)

    def window(self, x: Shape, port: str) -> Windows:
        return chosen(x, 1, -1)


@node("Recurrent", keywords=("first", "class token", "cls", "many to one", "select", "transformer"))
class FirstStep(Node):
    """Keeps the first step of a sequence: in a transformer the class token."""

    inputs = STEPS
    formula = "(N, L, features) → (N, features), y = x[0]"

    def build(self, x: Shape) -> Call:
        return Call(method.select, X, 1, 0)

    def window(self, x: Shape, port: str) -> Windows:
        return chosen(x, 1, 0)


@node("Recurrent", keywords=("average", "pooling over time", "bag of words", "sequence", "many to one"))
class MeanOverSteps(Node):
    """Takes the mean over all steps of a sequence, feature by feature."""

    inputs = STEPS
    formula = "y = (x₁ + … + x_L) / L"

    def build(self, x: Shape) -> Call:
        return Call(method.mean, X, 1)

    def window(self, x: Shape, port: str) -> Windows:
        return reduced(x, (1,))


@node("Recurrent", keywords=("maximum", "pooling over time", "sequence", "many to one"))
class MaxOverSteps(Node):
    """Keeps the largest number of all steps of a sequence, feature by feature: whether it ever occurred."""

    inputs = STEPS
    formula = "y = max(x₁, …, x_L)"

    def build(self, x: Shape) -> Call:
        return Call(method.amax, X, 1)

    def window(self, x: Shape, port: str) -> Windows:
        return reduced(x, (1,))


@node("Recurrent", keywords=("flip", "backwards", "turn round", "sequence", "encoder decoder"))
class ReverseSequence(Node):
    """Turns the order of the steps round, so that a layer behind it reads from the end."""

    inputs = (Port("x", ranks=(2, 3), dtypes=ANY, layout="(N, L) or (N, L, features)"),)
    formula = "y[l] = x[L − 1 − l]"

    def build(self, x: Shape) -> Call:
        return Call(method.flip, X, 1)

    def window(self, x: Shape, port: str) -> Windows:
        return (Window(1, placed=False), *same(x)[1:])
