"""Several heads whose results are given as a dictionary, one of them inside another dictionary."""

import torch
import torch.nn.functional as F
from torch import Tensor, nn


class Detector(nn.Module):
    def __init__(self, classes: int = 3) -> None:
        super().__init__()
        self.backbone = nn.Sequential(nn.Conv2d(3, 8, 3, stride=2, padding=1), nn.BatchNorm2d(8), nn.SiLU())
        self.classify = nn.Linear(8, classes)
        self.boxes = nn.Sequential(nn.Linear(8, 16), nn.ReLU(), nn.Linear(16, 4), nn.Sigmoid())

    def forward(self, image: Tensor) -> dict[str, Tensor | dict[str, Tensor]]:
        features = self.backbone(image)
        pooled = features.mean(dim=[2, 3])
        logits = self.classify(pooled)
        return {
            "logits": logits,
            "boxes": self.boxes(pooled),
            "extra": {"probabilities": F.softmax(logits, dim=1), "heat": torch.amax(features, dim=1)},
        }


def make() -> nn.Module:
    return Detector()
