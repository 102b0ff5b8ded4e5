"""Products of matrices: einsum, matmul and bmm, of activations and of bare parameters."""

import torch
import torch.nn.functional as F
from torch import Tensor, nn


class Products(nn.Module):
    def __init__(self, width: int = 8, heads: int = 2, ranks: int = 3) -> None:
        super().__init__()
        self.query = nn.Parameter(torch.randn(heads, width, width // heads) * 0.3)
        self.key = nn.Parameter(torch.randn(heads, width, width // heads) * 0.3)
        self.down = nn.Parameter(torch.randn(ranks, width) * 0.3)
        self.up = nn.Parameter(torch.randn(width, ranks) * 0.3)
        self.bias = nn.Parameter(torch.zeros(width))
        self.relation = nn.Bilinear(width, width, 4)

    def forward(self, x: Tensor) -> Tensor:
        q = torch.einsum("bld,hdk->bhlk", x, self.query)
        k = torch.einsum("bld,hdk->bhlk", x, self.key)
        scores = torch.einsum("bhik,bhjk->bhij", q, k).softmax(-1)
        mixed = torch.matmul(scores, x.unsqueeze(1)).mean(1)
        low = F.linear(F.linear(mixed, self.down), self.up, self.bias)
        gram = torch.bmm(low, low.transpose(1, 2))
        pooled = (gram @ x).sum(1)
        outer = pooled.unsqueeze(2) * pooled.unsqueeze(1)
        return self.relation(pooled, outer.diagonal(dim1=1, dim2=2))


def make() -> nn.Module:
    return Products()
