"""What a drawing wants from its data."""

from __future__ import annotations

from app.data.bindings import Bindings, InputBinding, TargetBinding
from app.graph.project import Project
from nodes.endpoints import Input, Target


def bindings_of(project: Project) -> Bindings:
    """The Inputs and Targets of the drawing in document order, as `app.data.prepare.prepare` asks for them."""
    nodes = [(instance.name, instance.node) for instance in project.graph]
    return Bindings(
        tuple(InputBinding(name, n.field, tuple(n.shape), n.dtype) for name, n in nodes if isinstance(n, Input)),
        tuple(TargetBinding(name, n.field, n.classes, tuple(n.shape)) for name, n in nodes if isinstance(n, Target)),
    )
