"""A Siamese net: one encoder for both pictures, their distance and their angle decide."""

import torch
import torch.nn.functional as F
from torch import Tensor, nn


class Encoder(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(1, 6, 3),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Conv2d(6, 12, 3),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Flatten(),
        )
        self.embed = nn.Linear(12 * 2 * 2, 16)

    def forward(self, x: Tensor) -> Tensor:
        return torch.tanh(self.embed(self.features(x)))


class Siamese(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.encoder = Encoder()
        self.distance = nn.Linear(16, 1)

    def forward(self, first: Tensor, second: Tensor) -> Tensor:
        a, b = self.encoder(first), self.encoder(second)
        angle = F.cosine_similarity(a, b, dim=1).unsqueeze(1)
        return torch.sigmoid(self.distance(torch.abs(a - b)) + angle)


def make() -> nn.Module:
    return Siamese()
