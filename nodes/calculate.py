"""Arithmetic and comparisons of any two tensors, or of a tensor and a number, as PyTorch broadcasts them."""

from __future__ import annotations

from typing import ClassVar, Literal, get_args

from nodes.agree import ONE
from nodes.base import ANY, Node, Port
from nodes.call import Call, Slot, Target, method, operator, torch
from nodes.param import param
from nodes.registry import node
from nodes.shape import Shape, ShapeError

A, B = Port("a", dtypes=ANY), Port("b", dtypes=ANY, optional=True)
NUMBER_HELP = "taken where nothing is linked to b"
REVERSED_HELP = "take the number first: number − a"

_OPERATIONS: dict[str, tuple[Target, str]] = {
    "add": (operator.add, "+"),
    "subtract": (operator.sub, "−"),
    "multiply": (operator.mul, "·"),
    "divide": (operator.truediv, "/"),
    "power": (torch.pow, "^"),
    "remainder": (torch.remainder, "mod"),
    "maximum": (torch.maximum, "max"),
    "minimum": (torch.minimum, "min"),
}
_RELATIONS: dict[str, tuple[Target, str]] = {
    "less": (operator.lt, "<"),
    "less_equal": (operator.le, "≤"),
    "greater": (operator.gt, ">"),
    "greater_equal": (operator.ge, "≥"),
    "equal": (operator.eq, "="),
    "not_equal": (operator.ne, "≠"),
}
_CONNECTIVES: dict[str, Target] = {
    "and": torch.logical_and,
    "or": torch.logical_or,
    "xor": torch.logical_xor,
    "not": torch.logical_not,
}


def check_broadcast(*shapes: Shape) -> None:
    """Make sure that axes, counted from the last, agree or hold a single entry.

    Raises:
        ShapeError: two tensors differ on an axis that neither repeats.
    """
    for place in range(1, max(shape.rank for shape in shapes) + 1):
        sizes = {shape.dims[-place] for shape in shapes if shape.rank >= place} - {ONE}
        if len(sizes) > 1:
            raise ShapeError(
                f"expects sizes that agree or are 1, from the last axis on, got {' and '.join(map(str, shapes))}"
            )


class _Pairwise(Node):
    """What acts on a tensor and another one, or a number."""

    inputs = (A, B)
    table: ClassVar[dict[str, tuple[Target, str]]]
    number: float = param(1.0, minimum=-1e30, maximum=1e30, help=NUMBER_HELP)
    reversed: bool = param(False, help=REVERSED_HELP, advanced=True)

    def _called(self, name: str, a: Shape, b: Shape | None) -> Call:
        target = self.table[name][0]
        if b is not None:
            check_broadcast(a, b)
            return Call(target, Slot("a"), Slot("b"))
        number = int(self.number) if a.dtype != "float32" and self.number.is_integer() else self.number
        if target in (torch.maximum, torch.minimum):  # these take tensors only
            return Call(torch.clamp, Slot("a"), **{"min" if target == torch.maximum else "max": number})
        return Call(target, number, Slot("a")) if self.reversed else Call(target, Slot("a"), number)

    def _words(self, name: str) -> str:
        sign = self.table[name][1]
        return f"{self.number:g} {sign} a" if self.reversed else f"a {sign} b, or {self.number:g}"


@node("Arithmetic", keywords=("broadcast", "plus", "minus", "times", "quotient", "number", "scalar", "general"))
class Calculate(_Pairwise):
    """Adds, subtracts, multiplies, ... any two tensors, or a tensor and a number; axes of size 1 are repeated."""

    formula = "y = a ∘ b, broadcast as in PyTorch"
    table = _OPERATIONS
    operation: Literal["add", "subtract", "multiply", "divide", "power", "remainder", "maximum", "minimum"] = param(
        "add", help="what is done with every pair of numbers"
    )

    def build(self, a: Shape, b: Shape | None) -> Call:
        if a.dtype == "bool" and (b is None or b.dtype == "bool") and self.operation != "multiply":
            raise ShapeError(
                f"expects numbers to {self.operation}, got yes and no, {a}; a ToFloat makes numbers of them"
            )
        return self._called(self.operation, a, b)

    def summary(self) -> str:
        return self._words(self.operation)


@node("Arithmetic", keywords=("less", "greater", "equal", "threshold", "mask", "condition", "relation"))
class Compare(_Pairwise):
    """Compares any two tensors, or a tensor and a number, entry by entry: yes or no."""

    explains: ClassVar[dict[str, str]] = {"gradient": "Yes and no do not change with small changes of a and b."}
    formula = "y = a < b"
    table = _RELATIONS
    relation: Literal["less", "less_equal", "greater", "greater_equal", "equal", "not_equal"] = param(
        "less", help="what is asked of every pair of numbers"
    )

    def build(self, a: Shape, b: Shape | None) -> Call:
        return self._called(self.relation, a, b)

    def summary(self) -> str:
        return self._words(self.relation)


@node("Arithmetic", keywords=("and", "or", "not", "xor", "boolean", "mask", "condition"))
class Logic(Node):
    """Joins yes and no of two masks, or turns one mask round."""

    inputs = (Port("a", dtypes=("bool",)), Port("b", dtypes=("bool",), optional=True))
    explains: ClassVar[dict[str, str]] = {"gradient": "Yes and no have no gradient."}
    formula = "y = a ∧ b"
    connective: Literal["and", "or", "xor", "not"] = param("and", help="how they are joined; not takes a alone")

    def build(self, a: Shape, b: Shape | None) -> Call:
        if (b is None) != (self.connective == "not"):
            raise ShapeError(f"expects {'one mask' if b is not None else 'two masks'} for {self.connective}")
        if b is None:
            return Call(torch.logical_not, Slot("a"))
        check_broadcast(a, b)
        return Call(_CONNECTIVES[self.connective], Slot("a"), Slot("b"))

    def summary(self) -> str:
        return self.connective


@node("Arithmetic", keywords=("if", "select", "mask", "condition", "choose", "ternary"))
class Where(Node):
    """Takes a where the condition holds, and b, or a number, elsewhere."""

    inputs = (Port("condition", dtypes=("bool",)), A, B)
    formula = "y = a where condition, else b"
    number: float = param(0.0, minimum=-1e30, maximum=1e30, help=NUMBER_HELP)

    def build(self, condition: Shape, a: Shape, b: Shape | None) -> Call:
        others = () if b is None else (b,)
        check_broadcast(condition, a, *others)
        return Call(torch.where, Slot("condition"), Slot("a"), self.number if b is None else Slot("b"))

    def summary(self) -> str:
        return f"a or b, or {self.number:g}"


@node("Arithmetic", keywords=("attention mask", "causal", "minus infinity", "hide", "masking", "padding mask", "-inf"))
class MaskedFill(Node):
    """Overwrites numbers where the mask says yes: with −∞ before a softmax, so that they get no share."""

    inputs = (Port("x"), Port("mask", dtypes=("bool",)))
    formula = "y = value where mask, else x"
    infinite: bool = param(True, help="fill with −∞; otherwise with value")
    value: float = param(0.0, minimum=-1e30, maximum=1e30, help="what is filled in unless infinite is on")

    def build(self, x: Shape, mask: Shape) -> Call:
        check_broadcast(x, mask)
        return Call(method.masked_fill, Slot("x"), Slot("mask"), float("-inf") if self.infinite else self.value)

    def summary(self) -> str:
        return "with −∞" if self.infinite else f"with {self.value:g}"


_Name = Literal[
    "sqrt", "rsqrt", "log", "log1p", "log2", "exp", "expm1", "reciprocal", "erf", "tan", "asin", "acos", "atan",
    "sinh", "cosh", "floor", "ceil", "round", "sign",
]  # fmt: skip
_FUNCTIONS: dict[str, Target] = {name: getattr(torch, name) for name in get_args(_Name)}


@node("Arithmetic", keywords=("square root", "lambda", "logarithm", "error function", "inverse", "trigonometry"))
class Function(Node):
    """Applies a function of PyTorch to every number, exactly as it is: no limits keep the result finite."""

    inputs = (Port("x"),)
    formula = "y = f(x)"
    function: _Name = param("sqrt", help="the function, by PyTorch's name")

    def build(self, x: Shape) -> Call:
        return Call(_FUNCTIONS[self.function], Slot("x"))

    def summary(self) -> str:
        return self.function
