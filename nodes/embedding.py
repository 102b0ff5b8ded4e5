"""Tables that turn numbers of tokens or categories into vectors."""

from __future__ import annotations

from typing import Literal

from nodes.base import INTEGER, Node, Port
from nodes.call import Call, nn
from nodes.param import param
from nodes.registry import node
from nodes.shape import Shape, ShapeError
from nodes.window import Windows, same

TABLE_HELP = "size of the table: numbers from 0 to one less can be looked up"


@node("Embedding", keywords=("token", "word", "category", "lookup", "table", "text"))
class Embedding(Node):
    """Looks up a learned vector for every token or category number."""

    inputs = (Port("x", ranks=(1, 2, 3), dtypes=INTEGER, layout="(N,) or (N, L) whole numbers"),)
    weighted = True
    passes = True
    formula = "y = W[x]"
    num_embeddings: int = param(1000, minimum=1, maximum=10_000_000, help=TABLE_HELP)
    embedding_dim: int = param(32, minimum=1, maximum=65536, help="length of a vector")
    padding_idx: int | None = param(
        None, minimum=0, maximum=10_000_000, help="number whose vector stays zero, for filling up", advanced=True
    )

    def build(self, x: Shape) -> Call:
        _check_padding(self.padding_idx, self.num_embeddings)
        return Call(nn.Embedding, self.num_embeddings, self.embedding_dim, **self.options("padding_idx"))

    def window(self, x: Shape, port: str) -> Windows:
        return same(x)

    def summary(self) -> str:
        return f"{self.num_embeddings} → {self.embedding_dim}"


@node("Embedding", keywords=("bag of words", "token", "category", "lookup", "table", "text", "mean of words"))
class EmbeddingBag(Node):
    """Looks up a learned vector for every token and sums them up at once: a text becomes one vector."""

    inputs = (Port("x", ranks=(2,), dtypes=INTEGER, layout="(N, L) whole numbers"),)
    weighted = True
    formula = "y = mean over l of W[x_l]"
    num_embeddings: int = param(1000, minimum=1, maximum=10_000_000, help=TABLE_HELP)
    embedding_dim: int = param(32, minimum=1, maximum=65536, help="length of a vector")
    mode: Literal["sum", "mean", "max"] = param("mean", help="how the vectors of a sample become one")
    padding_idx: int | None = param(
        None, minimum=0, maximum=10_000_000, help="number that is left out, for filling up", advanced=True
    )

    def build(self, x: Shape) -> Call:
        _check_padding(self.padding_idx, self.num_embeddings)
        options = self.options("mode", "padding_idx")
        return Call(nn.EmbeddingBag, self.num_embeddings, self.embedding_dim, **options)

    def summary(self) -> str:
        return f"{self.num_embeddings} → {self.embedding_dim} · {self.mode}"


def _check_padding(padding_idx: int | None, num_embeddings: int) -> None:
    if padding_idx is not None and padding_idx >= num_embeddings:
        raise ShapeError(f"expects padding_idx below num_embeddings = {num_embeddings}, got {padding_idx}")
