"""Tables that turn numbers of tokens or categories into vectors."""

from __future__ import annotations

from nodes.base import INTEGER, Node, Port
from nodes.call import Call, nn
from nodes.param import param
from nodes.registry import node
from nodes.shape import Shape, ShapeError


@node("Embedding", keywords=("token", "word", "category", "lookup", "table", "text"))
class Embedding(Node):
    """Looks up a learned vector for every token or category number."""

    inputs = (Port("x", ranks=(1, 2, 3), dtypes=INTEGER, layout="(N,) or (N, L) whole numbers"),)
    weighted = True
    formula = "y = W[x]"
    num_embeddings: int = param(
        1000, minimum=1, maximum=10_000_000, help="size of the table: numbers from 0 to one less can be looked up"
    )
    embedding_dim: int = param(32, minimum=1, maximum=65536, help="length of a vector")
    padding_idx: int | None = param(
        None, minimum=0, maximum=10_000_000, help="number whose vector stays zero, for filling up", advanced=True
    )

    def build(self, x: Shape) -> Call:
        if self.padding_idx is not None and self.padding_idx >= self.num_embeddings:
            raise ShapeError(
                f"expects padding_idx below num_embeddings = {self.num_embeddings}, got {self.padding_idx}"
            )
        return Call(nn.Embedding, self.num_embeddings, self.embedding_dim, **self.options("padding_idx"))

    def summary(self) -> str:
        return f"{self.num_embeddings} → {self.embedding_dim}"
