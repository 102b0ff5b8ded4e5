"""Calls that no kind does as layers in Python, which the document then holds: `app.graph.python_layers.layer`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from torch import nn

from app.errors import ProjectError
from app.graph.changes.naming import instance_name
from app.graph.python_layers.layer import CustomLayer, Layers
from app.graph.python_layers.rules import own_modules, why_not_layer
from app.graph.rules import kind_names, why_not_name
from app.importing.grouping.naming import clean
from app.importing.matching.kept import common
from app.importing.matching.mapping import Mapped
from app.importing.matching.pieces import Piece
from app.importing.python_layers.clusters import Cluster, Plan, clustered
from app.importing.python_layers.own_text import UnwritableError
from app.importing.python_layers.text import LayerText
from app.importing.python_layers.titles import title_of
from app.importing.python_layers.writing import layer_text
from app.importing.tracing.running import attribute
from app.importing.tracing.steps import Scope, Step, Trace, Unmapped, is_container, is_torch
from nodes import trusted


def keep_unmapped(mapped: Mapped, trace: Trace, model: nn.Module) -> Layers:
    """Put a node in the place of every call that no kind does; what cannot be written stays listed, with the reason.

    The texts may run from now on: they do what the person has just had run.
    """
    outputs = frozenset(mapped.now(value) for value in trace.outputs.values())
    missing = set(map(id, mapped.missing))
    steps = [step for step in mapped.steps if id(step) in mapped.by_step or id(step) in missing]
    plan = Plan(steps, mapped.by_step, mapped.same, outputs)
    shelf = _Shelf()
    placed: dict[int, list[Piece]] = dict(mapped.by_step)
    mapped.unmapped = []
    for cluster in clustered(plan, mapped.missing):
        for step in cluster.steps:
            placed.pop(id(step), None)
        try:
            text = layer_text(cluster, model)
            scopes = common(step.scopes for step in cluster.steps)
            whole = _whole(cluster, scopes, steps)
            layer = shelf.layer(text, _name(cluster, whole), _note(cluster))
            placed[id(cluster.steps[-1])] = [_piece(cluster, text, layer, model, whole)]
        except (UnwritableError, ProjectError) as error:
            mapped.unmapped += [_refused(step, error) for step in cluster.steps]
    mapped.pieces = [piece for step in mapped.steps for piece in placed.get(id(step), ())]
    return shelf.layers


class _Shelf:
    """The layers of a document; equal ones stand there once."""

    def __init__(self) -> None:
        self.layers: Layers = {}
        self._of: dict[tuple[object, ...], CustomLayer] = {}

    def layer(self, text: LayerText, name: str, note: str) -> CustomLayer:
        """The layer of a text.

        Raises:
            ProjectError: no document can hold it.
        """
        if text.form not in self._of:
            made = CustomLayer(f"python_{len(self.layers) + 1}", text.text(self._free(name, text), note))
            reason = why_not_layer(self.layers, made)
            if reason:
                raise ProjectError(reason)
            trusted.allow([made.sha256])
            self.layers[made.id] = self._of[text.form] = made
        return self._of[text.form]

    def _free(self, name: str, text: LayerText) -> str:
        meant = kind_names() | own_modules() | text.needs.imports.keys() | text.needs.helpers.keys()
        base = name if name not in meant and why_not_name(name) is None else f"{name}Layer"
        found, number = base, 2
        while found in meant or found in {layer.name for layer in self.layers.values()}:
            found, number = f"{base}{number}", number + 1
        return found


def _piece(cluster: Cluster, text: LayerText, layer: CustomLayer, model: nn.Module, whole: Scope | None) -> Piece:
    """The node of a cluster."""
    held = [attribute(model, source) for source in text.weights.values()]
    learned = [each for each in held if isinstance(each, nn.Parameter)]
    frozen = bool(learned) and not any(each.requires_grad for each in learned)
    path = whole.path if whole is not None else next(iter(text.weights.values()), "")
    return Piece(
        layer.use(),
        list(text.entries.items()),
        dict(zip(layer.exits, text.leaving, strict=True)),
        path,
        common(step.scopes for step in cluster.steps),
        cluster.steps[0].where,
        dict(text.weights),
        frozen,
        numbers=text.numbers,
        name=instance_name(layer.name),
    )


def _whole(cluster: Cluster, scopes: tuple[Scope, ...], steps: Sequence[Step]) -> Scope | None:
    """The call of a submodule that a layer does all of."""
    first, target = cluster.steps[0], cluster.steps[0].target
    if len(cluster.steps) == 1 and isinstance(target, nn.Module):
        return Scope(first.path, first.path, type(target))
    inner = scopes[-1] if scopes else None
    if inner is None or is_torch(inner) or is_container(inner):
        return None
    keys = [scope.key for scope in scopes]
    there = sum([scope.key for scope in step.scopes][: len(keys)] == keys for step in steps)
    return inner if there == len(cluster.steps) else None


def _name(cluster: Cluster, whole: Scope | None) -> str:
    return clean(whole.type_name, "Layer") if whole is not None else title_of(cluster.steps)


def _note(cluster: Cluster) -> str:
    """Where it comes from."""
    where = cluster.steps[0].where
    return f"As imported from {where}" if where else "As it was imported"


def _refused(step: Step, error: Exception) -> Unmapped:
    return Unmapped(f"{step.title}: {error}", step.where)


def shared(pieces: Iterable[Piece], model: nn.Module) -> list[Unmapped]:
    """Layers in Python one of whose weights another node uses, too: nodes of different kinds cannot share them."""
    users: dict[int, dict[str, Piece]] = {}
    for piece in pieces:
        for source in piece.weights.values():
            tensor = attribute(model, source)
            if isinstance(tensor, nn.Parameter):
                users.setdefault(id(tensor), {})[piece.path or source] = piece
    found: Mapping[int, Unmapped] = {
        id(piece): Unmapped(f"{piece.name}: it shares weights with another layer", piece.where)
        for several in users.values()
        if len(several) > 1
        for piece in several.values()
        if piece.node.kind == "Custom"
    }
    return list(found.values())
