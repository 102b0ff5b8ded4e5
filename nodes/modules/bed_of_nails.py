"""Bed-of-nails up-sampling (Dosovitskiy et al. 2015, arXiv:1411.5928: unpooling into
the corner of a block).
"""

from __future__ import annotations

import torch.nn.functional as F
from torch import Tensor, nn


class BedOfNails2d(nn.Module):
    """Puts every pixel into the upper left corner of a block of zeros: (N, C, H, W) ->
    (N, C, s H, s W).
    """

    def __init__(self, scale_factor: int | tuple[int, int]) -> None:
        super().__init__()
        self.scale_factor = (
            (scale_factor, scale_factor)
            if isinstance(scale_factor, int)
            else scale_factor
        )

    def forward(self, x: Tensor) -> Tensor:
        tall, wide = self.scale_factor
        blocks = F.pad(x[:, :, :, None, :, None], (0, wide - 1, 0, 0, 0, tall - 1))
        return blocks.flatten(4, 5).flatten(2, 3)
