"""Convolution with weight standardization (Qiao et al. 2019, arXiv:1903.10520)."""

from __future__ import annotations

from torch import Tensor, nn


class WeightStandardizedConv2d(nn.Conv2d):
    """Conv2d whose filters have zero mean and unit variance when they are used; the
    weights are stored as learned.
    """

    def forward(self, x: Tensor) -> Tensor:
        centred = self.weight - self.weight.mean(dim=(1, 2, 3), keepdim=True)
        spread = (centred.square().mean(dim=(1, 2, 3), keepdim=True) + 1e-5).sqrt()
        filtered: Tensor = self._conv_forward(x, centred / spread, self.bias)
        return filtered
