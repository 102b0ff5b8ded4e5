"""Which traced tensor arrives at which port."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import permutations
from typing import Any

from nodes.base import Port
from nodes.shape import Shape

_MOST_PERMUTED = 3


@dataclass(frozen=True, slots=True)
class Assignment:
    """Numbers of the tensors that arrive at every connected port."""

    ports: tuple[tuple[str, tuple[int, ...]], ...]

    def numbers(self) -> dict[str, tuple[int, ...]]:
        return dict(self.ports)

    def arguments(self, ports: Sequence[Port], shapes: Sequence[Shape]) -> list[Any]:
        """What `Node.build` takes."""
        given = self.numbers()
        found: list[Any] = []
        for port in ports:
            arriving = tuple(shapes[number] for number in given.get(port.name, ()))
            found.append(arriving if port.many else arriving[0] if arriving else None)
        return found

    def shapes(self, ports: Sequence[Port], shapes: Sequence[Shape]) -> list[tuple[Port, Shape]]:
        """Every arriving shape beside its port."""
        given = self.numbers()
        return [(port, shapes[number]) for port in ports for number in given.get(port.name, ())]


def assignments(ports: Sequence[Port], count: int, order: Sequence[int] | None = None) -> Iterator[Assignment]:
    """Ways in which the tensors can arrive: each once, as often as they stand in the call, in other orders.

    Args:
        count: number of different tensors.
        order: their numbers as they stand in the call; each once by default.
    """
    given = tuple(order) if order is not None else tuple(range(count))
    seen: set[tuple[int, ...]] = set()
    for numbers in (tuple(dict.fromkeys(given)), given, *_reordered(tuple(dict.fromkeys(given)))):
        if numbers not in seen:
            seen.add(numbers)
            yield from _laid(ports, numbers)


def _reordered(numbers: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    if len(numbers) <= _MOST_PERMUTED:
        yield from permutations(numbers)


def _laid(ports: Sequence[Port], numbers: tuple[int, ...]) -> Iterator[Assignment]:
    """The tensors laid to the ports in their order; what is left over is left open where it may be."""
    if len(ports) == 1 and ports[0].many:
        if numbers:
            yield Assignment(((ports[0].name, numbers),))
        return
    required = sum(not port.optional for port in ports)
    if any(port.many for port in ports) or not required <= len(numbers) <= len(ports):
        return
    laid = tuple((port.name, (number,)) for port, number in zip(ports, numbers, strict=False))
    if all(port.optional for port in ports[len(numbers) :]):
        yield Assignment(laid)
