"""The PyTorch source of a drawing, as a careful engineer would write it."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from dataclasses import dataclass, field
from types import CodeType

from app.compile.expressions import identifier
from app.compile.forward_source import forward_method, objective_function
from app.compile.init_source import init_method, owners
from app.compile.lines import Lines
from app.compile.naming import class_name
from app.compile.plan import Plan, plan
from app.compile.shapes import Inference
from app.graph.project import Project
from nodes.call import Target

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
        spans: first and last line (from 1) of each place of a node, by node id.
        class_name: name of the class.
    """

    text: str
    imports: tuple[str, ...]
    body: str
    spans: dict[str, tuple[Span, ...]] = field(default_factory=dict)
    class_name: str = "Model"


def write_source(project: Project, inference: Inference) -> Source:
    """Write the drawing as Python that imports torch only. An incomplete drawing gives what is known of it."""
    planned = plan(project.graph)
    ours = _own_targets(planned, inference)
    name = class_name(project.title, {target.name for target in ours})
    body = Lines()
    for target in ours:
        body.add(*inspect.getsource(target.resolve()).rstrip().splitlines(), "", "")
    _class(body, project, planned, inference, name)
    objective_function(body, planned, inference)
    imports, text = _imports(body.text()), body.text() + "\n"
    whole = "\n".join([*imports, "", "", text])
    return Source(whole, tuple(imports), text, body.spans(len(imports) + 2), name)


def _class(body: Lines, project: Project, planned: Plan, inference: Inference, name: str) -> None:
    body.add(f"class {identifier(name)}(nn.Module):", f'    """{_docstring(project.title)}"""', "")
    made = init_method(body, planned, inference)
    if made:
        body.add("")
    forward_method(body, planned, inference)


def _own_targets(planned: Plan, inference: Inference) -> list[Target]:
    """Modules of our own that the drawing uses, each once."""
    calls = [inference.calls[instance.id] for instance in owners(planned) if instance.id in inference.calls]
    return list(dict.fromkeys(call.target for call in calls if call.target.is_ours))


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
