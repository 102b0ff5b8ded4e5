"""The bundled digits CNN and its training loop as one would write them without Netloom."""

from __future__ import annotations

import time

import torch
import torch.nn.functional as F
from torch import Tensor, nn


class DigitsCNN(nn.Module):
    """resources/examples/digits-cnn.netloom by hand."""

    def __init__(self) -> None:
        super().__init__()
        self.conv_1 = nn.Conv2d(1, 24, 3, padding=1, bias=False)
        self.norm_1 = nn.BatchNorm2d(24)
        self.conv_2 = nn.Conv2d(24, 48, 3, padding=1, bias=False)
        self.norm_2 = nn.BatchNorm2d(48)
        self.conv_3 = nn.Conv2d(48, 96, 3, padding=1, bias=False)
        self.norm_3 = nn.BatchNorm2d(96)
        self.dropout = nn.Dropout(0.3)
        self.linear_1 = nn.Linear(384, 10)

    def forward(self, x: Tensor) -> Tensor:
        x = F.relu(self.norm_1(self.conv_1(x)))
        x = F.max_pool2d(F.relu(self.norm_2(self.conv_2(x))), 2)
        x = F.max_pool2d(F.relu(self.norm_3(self.conv_3(x))), 2)
        return self.linear_1(self.dropout(x.flatten(1)))


class Loop:
    """A plain training loop: permutation, batch, forward, backward, step. No records, no checks."""

    def __init__(self, model: nn.Module, x: Tensor, y: Tensor, batch: int, steps: int) -> None:
        self.model, self.x, self.y, self.batch = model, x, y, batch
        self.optimizer = torch.optim.AdamW(model.parameters(), lr=0.01, weight_decay=0.01, fused=True)
        self.schedule = torch.optim.lr_scheduler.OneCycleLR(self.optimizer, 0.01, total_steps=steps)

    def epoch(self) -> list[float]:
        """One pass; seconds of every step."""
        self.model.train()
        seconds = []
        permutation = torch.randperm(len(self.x))
        began = time.perf_counter()
        for start in range(0, len(self.x), self.batch):
            rows = permutation[start : start + self.batch]
            self.optimizer.zero_grad(set_to_none=True)
            F.cross_entropy(self.model(self.x[rows]), self.y[rows]).backward()
            self.optimizer.step()
            self.schedule.step()
            now = time.perf_counter()
            seconds.append(now - began)
            began = now
        return seconds
