"""A Fourier neural operator (Li et al., 2021): complex numbers between calls, and complex weights."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn


class Spectral(nn.Module):
    """Multiplies the lowest frequencies with weights of their own."""

    def __init__(self, channels: int, modes: int) -> None:
        super().__init__()
        self.modes = modes
        self.weight = nn.Parameter(torch.randn(channels, channels, modes, dtype=torch.cfloat))

    def forward(self, x: Tensor) -> Tensor:
        spectrum = torch.fft.rfft(x)
        low = torch.einsum("bix,iox->box", spectrum[:, :, : self.modes], self.weight)
        high = torch.zeros(x.shape[0], x.shape[1], spectrum.shape[-1] - self.modes, dtype=torch.cfloat, device=x.device)
        return torch.fft.irfft(torch.cat([low, high], dim=-1), n=x.shape[-1])


class Fourier(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.enter = nn.Conv1d(2, 6, 1)
        self.first, self.second = Spectral(6, 4), Spectral(6, 4)
        self.leave = nn.Conv1d(6, 1, 1)

    def forward(self, x: Tensor) -> Tensor:
        x = self.enter(x)
        return self.leave(F.gelu(self.second(F.gelu(self.first(x)))))


def make() -> nn.Module:
    return Fourier()
