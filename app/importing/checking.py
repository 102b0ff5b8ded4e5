"""The import against the original: live, saved and loaded, and as generated source, number by number."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import torch
from safetensors.torch import load, save
from torch import Tensor, nn

from app.compile.drawing import infer
from app.compile.empty import compile_with_weights
from app.compile.module import Compiled
from app.compile.source.writer import source_of
from app.graph.files.format import dump, parse
from app.graph.project import Project

BATCHES = (1, 2, 7)


@dataclass(frozen=True, slots=True)
class Checked:
    """Largest difference from the original over all outputs and batches: 0.0 is the same bits, inf another form.

    Attributes:
        live: of the compiled drawing.
        loaded: after project and weights were written and read.
        source: of the generated Python source.
    """

    live: float
    loaded: float
    source: float

    @property
    def largest(self) -> float:
        return max(self.live, self.loaded, self.source)

    @property
    def exact(self) -> bool:
        return self.largest == 0.0

    @property
    def sentence(self) -> str:
        """``the same bits as the original at batches 1, 2, 7; also saved and loaded, and as Python source``."""
        batches = ", ".join(map(str, BATCHES))
        if self.exact:
            return f"the same bits as the original at batches {batches}; also saved and loaded, and as Python source"
        return f"max difference {self.largest:.1g} from the original at batches {batches}"


def check(
    model: nn.Module, examples: Mapping[str, Tensor], project: Project, compiled: Compiled, weights: dict[str, Tensor]
) -> Checked:
    """Compare all readings of an import with the original, which is in evaluation mode."""
    cases = [{name: rows(tensor, batch) for name, tensor in examples.items()} for batch in BATCHES]
    with _alike():
        expected = [flat(model(**{name: tensor.clone() for name, tensor in case.items()})) for case in cases]

    def apart(answer: Callable[..., Any]) -> float:
        with _alike():
            answers = [flat(answer(*(tensor.clone() for tensor in case.values()))) for case in cases]
        pairs = zip(expected, answers, strict=True)
        return max(_difference(one, other) for pair in pairs for one, other in _paired(*pair))

    fresh = compile_with_weights(parse(dump(project)), load(save(weights)))
    return Checked(apart(compiled.model), apart(fresh.model), apart(_from_source(project, compiled)))


@contextmanager
def _alike() -> Iterator[None]:
    """Answers that draw random numbers draw the same ones."""
    with torch.inference_mode(), torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        yield


def rows(example: Tensor, batch: int) -> Tensor:
    """A batch made of the example's samples: made-up numbers could be no tokens of the module."""
    return example[torch.arange(batch) % len(example)]


def flat(results: Any) -> list[Tensor]:
    """The tensors in what a module returns, in order, through tuples and dictionaries."""
    if isinstance(results, Tensor):
        return [results]
    parts = results.values() if isinstance(results, Mapping) else results if isinstance(results, tuple | list) else ()
    return [tensor for part in parts for tensor in flat(part)]


def _from_source(project: Project, compiled: Compiled) -> nn.Module:
    source = source_of(infer(project))
    space: dict[str, Any] = {"__name__": "imported"}
    exec(compile(source.text, "<imported>", "exec"), space)  # noqa: S102  (our own text)
    with torch.random.fork_rng(devices=[]):
        made: nn.Module = space[source.class_name]()
    made.load_state_dict(compiled.model.state_dict())
    return made.eval()


def _paired(expected: Sequence[Tensor], given: Sequence[Tensor]) -> list[tuple[Tensor, Tensor | None]]:
    filled = [*given, *[None] * (len(expected) - len(given))]
    return list(zip(expected, filled, strict=False))


def _difference(expected: Tensor, given: Tensor | None) -> float:
    if given is None or expected.shape != given.shape or expected.dtype != given.dtype:
        return float("inf")
    if torch.equal(expected, given):
        return 0.0
    one, other = expected.double(), given.double()
    if not torch.equal(one.isnan(), other.isnan()):
        return float("inf")
    apart = (one - other).abs()
    return float(apart[~(apart.isnan())].max()) if bool((~apart.isnan()).any()) else 0.0
