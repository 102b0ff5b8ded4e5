"""What Python layers and their uses keep to, wherever they come from.

The texts of all layers of a document travel into one file when it is exported, so a name means the same in all of them.
"""

from __future__ import annotations

import ast
import builtins
import importlib.util
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from app.graph.python_layers.layer import CustomLayer, Layers
from app.graph.rules import SOURCE_NAMES, kind_names, why_not_id, why_not_name

MAX_LAYERS = 200
MAX_ALL = 1_000_000
"""Characters in the texts of all layers."""

STANDARD: Mapping[str, str] = {
    "torch": "torch",
    "nn": "torch.nn",
    "F": "torch.nn.functional",
    "Tensor": "torch.Tensor",
    "operator": "operator",
    "math": "math",
}
"""Names that mean the same in every file that Netloom writes."""

BUILT_IN = frozenset(vars(builtins))
"""Names that need no import: given another meaning in one layer, they would change the rest of an exported file."""


def why_not_layer(layers: Layers, layer: CustomLayer, blocks: Iterable[str] = ()) -> str | None:
    """Why a document with these layers, and blocks of these names, cannot have this layer (or so changed), or None."""
    reason = why_not_id(layer.id) or why_not_name(layer.name)
    if reason:
        return reason
    others = [each for each in layers.values() if each.id != layer.id]
    if any(each.name == layer.name for each in others) or layer.name in blocks:
        return f"there is a block or Python layer named {layer.name!r} already; rename the class"
    if len(others) >= MAX_LAYERS:
        return f"expected at most {MAX_LAYERS} Python layers"
    if sum(len(each.code) for each in others) + len(layer.code) > MAX_ALL:
        return f"expected at most {MAX_ALL:,} characters in all Python layers"
    return _why_not_names(layer) or next((reason for each in others if (reason := _why_not_beside(each, layer))), None)


def _why_not_names(layer: CustomLayer) -> str | None:
    for each in layer.reading.imports:
        if each.name.startswith("__") or (each.name in BUILT_IN and each.path != f"builtins.{each.name}"):
            return f"imports {each.path} as {each.name}, which Python has itself; rename it"
        if STANDARD.get(each.name, each.path) != each.path:
            return f"imports {each.path} as {each.name}, which means {STANDARD[each.name]} elsewhere; rename it"
    for defined in layer.reading.definitions:
        for name in defined.names:
            if name in SOURCE_NAMES or name in kind_names() or name in own_modules():
                return f"line {defined.line}: {name!r} is a name that Netloom uses itself; choose another one"
            if name in BUILT_IN:
                return f"line {defined.line}: {name!r} is a name that Python has itself; choose another one"
            if not (name.isascii() and name.isidentifier()) or name.startswith("__"):
                return f"line {defined.line}: expected a name of letters, digits and _, got {name[:60]!r}"
    return None


def _why_not_beside(one: CustomLayer, other: CustomLayer) -> str | None:
    here, there = _meanings(one), _meanings(other)
    name = next((name for name in there if here.get(name, there[name]) != there[name]), None)
    return None if name is None else f"{name} means something else in the Python layer {one.name}; rename it in one"


def _meanings(layer: CustomLayer) -> dict[str, str]:
    """What each outermost name of the text stands for: a path, or the statement itself."""
    found = {each.name: each.path for each in layer.reading.imports}
    return found | {name: each.text for each in layer.reading.definitions for name in each.names}


@cache
def own_modules() -> frozenset[str]:
    """Names of the modules in `nodes.modules`, read from its text: to import it would load torch."""
    spec = importlib.util.find_spec("nodes.modules")
    assert spec is not None and spec.origin is not None
    tree = ast.parse(Path(spec.origin).read_text(encoding="utf-8"))
    imported = [each for each in tree.body if isinstance(each, ast.ImportFrom)]
    return frozenset(name.name for each in imported for name in each.names) - {"annotations"}
