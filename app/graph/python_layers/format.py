"""Python layers as they stand in project files.

"layers": [{"id", "code": ["a line", ...]}]
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from app.errors import ProjectError
from app.graph.files.schema import Fields
from app.graph.files.strict_json import shown
from app.graph.python_layers.layer import CustomLayer, Layers
from app.graph.python_layers.rules import MAX_LAYERS, why_not_layer
from app.graph.python_layers.text import MAX_LINES
from app.graph.rules import require


def layer_data(layer: CustomLayer) -> dict[str, Any]:
    """A layer as plain data."""
    return {"id": layer.id, "code": layer.code.split("\n")}


def read_layers(fields: Fields) -> Layers:
    """The layers in the field ``layers``. Their texts are read by `ast`; nothing is run.

    Raises:
        ProjectError: names the place.
    """
    layers: Layers = {}
    for position, entry in enumerate(fields.list_of("layers", MAX_LAYERS)):
        place = f"layers[{position}]"
        layer = _layer(Fields(entry, place, ("id", "code")))
        if layer.id in layers:
            raise ProjectError(f"the id {layer.id!r} is taken by {layers[layer.id].name}", f"{place}.id")
        require(why_not_layer(layers, layer), place)
        layers[layer.id] = layer
    return layers


def check_names(layers: Layers, blocks: Iterable[str]) -> None:
    """No layer is called like a block.

    Raises:
        ProjectError: one is.
    """
    names = set(blocks)
    for position, layer in enumerate(layers.values()):
        require(why_not_layer({}, layer, names), f"layers[{position}]")


def _layer(fields: Fields) -> CustomLayer:
    lines = fields.list_of("code", MAX_LINES)
    for number, line in enumerate(lines):
        if not isinstance(line, str) or "\n" in line:
            raise ProjectError(f"expected a line of text, got {shown(line)}", fields.place(f"code[{number}]"))
    try:
        return CustomLayer(fields.typed("id", str, "a text", ""), "\n".join(lines))
    except ProjectError as error:
        raise ProjectError(str(error), fields.place("code")) from None
