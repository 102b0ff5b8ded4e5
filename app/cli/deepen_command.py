"""``deepen``: a residual block in a trained network, which says the same until it is trained on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.arguments import File, Trust, Weights
from app.cli.growing import From, Inside, Out, grow
from app.errors import UsageError
from app.graph.graph import Graph, Link

if TYPE_CHECKING:
    from collections.abc import Sequence

    from torch import Tensor

    from app.graph.project import Project
    from app.training.starts.growing import Grown
    from app.training.starts.warm_start import WarmStart

NAME = "deepen"


def command(
    file: File,
    run: From,
    at: Annotated[str, typer.Option("--at", metavar="PLACE", help="A node, or a link as SOURCE->TARGET.")],
    out: Out,
    inside: Inside = "",
    weights: Weights = "best",
    trust: Trust = False,
) -> int:
    """Put a residual block behind a node or on a link of a trained network, with the weights kept."""
    from app.training.starts.growing import deepened

    def change(project: Project, start: WarmStart, samples: Sequence[Tensor], scope: str) -> Grown:
        links = links_at(project.inside(scope).graph, at)
        return deepened(project, start, links, samples, scope)

    return grow(file, run, out, inside, weights, change, trust)


def links_at(graph: Graph, place: str) -> list[Link]:
    """The links that a place means: all behind a node, or one between two, with those that have to follow it.

    Raises:
        UsageError: there is no such node or link.
    """
    from app.graph.changes import links_together

    source, arrow, target = (part.strip() for part in place.partition("->"))
    before = graph.named(source)
    if before is None:
        raise UsageError(f"--at expects the name of a node, got {source!r}")
    leaving = graph.links_from(before.id)
    if not arrow:
        if len({link.output for link in leaving}) != 1:
            raise UsageError(f"--at expects a node with one output that leads on, {source} has not; name a link")
        return leaving
    found = [link for link in leaving if graph[link.target].name == target]
    if not found:
        names = ", ".join(sorted({f"{source}->{graph[link.target].name}" for link in leaving}))
        raise UsageError(f"--at: there is no link {place!r}; from {source} lead {names or 'none'}")
    return links_together(graph, found[0])
