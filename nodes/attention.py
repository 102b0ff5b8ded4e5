"""Attention: every step looks at other steps and takes what it needs."""

from __future__ import annotations

from typing import Any, Self

from pydantic import model_validator

from nodes.base import FLOAT, Node, ParamError, Port
from nodes.call import Call, F, Slot, method, nn, own
from nodes.param import param
from nodes.registry import node
from nodes.shape import Shape, ShapeError
from nodes.window import Windows, mixed, whole

LAYOUT = "(N, L, features)"
SEQUENCE = (Port("x", ranks=(3,), dtypes=FLOAT, layout=LAYOUT),)
DROPOUT_HELP = "share of attention weights dropped while training"
BIAS_HELP = "add learned offsets to the linear maps"
CAUSAL_HELP = "a step sees only itself and earlier steps (language models)"


def check_heads(features: int, num_heads: int, shape: Shape, name: str = "num_heads") -> None:
    """Make sure that the features of a step split evenly into heads.

    Raises:
        ShapeError: they do not.
    """
    if features % num_heads:
        raise ShapeError(f"expects features divisible by {name} = {num_heads}, got {shape}")


@node("Attention", keywords=("transformer", "self-attention", "mha", "cross-attention", "heads", "causal"))
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
    dropout: float = param(0.0, minimum=0, maximum=1, help=DROPOUT_HELP)
    bias: bool = param(True, help=BIAS_HELP, advanced=True)
    causal: bool = param(False, help=CAUSAL_HELP)

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

    def window(self, x: Shape, port: str) -> Windows:
        return whole(x)

    def summary(self) -> str:
        return f"{self.num_heads} heads{' · causal' if self.causal else ''}"


@node("Attention", keywords=("transformer", "gpt", "decoder", "language model", "masked", "heads", "autoregressive"))
class CausalSelfAttention(Node):
    """Lets every step look at itself and at earlier steps, as in GPT: one projection gives q, k and v."""

    inputs = SEQUENCE
    weighted = True
    formula = "softmax(mask(Q Kᵀ / √d)) V per head, [Q K V] = x W, then a linear map"
    num_heads: int = param(4, minimum=1, maximum=1024, help="number of heads; it must divide the features")
    dropout: float = param(0.0, minimum=0, maximum=1, help=DROPOUT_HELP)
    bias: bool = param(True, help=BIAS_HELP, advanced=True)

    def build(self, x: Shape) -> Call:
        check_heads(x.features, self.num_heads, x)
        return Call(own.CausalSelfAttention, x.features, self.num_heads, **self.options("dropout", "bias"))

    def window(self, x: Shape, port: str) -> Windows:
        return whole(x)

    def summary(self) -> str:
        return f"{self.num_heads} heads"


@node("Attention", keywords=("transformer", "encoder decoder", "context", "translation", "text to image", "heads"))
class CrossAttention(Node):
    """Lets every step of q look at all steps of another sequence, the context, and take what it needs."""

    inputs = (
        Port("q", ranks=(3,), dtypes=FLOAT, layout=LAYOUT),
        Port("context", ranks=(3,), dtypes=FLOAT, layout="(N, S, features)"),
    )
    weighted = True
    formula = "softmax(Q Kᵀ / √d) V per head; Q from q, K and V from context; then a linear map"
    num_heads: int = param(4, minimum=1, maximum=1024, help="number of heads; it must divide the features of q")
    dropout: float = param(0.0, minimum=0, maximum=1, help=DROPOUT_HELP)
    bias: bool = param(True, help=BIAS_HELP, advanced=True)

    def build(self, q: Shape, context: Shape) -> Call:
        check_heads(q.features, self.num_heads, q)
        options: dict[str, Any] = self.options("dropout", "bias")
        if context.features != q.features:
            options |= {"kdim": context.features, "vdim": context.features}
        call = Call(nn.MultiheadAttention, q.features, self.num_heads, **options, batch_first=True)
        return call.using(Slot("q"), Slot("context"), Slot("context"), need_weights=False).giving(y=(0,))

    def window(self, x: Shape, port: str) -> Windows:
        return mixed(x, -1) if port == "q" else whole(x)

    def summary(self) -> str:
        return f"{self.num_heads} heads"


@node("Attention", keywords=("transformer", "multi-query", "mqa", "gqa", "llama", "heads", "causal"))
class GroupedQueryAttention(Node):
    """Self-attention in which several query heads share one key and value head: a smaller memory when generating."""

    inputs = SEQUENCE
    weighted = True
    formula = "softmax(Q Kᵀ / √d) V per head, heads of one group with the same K and V, then a linear map"
    num_heads: int = param(4, minimum=1, maximum=1024, help="number of query heads; it must divide the features")
    num_kv_heads: int = param(
        2, minimum=1, maximum=1024, help="number of key and value heads; it must divide num_heads; 1 is multi-query"
    )
    dropout: float = param(0.0, minimum=0, maximum=1, help=DROPOUT_HELP)
    bias: bool = param(False, help=BIAS_HELP, advanced=True)
    causal: bool = param(False, help=CAUSAL_HELP)

    @model_validator(mode="after")
    def _divisible(self) -> Self:
        if self.num_heads % self.num_kv_heads:
            expected = f"expected a divisor of num_heads = {self.num_heads}"
            raise ParamError("num_kv_heads", f"{expected}, got {self.num_kv_heads}")
        return self

    def build(self, x: Shape) -> Call:
        check_heads(x.features, self.num_heads, x)
        options = self.options("dropout", "bias", "causal")
        return Call(own.GroupedQueryAttention, x.features, self.num_heads, self.num_kv_heads, **options)

    def window(self, x: Shape, port: str) -> Windows:
        return whole(x)

    def summary(self) -> str:
        return f"{self.num_heads} heads · {self.num_kv_heads} of k and v{' · causal' if self.causal else ''}"


@node("Attention", keywords=("transformer", "softmax", "query key value", "flash attention", "causal", "weights"))
class ScaledDotProductAttention(Node):
    """Attention without weights of its own: takes from v where the keys k match the queries q."""

    inputs = (
        Port("q", ranks=(3, 4), dtypes=FLOAT, layout="(N, L, E) or (N, heads, L, E)"),
        Port("k", ranks=(3, 4), dtypes=FLOAT, layout="(N, S, E) or (N, heads, S, E)"),
        Port("v", ranks=(3, 4), dtypes=FLOAT, layout="(N, S, V) or (N, heads, S, V)"),
    )
    formula = "y = softmax(q kᵀ · scale) v"
    is_causal: bool = param(False, help=CAUSAL_HELP)
    scale: float | None = param(
        None, minimum=1e-6, maximum=1e6, help="factor of the scores before the softmax; empty: 1 / √E", advanced=True
    )

    def build(self, q: Shape, k: Shape, v: Shape) -> Call:
        if q.dims[:-2] != k.dims[:-2] or q.features != k.features:
            raise ShapeError(f"expects q and k alike in all but their length, got {q} and {k}")
        if k.dims[:-1] != v.dims[:-1]:
            raise ShapeError(f"expects k and v alike in all but their features, got {k} and {v}")
        if self.is_causal and q.dims != k.dims:
            raise ShapeError(f"expects q and k of one length when causal, got {q} and {k}")
        slots = Slot("q"), Slot("k"), Slot("v")
        options = self.options("is_causal", "scale")
        if q.rank == 4:
            return Call(F.scaled_dot_product_attention, *slots, **options)
        heads = (Call(method.unsqueeze, slot, 1) for slot in slots)  # ONNX knows attention with an axis of heads only
        return Call(method.squeeze, Call(F.scaled_dot_product_attention, *heads, **options), 1)

    def window(self, x: Shape, port: str) -> Windows:
        return {"q": mixed(x, -1), "k": whole(x), "v": mixed(x, -2)}[port]

    def summary(self) -> str:
        return "causal" if self.is_causal else ""
