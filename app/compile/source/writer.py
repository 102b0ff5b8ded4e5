"""The PyTorch source of a drawing, as a careful engineer would write it."""

from __future__ import annotations

import inspect
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from types import CodeType

from app.compile.drawing import Drawing
from app.compile.plan import owners
from app.compile.shapes.engine import Inference
from app.compile.source.classes import Class, classes_of
from app.compile.source.custom import in_sections, texts_of
from app.compile.source.expressions import identifier
from app.compile.source.forward import forward_method, has_objective, objective_function
from app.compile.source.init import init_method
from app.compile.source.lines import Lines
from app.compile.source.naming import NAMES, class_name
from app.graph.blocks.expand import expand
from app.graph.project import Project
from nodes.call import Target
from nodes.trusted import TrustedTarget

Span = tuple[int, int]

_IMPORTS = (
    ("operator", "import operator"),
    ("torch", "import torch"),
    ("F", "import torch.nn.functional as F"),
)


@dataclass(frozen=True, slots=True)
class Source:
    """Python text and where each node stands in it.

    Attributes:
        text: a module with one ``nn.Module`` class and, where the losses judge the outputs, its objective.
        imports, body: the two parts of the text.
        needs: those of the imports that Python layers of the document ask for.
        defined: names that these layers define or import.
        spans: first and last line (from 1) of each place of a node, by node id.
        class_name: name of the class.
        classes: first and last line of each class that is made from a block, by the block's id; "" is the model.
    """

    text: str
    imports: tuple[str, ...]
    body: str
    spans: dict[str, tuple[Span, ...]] = field(default_factory=dict)
    class_name: str = "Model"
    classes: dict[str, tuple[Span, ...]] = field(default_factory=dict)
    needs: tuple[str, ...] = ()
    defined: frozenset[str] = frozenset()


def write_source(project: Project, inference: Inference) -> Source:
    """As `source_of`, where the shapes of the drawing with its blocks written out are known (`Drawing.flat`)."""
    return source_of(Drawing(project, expand(project), inference))


def source_of(drawing: Drawing, taken: Collection[str] = ()) -> Source:
    """Write the drawing as Python that imports torch only. An incomplete drawing gives what is known of it.

    Args:
        taken: names that its classes must not have, of the text around it.
    """
    title = drawing.project.title
    ours = list(dict.fromkeys(call.target for call in drawing.flat.calls.values() if call.target.travels))
    named = {*(target.name for target in ours), *texts_of(ours).names}
    classes = classes_of(drawing, {*NAMES, *taken, *named})
    whole = classes[-1]
    plain = drawing.expanded.graph is drawing.project.graph or not _inner_losses(drawing)
    judged = plain and has_objective(whole.planned, whole.inference)
    ours = [each for each in ours if any(_makes(made, each) for made in classes) or (judged and _judges(whole, each))]
    whole.name = class_name(title, {*taken, *named} | {each.name for each in classes})
    body, written = Lines(), texts_of(ours)
    for target in ours:
        if not isinstance(target, TrustedTarget):
            body.add(*inspect.getsource(target.resolve()).rstrip().splitlines(), "", "")
    if written.lines:
        body.add(*written.lines, "", "")
    places: dict[str, list[Span]] = {}
    for made in classes[:-1]:
        places.setdefault(made.block, []).append(_class(body, made))
        body.add("", "")
    places[""] = [_class(body, whole)]
    if judged:
        objective_function(body, whole.planned, whole.inference)
    imports, text = [*written.imports, *_imports(body.text())], body.text() + "\n"
    head = in_sections(imports, written.imports)
    above = len(head) + 2
    classes_at = {block: tuple((first + above, last + above) for first, last in each) for block, each in places.items()}
    shown = "\n".join([*head, "", "", text])
    return Source(
        shown, tuple(imports), text, body.spans(above), whole.name, classes_at, written.imports, written.names
    )


def _class(body: Lines, made: Class) -> Span:
    """Write a class; gives its first and last line."""
    first = len(body.lines) + 1
    body.add(f"class {identifier(made.name)}(nn.Module):", f'    """{_docstring(made.title)}"""', "")
    if init_method(body, made):
        body.add("")
    forward_method(body, made)
    return first, len(body.lines)


def _makes(made: Class, target: Target) -> bool:
    """Whether a class holds a module of our own kind."""
    calls = (made.calls.get(instance.id) for instance in owners(made.planned))
    return any(call is not None and call.target == target for call in calls)


def _judges(made: Class, target: Target) -> bool:
    """Whether the objective makes a module of our own kind."""
    judging = (*made.planned.losses, *made.planned.criterion)
    return any(made.inference.calls[each.id].target == target for each in judging)


def _inner_losses(drawing: Drawing) -> bool:
    return any("/" in each.id and each.node.role == "loss" for each in drawing.expanded.graph)


def _docstring(title: str) -> str:
    """A title as the text of a docstring: printable, without quotes and backslashes, one line."""
    shown = "".join(letter if letter.isprintable() else " " for letter in title[:70])
    shown = " ".join(shown.replace("\\", "/").replace('"', "'").split())
    return (shown or "Model").rstrip(".") + "."


def _imports(body: str) -> list[str]:
    """The imports that the text needs, read from the text itself."""
    used = set(_names(compile(body, "source", "exec", dont_inherit=True)))
    parts = [line for name, line in _IMPORTS if name in used]
    from_torch = ", ".join(name for name in ("Tensor", "nn") if name in used)
    return [*parts, f"from torch import {from_torch}"]


def _names(code: CodeType) -> Iterator[str]:
    """Names that compiled text looks up, those inside functions and classes included. (Ten times faster than `ast`.)"""
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _names(constant)
