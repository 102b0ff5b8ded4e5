"""Arithmetic with parameters and buffers: standardised input, a learned gate, a temperature, comparisons."""

import torch
from torch import Tensor, nn


class Arithmetic(nn.Module):
    def __init__(self, features: int = 6) -> None:
        super().__init__()
        self.scale = nn.Parameter(torch.linspace(0.5, 1.5, features))
        self.shift = nn.Parameter(torch.zeros(features))
        self.temperature = nn.Parameter(torch.tensor(2.0))
        self.weight = nn.Parameter(torch.linspace(-1, 1, features * 4).reshape(4, features))
        self.register_buffer("mean", torch.linspace(-0.2, 0.3, features))
        self.register_buffer("std", torch.linspace(0.9, 1.3, features))
        self.register_buffer("border", torch.tensor(0.25))

    def forward(self, x: Tensor) -> Tensor:
        x = (x - self.mean) / self.std
        y = self.scale * x + self.shift
        gate = 1 / (1 + torch.exp(-y * self.temperature))
        y = torch.where(y > self.border, gate * y, 0.1 * x**2 - 3)
        y = torch.clamp(y, min=-2.0, max=2.0) + x.abs().sqrt() - torch.log1p(x.pow(2))
        bounded = torch.maximum(y, -x).mean(dim=1, keepdim=True)
        return (y - bounded) @ self.weight.t() / self.weight.norm()


def make() -> nn.Module:
    return Arithmetic()
