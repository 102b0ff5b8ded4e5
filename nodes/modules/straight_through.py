"""Two values, the gradient of a line (Bengio et al. 2013, arXiv:1308.3432; Hubara et
al. 2016, arXiv:1602.02830).
"""

from __future__ import annotations

from torch import Tensor, nn


class Step(nn.Module):
    """1 from zero on, 0 below; the gradient passes unchanged where the number lies
    between -1 and 1.
    """

    def forward(self, x: Tensor) -> Tensor:
        line = x.clamp(-1, 1)
        return (x >= 0).to(x.dtype) + (line - line.detach())


class Sign(nn.Module):
    """1 from zero on, -1 below; the gradient passes unchanged where the number lies
    between -1 and 1.
    """

    def forward(self, x: Tensor) -> Tensor:
        line = x.clamp(-1, 1)
        return (x >= 0).to(x.dtype) * 2 - 1 + (line - line.detach())
