"""Old weights as wider ones: copies for who gives, shares for who reads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

import torch
from torch import Generator, Tensor

from app.compile.widening.units import Gather


def gathered(weights: Mapping[str, Tensor], gathers: Iterable[Gather], seed: int = 0) -> dict[str, Tensor]:
    """The weights of a widened network that says what the old one said.

    Copies of a unit have all its numbers. Where a layer reads them, its weight is shared among them in random parts
    that add up to it, instead of the paper's equal ones: with equal parts all copies would get the same gradient and
    stay equal for ever (the paper adds noise against that, which changes the network).

    Args:
        weights: by name; those that nothing widens are passed on as they are.
        gathers: from `app.compile.widening.tensors.widening`; names without a tensor (a layer
            without bias) are passed over.
        seed: of the shares.

    Raises:
        IndexError: a gather asks for a place that its tensor does not have.
    """
    found = dict(weights)
    generator = torch.Generator().manual_seed(seed)
    for gather in gathers:
        if gather.name in found:
            found[gather.name] = _grown(found[gather.name], gather, generator)
    return found


def _grown(value: Tensor, gather: Gather, generator: Generator) -> Tensor:
    origin = torch.tensor(gather.origin, device=value.device)
    wider = value.index_select(gather.axis, origin)
    if not gather.shared:
        return wider
    parts = _shared(value.movedim(gather.axis, 0), wider.movedim(gather.axis, 0), gather.origin, generator)
    return parts.movedim(0, gather.axis).contiguous()


def _shared(old: Tensor, wider: Tensor, origin: tuple[int, ...], generator: Generator) -> Tensor:
    """Every number in parts between a half and one and a half of its equal share; the last copy has what is left.

    Parts are multiples of the number's last bit, so that they add up to it without rounding.
    """
    last_bit = (torch.nextafter(old.abs(), torch.full_like(old, torch.inf)) - old.abs()).double()
    counts = Counter(origin)
    parts = wider.clone()
    given = torch.zeros_like(old)
    seen: Counter[int] = Counter()
    for place, source in enumerate(origin):
        seen[source] += 1
        if counts[source] == 1:
            continue
        if seen[source] == counts[source]:
            parts[place] = old[source] - given[source]
            continue
        draw = torch.rand(old[source].shape, generator=generator, dtype=torch.float64).to(old.device) + 0.5
        part = (old[source].double() * draw / counts[source] / last_bit[source]).round() * last_bit[source]
        parts[place] = part.to(old.dtype)
        given[source] += parts[place]
    return parts
