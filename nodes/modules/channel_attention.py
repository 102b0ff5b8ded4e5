"""Attention over the channels and over the places of a picture."""

from __future__ import annotations

import torch
from torch import Tensor, nn


class SqueezeExcite(nn.Module):
    """Squeeze and excitation (Hu et al. 2018, arXiv:1709.01507): scales each channel by
    what all channels show.

    Means over the picture, two linear maps with ReLU between, sigmoid. (N, C, H, W) ->
    the same shape.
    """

    def __init__(self, channels: int, hidden_channels: int) -> None:
        super().__init__()
        self.squeeze = nn.Linear(channels, hidden_channels)
        self.excite = nn.Linear(hidden_channels, channels)

    def forward(self, x: Tensor) -> Tensor:
        hidden = torch.relu(self.squeeze(x.mean(dim=(2, 3))))
        gates: Tensor = torch.sigmoid(self.excite(hidden))
        return x * gates.unsqueeze(-1).unsqueeze(-1)


class ChannelAttention(nn.Module):
    """Channel attention of CBAM (Woo et al. 2018, arXiv:1807.06521): as squeeze and
    excitation, with maxima too.

    Means and maxima over the picture pass the same two linear maps. (N, C, H, W) -> the
    same shape.
    """

    def __init__(self, channels: int, hidden_channels: int) -> None:
        super().__init__()
        self.squeeze = nn.Linear(channels, hidden_channels)
        self.excite = nn.Linear(hidden_channels, channels)

    def forward(self, x: Tensor) -> Tensor:
        seen = torch.stack((x.mean(dim=(2, 3)), x.amax(dim=(2, 3))))
        gates = torch.sigmoid(self.excite(torch.relu(self.squeeze(seen))).sum(dim=0))
        return x * gates.unsqueeze(-1).unsqueeze(-1)


class SpatialAttention(nn.Module):
    """Spatial attention of CBAM (Woo et al. 2018, arXiv:1807.06521): scales each place
    of a picture.

    Mean and maximum over the channels, one convolution, sigmoid. (N, C, H, W) -> the
    same shape.
    """

    def __init__(self, kernel_size: int = 7) -> None:
        super().__init__()
        self.conv = nn.Conv2d(2, 1, kernel_size, padding=kernel_size // 2, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        seen = torch.cat(
            (x.mean(dim=1, keepdim=True), x.amax(dim=1, keepdim=True)), dim=1
        )
        gates: Tensor = torch.sigmoid(self.conv(seen))
        return x * gates
