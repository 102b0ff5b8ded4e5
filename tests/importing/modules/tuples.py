"""Results as tuples, one of which nobody uses: a variational autoencoder with an attention that returns its weights."""

import torch.nn.functional as F
from torch import Tensor, nn


class Attend(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.score = nn.Linear(width, 1)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        weights = F.softmax(self.score(x), dim=1)
        return (weights * x).sum(dim=1), weights.squeeze(-1)


class Encoder(nn.Module):
    def __init__(self, width: int, hidden: int) -> None:
        super().__init__()
        self.gru = nn.GRU(width, hidden, batch_first=True)
        self.attend = Attend(hidden)
        self.mean = nn.Linear(hidden, 3)
        self.log_variance = nn.Linear(hidden, 3)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        steps, _ = self.gru(x)
        pooled, _ = self.attend(steps)
        return pooled, self.mean(pooled), self.log_variance(pooled)


class Autoencoder(nn.Module):
    def __init__(self, width: int = 5, hidden: int = 8) -> None:
        super().__init__()
        self.encoder = Encoder(width, hidden)
        self.decode = nn.Sequential(nn.Linear(3, hidden), nn.Tanh(), nn.Linear(hidden, width))

    def forward(self, x: Tensor) -> tuple[Tensor, tuple[Tensor, Tensor]]:
        _, mean, log_variance = self.encoder(x)
        return self.decode(mean), (mean, log_variance)


def make() -> nn.Module:
    return Autoencoder()
