"""A classifier of texts: embedding, two layers of LSTM in both directions, its final states, a dense layer."""

import torch
import torch.nn.functional as F
from torch import Tensor, nn


class TextClassifier(nn.Module):
    def __init__(self, vocabulary: int = 60, width: int = 12, hidden: int = 10, classes: int = 4) -> None:
        super().__init__()
        self.embedding = nn.Embedding(vocabulary, width, padding_idx=0)
        self.lstm = nn.LSTM(width, hidden, num_layers=2, batch_first=True, bidirectional=True, dropout=0.2)
        self.norm = nn.LayerNorm(2 * hidden)
        self.fc1 = nn.Linear(2 * hidden, hidden)
        self.fc2 = nn.Linear(hidden, classes)

    def forward(self, tokens: Tensor) -> Tensor:
        x = self.embedding(tokens)
        _, (hidden, _) = self.lstm(x)
        x = self.norm(torch.cat([hidden[-2], hidden[-1]], dim=1))
        x = F.dropout(F.relu(self.fc1(x)), p=0.3, training=self.training)
        return self.fc2(x)


def make() -> nn.Module:
    return TextClassifier()
