"""Branches that are cut and joined: cat, stack, split, chunk, unbind."""

import torch
from torch import Tensor, nn


class Joining(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Linear(12, 9)
        self.second = nn.Linear(9, 9)
        self.mix = nn.Linear(14, 6)

    def forward(self, x: Tensor) -> Tensor:
        a, b, c = torch.split(x, [2, 4, 6], dim=1)
        h = torch.relu(self.first(torch.cat((c, a, b), dim=1)))
        parts = torch.chunk(h, 3, dim=-1)
        stacked = torch.stack([*parts, parts[0] - parts[2]], dim=1)
        row, *others = stacked.unbind(1)
        total = row
        for other in others:
            total = total + other
        left, right = self.second(h).split([4, 5], dim=1)
        joined = torch.hstack([left, right, total])
        joined = torch.cat([joined, torch.stack((row.sum(1), b.amax(dim=1)), dim=-1)], -1)
        return self.mix(joined)


def make() -> nn.Module:
    return Joining()
