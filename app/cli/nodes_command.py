"""``nodes``: the catalogue."""

from __future__ import annotations

from typing import Annotated

import typer

import nodes
from app.cli.console import columns
from app.errors import UsageError
from app.graph.finding import ranked
from nodes.base import Node

NAME = "nodes"


def command(
    word: Annotated[str, typer.Argument(help="Only what these words name, best first.")] = "",
) -> None:
    """List the node kinds, one a line: name, family, ports, parameters, what it does."""
    found = [nodes.kind(each.kind) for each in ranked(nodes.kinds(), word)] if word else nodes.kinds()
    if not found:
        raise UsageError(f"no node kind has {word!r} in its name, family, keywords or description")
    print(columns([(kind.kind, kind.family, _ports(kind), _parameters(kind), kind.describe()) for kind in found]))


def _ports(kind: type[Node]) -> str:
    """``(x, [h0]) -> y``: optional ports in brackets, dots after a port that takes many links."""
    inputs = [f"[{port.name}]" if port.optional else port.name + "..." * port.many for port in kind.inputs]
    return f"({', '.join(inputs)}) -> {', '.join(kind.outputs) or '-'}"


def _parameters(kind: type[Node]) -> str:
    return ", ".join(f"{info.name}={_shown(info.default)}" for info in kind.params()) or "-"


def _shown(value: object) -> str:
    return value if isinstance(value, str) and value else repr(value)
