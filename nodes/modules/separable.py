"""Depthwise separable convolution (Chollet 2017, arXiv:1610.02357)."""

from __future__ import annotations

from torch import Tensor, nn


class SeparableConv2d(nn.Module):
    """Filters every channel by itself, then mixes the channels: (N, C, H, W) -> (N,
    out_channels, H', W').
    """

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: int | tuple[int, int],
        stride: int | tuple[int, int] = 1,
        padding: int | tuple[int, int] = 0,
        dilation: int | tuple[int, int] = 1,
        multiplier: int = 1,
        bias: bool = True,
    ) -> None:
        super().__init__()
        inner = in_channels * multiplier
        self.depthwise = nn.Conv2d(
            in_channels,
            inner,
            kernel_size,
            stride,
            padding,
            dilation,
            groups=in_channels,
            bias=False,
        )
        self.pointwise = nn.Conv2d(inner, out_channels, 1, bias=bias)

    def forward(self, x: Tensor) -> Tensor:
        mixed: Tensor = self.pointwise(self.depthwise(x))
        return mixed
