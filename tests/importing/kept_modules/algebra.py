"""Linear algebra: several results, one of them unused, a parameter as an argument, a complex table."""

from __future__ import annotations

import torch
from torch import Tensor, nn


class Algebra(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.basis = nn.Parameter(torch.eye(4) + 0.1 * torch.randn(4, 4))
        self.line = nn.Linear(4, 4)

    def forward(self, x: Tensor) -> tuple[Tensor, dict[str, Tensor]]:
        q, r = torch.linalg.qr(x)
        _, places = torch.cummax(x, dim=1)
        solved = torch.linalg.solve(self.basis, self.line(q))
        turns = torch.exp(1j * torch.tensor([0.1, 1e-17, 2.5, -3.0]))
        return solved, {"size": torch.linalg.slogdet(r)[1], "places": places, "turned": (r * turns).abs()}


def make() -> nn.Module:
    return Algebra()
