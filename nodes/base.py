"""The base of every node kind: ports, parameters and `build`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar, Literal, Self

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from nodes.call import Call
from nodes.param import ParamInfo, info_of
from nodes.shape import DType, Shape, ShapeError
from nodes.window import Windows, by_length

Role = Literal["input", "target", "output", "layer", "loss", "entry", "exit", "block"]

FLOAT: tuple[DType, ...] = ("float32",)
INTEGER: tuple[DType, ...] = ("int64",)
ANY: tuple[DType, ...] = ("float32", "int64", "bool")


class ParamError(ValueError):
    """A parameter has a value it cannot take. ``name`` is the parameter, the text says what was expected."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__(message)
        self.name = name


@dataclass(frozen=True, slots=True)
class Port:
    """Where links arrive.

    Attributes:
        ranks: numbers of axes (batch included) that are taken; empty means any.
        dtypes: element types that are taken.
        many: takes any number of links, in an order the person can change.
        optional: may stay empty; `Node.build` then receives None.
        layout: axes in words for messages, for example ``(N, C, H, W)``.
    """

    name: str = "x"
    ranks: tuple[int, ...] = ()
    dtypes: tuple[DType, ...] = FLOAT
    many: bool = False
    optional: bool = False
    layout: str = ""

    def refuses(self, shape: Shape) -> str | None:
        """Why this shape does not fit, or None where it does."""
        expected = self.layout or (" or ".join(f"{rank} axes" for rank in self.ranks) if self.ranks else "a tensor")
        if self.ranks and shape.rank not in self.ranks:
            return f"expects {expected}, got {shape}"
        if shape.dtype not in self.dtypes:
            return f"expects {expected} of {' or '.join(self.dtypes)}, got {shape.dtype} {shape}"
        return None


class Node(BaseModel):
    """One declared kind; an instance is the kind with parameter values. Immutable and hashable.

    Class attributes set by the declaration:
        kind: public name, the one stored in files (set by `nodes.registry.node`).
        family: palette group and colour.
        inputs, outputs: ports. An output is only a name.
        placeable: stands in the catalogue; the parts of blocks have gestures of their own.
        weighted: owns trainable weights, so initialisation, freezing and a learning-rate factor apply.
        passes: lengths that the call does not tell pass through, that of the batch too. Where all inputs have one shape
            and an axis of it gets another length while `build` gives the same call, that axis of every output gets this
            length and nothing else changes; a loss gives one number for all. So torch is asked once for all lengths,
            and with an empty batch.
        formula: one line of mathematics for the inspector.
        explains: what the contract test must not ask of the kind, with the reason in a sentence: "gradient" where none
            reaches its weights or inputs, "onnx" where ONNX has no such operation.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, defer_build=True, allow_inf_nan=False)

    kind: ClassVar[str] = ""
    family: ClassVar[str] = ""
    keywords: ClassVar[tuple[str, ...]] = ()
    role: ClassVar[Role] = "layer"
    inputs: ClassVar[tuple[Port, ...]] = (Port(),)
    outputs: ClassVar[tuple[str, ...]] = ("y",)
    placeable: ClassVar[bool] = True
    weighted: ClassVar[bool] = False
    passes: ClassVar[bool] = False
    formula: ClassVar[str] = ""
    explains: ClassVar[dict[str, str]] = {}

    @model_validator(mode="after")
    def _limits(self) -> Self:
        for info in self.params():
            value = getattr(self, info.name)
            if not info.within(value):
                raise ParamError(info.name, f"expected {info.expected}, got {value}")
        return self

    @classmethod
    @cache
    def params(cls) -> tuple[ParamInfo, ...]:
        """The parameters in declaration order."""
        return tuple(info_of(name, declared) for name, declared in cls.model_fields.items())

    @classmethod
    def from_values(cls, values: dict[str, Any]) -> Self:
        """Validate parameter values as they stand in a file (lists for sizes).

        Raises:
            ParamError: names the parameter, what was expected and what came.
        """
        try:
            return cls.model_validate({name: _tuples(value) for name, value in values.items()})
        except ValidationError as error:
            raise cls._explain(error, values) from None

    @classmethod
    def _explain(cls, error: ValidationError, values: dict[str, Any]) -> ParamError:
        first = error.errors(include_url=False)[0]
        inner = first.get("ctx", {}).get("error")
        if isinstance(inner, ParamError):
            return inner
        name = str(first["loc"][0]) if first["loc"] else ""
        known = {info.name: info for info in cls.params()}
        if name not in known:
            return ParamError(name, f"{cls.kind} has no parameter {name!r}; it has {', '.join(known) or 'none'}")
        shown = repr(values.get(name))
        shown = shown if len(shown) <= 60 else shown[:57] + "..."
        return ParamError(name, f"expected {known[name].expected}, got {shown}")

    def values(self) -> dict[str, Any]:
        """Parameter values as plain JSON data, in declaration order."""
        return {info.name: _lists(getattr(self, info.name)) for info in self.params()}

    def changed(self, **values: Any) -> Self:
        """The same kind with other values, validated (`ParamError`)."""
        return type(self).from_values(self.values() | values)

    def options(self, *names: str) -> dict[str, Any]:
        """These parameters as keyword arguments, those at their default left out.

        Only for parameters whose default is PyTorch's too: the generated source stays as short as one writes it.
        """
        chosen = {info.name: info.default for info in self.params() if info.name in names}
        return {name: getattr(self, name) for name in names if getattr(self, name) != chosen[name]}

    def build(self, *shapes: Any) -> Call:
        """Say how to make and use the node for these incoming shapes, one argument per input port.

        A `many` port gives a tuple of shapes; an unconnected optional port gives None.

        Raises:
            ShapeError: these shapes cannot be taken; the text says what was expected and what came.
        """
        raise ShapeError(f"{self.kind} makes nothing")

    def window(self, x: Shape, port: str) -> Windows | None:
        """What an entry of the result sees of a tensor of shape x that arrives at a port, for receptive fields.

        None: entry by entry along axes that keep their length, and from end to end along the others, or along all
        where their number changes. The statistics of a normalization do not count, as is usual.
        """
        return None

    def sees(self, x: Shape, port: str, result: Shape) -> Windows | None:
        """As `window` with None worked out, for kinds whose windows depend on the size of the result as well.

        Here None says that nothing passes: of what arrives at the port only the size counts.
        """
        windows = self.window(x, port)
        return by_length(x, result) if windows is None else windows

    def summary(self) -> str:
        """One line of the parameters that matter, for the canvas."""
        return ""

    @classmethod
    def describe(cls) -> str:
        """First line of the docstring."""
        return (cls.__doc__ or "").strip().split("\n", 1)[0]


def _tuples(value: Any) -> Any:
    return tuple(_tuples(entry) for entry in value) if isinstance(value, list) else value


def _lists(value: Any) -> Any:
    return [_lists(entry) for entry in value] if isinstance(value, tuple) else value
