"""A small Inception net: four branches side by side, pooling as functions, a dropout before the last layer."""

import torch
import torch.nn.functional as F
from torch import Tensor, nn


class ConvBlock(nn.Module):
    def __init__(self, in_channels: int, out_channels: int, **options) -> None:
        super().__init__()
        self.conv = nn.Conv2d(in_channels, out_channels, bias=False, **options)
        self.bn = nn.BatchNorm2d(out_channels, eps=0.001)

    def forward(self, x: Tensor) -> Tensor:
        return F.relu(self.bn(self.conv(x)), inplace=True)


class Inception(nn.Module):
    def __init__(self, in_channels: int, ch1: int, red3: int, ch3: int, red5: int, ch5: int, pool: int) -> None:
        super().__init__()
        self.branch1 = ConvBlock(in_channels, ch1, kernel_size=1)
        self.branch2 = nn.Sequential(
            ConvBlock(in_channels, red3, kernel_size=1), ConvBlock(red3, ch3, kernel_size=3, padding=1)
        )
        self.branch3 = nn.Sequential(
            ConvBlock(in_channels, red5, kernel_size=1), ConvBlock(red5, ch5, kernel_size=5, padding=2)
        )
        self.branch4 = ConvBlock(in_channels, pool, kernel_size=1)

    def forward(self, x: Tensor) -> Tensor:
        pooled = F.max_pool2d(x, kernel_size=3, stride=1, padding=1)
        return torch.cat([self.branch1(x), self.branch2(x), self.branch3(x), self.branch4(pooled)], 1)


class InceptionNet(nn.Module):
    def __init__(self, classes: int = 7) -> None:
        super().__init__()
        self.stem = ConvBlock(3, 8, kernel_size=3, padding=1)
        self.inception1 = Inception(8, 4, 4, 8, 2, 4, 4)
        self.inception2 = Inception(20, 8, 4, 12, 4, 6, 6)
        self.dropout = nn.Dropout(0.4)
        self.fc = nn.Linear(32, classes)

    def forward(self, x: Tensor) -> Tensor:
        x = F.avg_pool2d(self.stem(x), 2)
        x = self.inception2(self.inception1(x))
        x = F.adaptive_avg_pool2d(x, 1)
        x = x.view(x.size(0), -1)
        return self.fc(self.dropout(x))


def make() -> nn.Module:
    return InceptionNet()
