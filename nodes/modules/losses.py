"""Losses that PyTorch lacks, or has with other arguments: each the mean over the
samples.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F


class FocalLoss(nn.Module):
    """Focal loss (Lin et al. 2017, arXiv:1708.02002) with softmax: scores (N, classes),
    class numbers (N,).
    """

    def __init__(self, gamma: float = 2.0) -> None:
        super().__init__()
        self.gamma = gamma

    def forward(self, x: Tensor, target: Tensor) -> Tensor:
        entropy = F.cross_entropy(x, target, reduction="none")
        unsure = -torch.expm1(-entropy)
        return (
            unsure.clamp_min(torch.finfo(x.dtype).tiny) ** self.gamma * entropy
        ).mean()


class BinaryFocalLoss(nn.Module):
    """Focal loss (Lin et al. 2017, arXiv:1708.02002) with sigmoid: scores and answers 0
    or 1 of one shape.
    """

    def __init__(self, gamma: float = 2.0, alpha: float = 0.25) -> None:
        super().__init__()
        self.gamma = gamma
        self.alpha = alpha

    def forward(self, x: Tensor, target: Tensor) -> Tensor:
        entropy = F.binary_cross_entropy_with_logits(x, target, reduction="none")
        chance = x.sigmoid()
        unsure = chance * (1 - target) + (1 - chance) * target
        share = self.alpha * target + (1 - self.alpha) * (1 - target)
        return (
            share * unsure.clamp_min(torch.finfo(x.dtype).tiny) ** self.gamma * entropy
        ).mean()


class DiceLoss(nn.Module):
    """One minus the overlap of areas (V-Net, Milletari et al. 2016, arXiv:1606.04797):
    scores and answers (N, ...).
    """

    def __init__(self, smooth: float = 1.0) -> None:
        super().__init__()
        self.smooth = smooth

    def forward(self, x: Tensor, target: Tensor) -> Tensor:
        found, true = x.sigmoid().flatten(1), target.flatten(1)
        overlap = 2 * (found * true).sum(1) + self.smooth
        whole = found.square().sum(1) + true.square().sum(1) + self.smooth
        return (1 - overlap / whole).mean()


class MultiLabelMarginLoss(nn.Module):
    """Every right label leads every wrong one by 1: scores and answers 0 or 1, both (N,
    labels).

    As torch.nn.MultiLabelMarginLoss, which takes the numbers of the right labels
    instead.
    """

    def forward(self, x: Tensor, target: Tensor) -> Tensor:
        gaps = torch.relu(1 - x.unsqueeze(2) + x.unsqueeze(1))
        pairs = target.unsqueeze(2) * (1 - target).unsqueeze(1)
        return (gaps * pairs).sum(dim=(1, 2)).mean() / x.shape[1]


class ContrastiveLoss(nn.Module):
    """Contrastive loss (Hadsell et al. 2006): two (N, features), 1 for alike and 0 for
    different (N,).
    """

    def __init__(self, margin: float = 1.0) -> None:
        super().__init__()
        self.margin = margin

    def forward(self, x1: Tensor, x2: Tensor, target: Tensor) -> Tensor:
        distance = F.pairwise_distance(x1, x2)
        apart = torch.relu(self.margin - distance).square()
        return (target * distance.square() + (1 - target) * apart).mean() / 2


class GaussianKLLoss(nn.Module):
    """Distance of N(mean, exp(logvar)) from N(0, 1) (Kingma and Welling 2014,
    arXiv:1312.6114): both (N, ...).
    """

    def forward(self, mean: Tensor, logvar: Tensor) -> Tensor:
        distance = (mean.square() + logvar.exp() - 1 - logvar) / 2
        return distance.flatten(1).sum(1).mean()


class LogCoshLoss(nn.Module):
    """Mean logarithm of the hyperbolic cosine of the error: answers and truths of one
    shape.
    """

    def forward(self, x: Tensor, target: Tensor) -> Tensor:
        error = x - target
        return torch.logaddexp(error, -error).mean() - 0.6931471805599453  # log 2


class QuantileLoss(nn.Module):
    """Pinball loss (Koenker and Bassett 1978), least where that share of the truths
    lies below the answer.
    """

    def __init__(self, quantile: float) -> None:
        super().__init__()
        self.quantile = quantile

    def forward(self, x: Tensor, target: Tensor) -> Tensor:
        above = target - x
        return torch.maximum(self.quantile * above, (self.quantile - 1) * above).mean()


class GaussianNLLLoss(nn.Module):
    """Negative log likelihood of a normal distribution (Nix and Weigend 1994): mean,
    truth, log of the variance.

    As torch.nn.GaussianNLLLoss, which takes the variance and refuses negative ones.
    """

    def __init__(self, full: bool = False) -> None:
        super().__init__()
        self.constant = 0.9189385332046727 if full else 0.0  # log(2π) / 2

    def forward(self, x: Tensor, target: Tensor, logvar: Tensor) -> Tensor:
        distance = (x - target).square() * torch.exp(-logvar)
        return (logvar + distance).mean() / 2 + self.constant
