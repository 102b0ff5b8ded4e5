"""Weights that a run begins with instead of fresh ones, matched by name and shape, with what became of each."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from torch import Tensor

from app.compile.empty import compile_bare
from app.compile.kept import renew_constants
from app.compile.module import Compiled
from app.errors import RunError
from app.graph.project import Project


@dataclass(frozen=True, slots=True)
class Carried:
    """What a network began with, by the names of its tensors.

    Attributes:
        origin: where the weights come from.
        kept: as they were there.
        grown: made wider from those that were there.
        new: fresh.
        left: of the origin, without a place of their shape in the drawing.
        key: of the start.
    """

    origin: str
    kept: tuple[str, ...]
    grown: tuple[str, ...]
    new: tuple[str, ...]
    left: tuple[str, ...] = ()
    key: str = ""

    @property
    def counts(self) -> str:
        """``12 tensors kept, 3 grown, 6 new``."""
        counts = [
            (len(self.kept), "kept"),
            (len(self.grown), "grown"),
            (len(self.new), "new"),
            (len(self.left), "left"),
        ]
        told = [f"{count} {word}" for count, word in counts if count or word == "kept"]
        told[0] = told[0].replace(" ", " tensor " if told[0].startswith("1 ") else " tensors ", 1)
        return ", ".join(told)

    @property
    def sentence(self) -> str:
        """``starts from run first: 12 tensors kept, 3 grown, 6 new``."""
        return f"starts from {self.origin}: {self.counts}"

    @property
    def facts(self) -> dict[str, Any]:
        """For run.json."""
        lists = {"kept": self.kept, "grown": self.grown, "new": self.new, "left": self.left}
        return {"from": self.origin, "key": self.key} | {name: list(names) for name, names in lists.items()}


@dataclass(frozen=True, eq=False, slots=True)
class WarmStart:
    """Weights to begin with.

    Attributes:
        origin: where they come from, in words.
        weights: tensors and buffers by name.
        grown: names of those that were made wider since.
        new: names of those that nothing has trained yet.
        before: as they were one change of the drawing earlier; serves where that change was taken back.
        key: tells it from every other start; a run says which it took over.
    """

    origin: str
    weights: Mapping[str, Tensor]
    grown: frozenset[str] = frozenset()
    new: frozenset[str] = frozenset()
    before: WarmStart | None = None
    key: str = field(default_factory=lambda: uuid.uuid4().hex)

    @property
    def carried(self) -> Carried:
        """What became of the weights of one change earlier; all of them are told, whether they fit a drawing or not."""
        names = self.weights.keys()
        new, before = names & self.new, self.before.weights.keys() if self.before else set[str]()
        grown = (names & self.grown) - new
        sets = (names - grown - new, grown, new, before - names)
        kept, grown_, new_, left = (tuple(sorted(each)) for each in sets)
        return Carried(self.origin, kept, grown_, new_, left, self.key)

    def fitting(self, own: Mapping[str, Tensor]) -> tuple[dict[str, Tensor], Carried]:
        """The newest tensors for every module of a network whose shapes they have, and what became of all of them.

        A module takes all its tensors from one version or none: the running mean of a normalization means nothing
        without its variance.
        """
        found: dict[str, Tensor] = {}
        kept, grown, new = list[str](), list[str](), list[str]()
        for source, names in self._sources(own):
            for name in names:
                if source is not None:
                    found[name] = source.weights[name]
                fresh = source is None or name in source.new
                (new if fresh else grown if source and name in source.grown else kept).append(name)
        unfit = set(new) - self.new
        left = tuple(name for name in self.weights if name not in own or name in unfit)
        return found, Carried(self.origin, tuple(kept), tuple(grown), tuple(new), left, self.key)

    def used(self, own: Mapping[str, Tensor]) -> set[WarmStart]:
        """The versions that a network takes its tensors from."""
        return {source for source, _ in self._sources(own) if source is not None}

    def flat(self, own: Mapping[str, Tensor]) -> WarmStart:
        """One version that serves a network as all of them do; what does not fit it now is kept all the same."""
        found, carried = self.fitting(own)
        names = found.keys()
        grown = (self.grown - names) | (names & set(carried.grown))
        new = (self.new - names) | (names & set(carried.new))
        return replace(self, weights={**self.weights, **found}, grown=grown, new=new, before=None)

    def known_as(self, key: str) -> WarmStart:
        """The same under another key."""
        return replace(self, key=key)

    def again(self) -> WarmStart:
        """The same as a start of its own, whatever has taken this one over."""
        return self.known_as(uuid.uuid4().hex)

    def require_fit(self, own: Mapping[str, Tensor]) -> None:
        """Make sure that a network (names and shapes will do) has something to begin with.

        Raises:
            RunError: nothing fits.
        """
        if not self.fitting(own)[0]:
            raise RunError(f"none of the weights from {self.origin} fits the drawing, neither by name nor by shape")

    def put(self, compiled: Compiled) -> Carried:
        """Copy what fits into a network, wherever its weights are.

        Raises:
            RunError: nothing fits; the network is as it was.
        """
        own = compiled.root.state_dict()
        self.require_fit(own)
        found, carried = self.fitting(own)
        compiled.root.load_state_dict(found, strict=False)
        renew_constants(compiled.root)
        return carried

    def _holds(self, names: Iterable[str], own: Mapping[str, Tensor]) -> bool:
        return all(_fits(self.weights.get(name), own[name]) for name in names)

    def _sources(self, own: Mapping[str, Tensor]) -> Iterator[tuple[WarmStart | None, list[str]]]:
        """The newest version that holds a module's tensors, None where there is none; module by module."""
        for names in _modules(own).values():
            yield next((each for each in self._versions() if each._holds(names, own)), None), names

    def _versions(self) -> Iterator[WarmStart]:
        version: WarmStart | None = self
        while version is not None:
            yield version
            version = version.before


def _modules(own: Mapping[str, Tensor]) -> dict[str, list[str]]:
    """The names of tensors by the module that holds them."""
    found: dict[str, list[str]] = {}
    for name in own:
        found.setdefault(name.rpartition(".")[0] or name, []).append(name)
    return found


def _fits(value: Tensor | None, place: Tensor) -> bool:
    return value is not None and value.shape == place.shape and value.dtype == place.dtype


def names_and_shapes(project: Project) -> dict[str, Tensor]:
    """The state dict of a drawing whose weights are to come. Draws nothing from torch's global generators.

    Raises:
        RunError: the drawing cannot run.
    """
    return compile_bare(project).root.state_dict()
