"""Cutting a picture to the size of another one."""

from __future__ import annotations

from torch import Tensor, nn


class CropLike2d(nn.Module):
    """Cuts the middle of x out, as large as another picture: x (N, C, H, W), like (N,
    D, h, w) -> (N, C, h, w).

    The skip connections of a U-Net without padding (Ronneberger et al. 2015,
    arXiv:1505.04597). The sizes are read when it is called, so pictures of any size
    pass. An odd rest is cut at the bottom and on the right.
    """

    def forward(self, x: Tensor, like: Tensor) -> Tensor:
        height, width = like.shape[2:]
        top, left = (x.shape[2] - height) // 2, (x.shape[3] - width) // 2
        return x[:, :, top : top + height, left : left + width]
