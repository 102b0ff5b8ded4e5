"""Attention."""

from __future__ import annotations

from typing import Any

from nodes.base import FLOAT, Node, Port
from nodes.call import Call, Slot, nn, own
from nodes.param import param
from nodes.registry import node
from nodes.shape import Shape, ShapeError

LAYOUT = "(N, L, features)"


@node("Attention", keywords=("transformer", "self-attention", "cross-attention", "heads", "causal"))
class MultiheadAttention(Node):
    """Lets every step look at all steps and take what it needs. k and v left open: self-attention on q."""

    inputs = (
        Port("q", ranks=(3,), dtypes=FLOAT, layout=LAYOUT),
        Port("k", ranks=(3,), dtypes=FLOAT, optional=True, layout=LAYOUT),
        Port("v", ranks=(3,), dtypes=FLOAT, optional=True, layout=LAYOUT),
    )
    weighted = True
    formula = "softmax(Q Kᵀ / √d) V per head, heads side by side, then a linear map"
    num_heads: int = param(4, minimum=1, maximum=1024, help="number of heads; it must divide the features of q")
    dropout: float = param(0.0, minimum=0, maximum=1, help="share of attention weights dropped while training")
    bias: bool = param(True, help="add learned offsets to the linear maps", advanced=True)
    causal: bool = param(False, help="a step sees only itself and earlier steps (language models)")

    def build(self, q: Shape, k: Shape | None, v: Shape | None) -> Call:
        key = k or q
        value = v or key
        self._check(q, key, value)
        k_slot = Slot("k") if k else Slot("q")
        v_slot = Slot("v") if v else k_slot
        options: dict[str, Any] = self.options("dropout", "bias")
        if key.features != q.features:
            options["kdim"] = key.features
        if value.features != q.features:
            options["vdim"] = value.features
        if self.causal:
            return Call(own.CausalAttention, q.features, self.num_heads, **options).using(Slot("q"), k_slot, v_slot)
        call = Call(nn.MultiheadAttention, q.features, self.num_heads, **options, batch_first=True)
        return call.using(Slot("q"), k_slot, v_slot, need_weights=False).giving(y=(0,))

    def _check(self, q: Shape, key: Shape, value: Shape) -> None:
        if q.features % self.num_heads:
            raise ShapeError(f"expects features of q divisible by num_heads = {self.num_heads}, got {q}")
        if key.dims[:2] != value.dims[:2]:
            raise ShapeError(f"expects k and v of one length, got {key} and {value}")
        if self.causal and key.dims[1] != q.dims[1]:
            raise ShapeError(f"expects q and k of one length when causal, got {q} and {key}")

    def summary(self) -> str:
        return f"{self.num_heads} heads{' · causal' if self.causal else ''}"
