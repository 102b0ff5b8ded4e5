"""Spatial pyramid pooling (He et al. 2014, arXiv:1406.4729)."""

from __future__ import annotations

import torch
from torch import Tensor, nn


class SpatialPyramidPool2d(nn.Module):
    """Largest value or mean of every cell of several grids: (N, C, H, W) -> (N, C * sum
    of level * level).

    Cell i of a side of n pixels with k cells reaches from floor(i n / k) to ceil((i +
    1) n / k).
    """

    def __init__(self, levels: tuple[int, ...], mode: str = "max") -> None:
        super().__init__()
        self.levels = levels
        self.mode = mode

    def forward(self, x: Tensor) -> Tensor:
        return torch.cat(
            [self.grid(x, level).flatten(1) for level in self.levels], dim=1
        )

    def grid(self, x: Tensor, level: int) -> Tensor:
        """The cells of one grid: (N, C, level, level).

        Rows first, then columns: neither a mean nor a maximum minds.
        """
        for dim in (2, 3):
            size = x.shape[dim]
            cells = [
                x.narrow(
                    dim,
                    i * size // level,
                    -(-(i + 1) * size // level) - i * size // level,
                )
                for i in range(level)
            ]
            pooled = [
                cell.mean(dim, keepdim=True)
                if self.mode == "mean"
                else cell.amax(dim, keepdim=True)
                for cell in cells
            ]
            x = torch.cat(pooled, dim)
        return x
