"""The project file: one strict JSON text, a node and a link a line, stable enough to compare in git.

    {"format": "netloom", "version": 1, "title": ..., "summary": ...,
     "nodes": [{"id", "name", "kind", "at": [x, y], "params": {...}, and where they differ from the default
                "initialization", "frozen", "lr_factor", "shares", "note", "formulas": {parameter: formula}}],
     "links": [{"from": [id, output], "to": [id, input], "order": only where not 0}],
     "data": {...}, "training": {...},
     "frames": [{"id", "title", "at": [x, y], "size": [width, height], "color"}],
     "blocks": where there are any, see `app.graph.blocks.format`,
     "layers": where there are any, see `app.graph.python_layers.format`}

Kinds are public names of a closed registry. Nothing in a file is run, imported, opened or allocated when it is read;
the texts in "layers" may run later, once somebody has trusted them (`nodes.trusted`).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from app.errors import ProjectError
from app.graph.blocks.block import Definition
from app.graph.blocks.format import block_data, check_uses, read_blocks
from app.graph.data_choice import DataChoice
from app.graph.files.node_format import MAX_LINKS, MAX_NODES, add_links, add_nodes, link_data, node_data
from app.graph.files.schema import Fields, coordinates, plain
from app.graph.files.strict_json import MAX_BYTES, one_line, read, shown
from app.graph.graph import Graph
from app.graph.project import Frame, Project
from app.graph.python_layers.format import check_names, layer_data, read_layers
from app.graph.python_layers.layer import CustomLayer
from app.graph.recipe import Recipe
from app.graph.rules import require, why_not_section

__all__ = ["FORMAT", "MAX_BYTES", "MAX_LINKS", "MAX_NODES", "VERSION", "dump", "parse"]

FORMAT = "netloom"
VERSION = 1


def parse(text: str | bytes) -> Project:
    """Read a project file.

    Raises:
        ProjectError: one line that names the place, the node, what was expected and what came.
    """
    try:
        return _project(read(text))
    except ProjectError as error:
        told = ProjectError(one_line(str(error)))
        told.where = error.where
        raise told from None


def _project(data: Any) -> Project:
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise ProjectError(f'not a Netloom project: expected an object with "format": "{FORMAT}"')
    check_version(data.get("version"))
    fields = Fields(data, "", required=("format", "version", "nodes", "links"), optional=_SECTIONS)
    project = Project(title=_text(fields, "title", "Untitled"), summary=_text(fields, "summary", ""))
    project.layers = read_layers(fields)
    project.blocks = read_blocks(fields)
    check_names(project.layers, [block.name for block in project.blocks.values()])
    project.graph = read_graph(fields)
    check_uses(project)
    project.data = DataChoice.parse(fields.get("data", {}), "data")
    project.training = Recipe.parse(fields.get("training", {}), "training")
    project.frames = tuple(_frame(entry, f"frames[{i}]") for i, entry in enumerate(fields.list_of("frames", 2000)))
    require(why_not_section("frames", project.frames), "frames")
    return project


_SECTIONS = ("title", "summary", "data", "training", "frames", "blocks", "layers")


def dump(project: Project) -> str:
    """The text of a project file; equal projects give equal texts."""
    parts = [
        f'"format": "{FORMAT}"',
        f'"version": {VERSION}',
        f'"title": {_json(project.title)}',
        f'"summary": {_json(project.summary)}',
        f'"nodes": {_lines([node_data(instance) for instance in project.graph])}',
        f'"links": {_lines([link_data(link) for link in project.graph.links()])}',
        f'"data": {_json(project.data.model_dump(), indent=True)}',
        f'"training": {_json(project.training.model_dump(), indent=True)}',
        f'"frames": {_lines([_frame_data(frame) for frame in project.frames])}',
    ]
    if project.blocks:
        parts.append(f'"blocks": [{", ".join(map(_block, project.blocks.values()))}]')
    if project.layers:
        parts.append(f'"layers": [{", ".join(map(_layer, project.layers.values()))}]')
    return "{\n  " + ",\n  ".join(parts) + "\n}\n"


def check_version(version: Any) -> None:
    """Refuse what this Netloom does not know.

    Raises:
        ProjectError: newer, or no version at all.
    """
    if type(version) is not int or version < 1:
        raise ProjectError(f"expected {VERSION}, got {shown(version)}", "version")
    if version > VERSION:
        raise ProjectError(
            f"version {version} is newer than {VERSION}, which this Netloom reads; update Netloom", "version"
        )


def read_graph(fields: Fields) -> Graph:
    """The graph in the fields ``nodes`` and ``links``.

    Raises:
        ProjectError: see `parse`.
    """
    graph = Graph()
    add_nodes(graph, fields.list_of("nodes", MAX_NODES))
    add_links(graph, fields.list_of("links", MAX_LINKS))
    return graph


def _text(fields: Fields, name: str, default: str) -> str:
    value: str = fields.typed(name, str, "a text", default)
    require(why_not_section(name, value), name)
    return value


def _frame(entry: Any, where: str) -> Frame:
    fields = Fields(entry, where, required=("id", "title", "at", "size"), optional=("color",))
    x, y = coordinates(fields, "at")
    width, height = coordinates(fields, "size")
    words = [fields.typed(name, str, "a text", "") for name in ("id", "title", "color")]
    return Frame(words[0], words[1], x, y, width, height, words[2])


def _frame_data(frame: Frame) -> dict[str, Any]:
    data: dict[str, Any] = {"id": frame.id, "title": frame.title, "at": [plain(frame.x), plain(frame.y)]}
    data["size"] = [plain(frame.width), plain(frame.height)]
    return data | ({"color": frame.color} if frame.color else {})


def _block(definition: Definition) -> str:
    """A block with a node and a link a line, like the drawing itself."""
    data = block_data(definition)
    parts = [f'"{name}": {_lines(data[name], 6) if name in _LISTED else _json(data[name])}' for name in data]
    return "{\n    " + ",\n    ".join(parts) + "\n  }"


def _layer(layer: CustomLayer) -> str:
    """A Python layer with a line of its text a line."""
    data = layer_data(layer)
    return f'{{\n    "id": {_json(data["id"])},\n    "code": {_lines(data["code"], 6)}\n  }}'


_LISTED = ("arguments", "nodes", "links")


def _lines(entries: Sequence[Any], indent: int = 4) -> str:
    if not entries:
        return "[]"
    space = "\n" + " " * indent
    return f"[{space}" + f",{space}".join(map(_json, entries)) + space[:-2] + "]"


def _json(value: Any, indent: bool = False) -> str:
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, indent=2 if indent else None)
    return text.replace("\n", "\n  ") if indent else text
