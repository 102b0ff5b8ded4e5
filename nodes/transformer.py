"""Parts of transformers: whole layers, and what stands between their attentions."""

from __future__ import annotations

from typing import Any, Literal

from nodes.attention import CAUSAL_HELP, check_heads
from nodes.base import FLOAT, Node, Port
from nodes.call import Call, nn, own
from nodes.param import Size2, param
from nodes.registry import node
from nodes.shape import Shape, ShapeError
from nodes.sizes import pair, times
from nodes.window import Window, Windows, in_rows, mixed, slide, whole

LAYOUT = "(N, L, features)"
SEQUENCE = (Port("x", ranks=(3,), dtypes=FLOAT, layout=LAYOUT),)
VECTORS = (Port("x", ranks=(2, 3), dtypes=FLOAT, layout="(N, features) or (N, L, features)"),)
DROPOUT_HELP = "share of numbers dropped while training, after every part"


class _TransformerLayer(Node):
    """What encoder and decoder layers have in common. The width, d_model, comes from the link."""

    weighted = True
    nhead: int = param(4, minimum=1, maximum=1024, help="number of heads; it must divide the features")
    dim_feedforward: int = param(2048, minimum=1, maximum=1_000_000, help="hidden numbers of the feed-forward part")
    dropout: float = param(0.1, minimum=0, maximum=1, help=DROPOUT_HELP)
    activation: Literal["relu", "gelu"] = param("relu", help="between the two maps of the feed-forward part")
    norm_first: bool = param(
        False, help="normalize before attention and feed-forward (pre-norm, as GPT-2 and ViT do), not after"
    )
    layer_norm_eps: float = param(
        1e-5, minimum=1e-12, maximum=1, help="added to variances so that nothing is divided by zero", advanced=True
    )
    bias: bool = param(True, help="add learned offsets in all parts", advanced=True)

    def _options(self) -> dict[str, Any]:
        names = ("dim_feedforward", "dropout", "layer_norm_eps", "norm_first", "bias")
        return {"activation": self.activation, **self.options(*names)}

    def _summary(self, causal: bool) -> str:
        return f"{self.nhead} heads · {self.dim_feedforward}{' · causal' if causal else ''}"

    def window(self, x: Shape, port: str) -> Windows:
        return whole(x)


@node("Attention", keywords=("bert", "vit", "gpt", "self-attention", "feed-forward", "block"))
class TransformerEncoderLayer(_TransformerLayer):
    """One layer of a transformer: self-attention and a feed-forward map, each with a shortcut and normalization."""

    inputs = SEQUENCE
    formula = "h = norm(x + attention(x)), y = norm(h + feed-forward(h))"
    causal: bool = param(False, help=CAUSAL_HELP)

    def build(self, x: Shape) -> Call:
        check_heads(x.features, self.nhead, x, "nhead")
        if self.causal:
            return Call(own.CausalTransformerEncoderLayer, x.features, self.nhead, **self._options())
        return Call(nn.TransformerEncoderLayer, x.features, self.nhead, **self._options(), batch_first=True)

    def summary(self) -> str:
        return self._summary(self.causal)


@node("Attention", keywords=("translation", "encoder decoder", "cross-attention", "sequence to sequence", "block"))
class TransformerDecoderLayer(_TransformerLayer):
    """One layer that looks at its own steps, then at the memory of an encoder, then maps every step."""

    inputs = (
        Port("x", ranks=(3,), dtypes=FLOAT, layout=LAYOUT),
        Port("memory", ranks=(3,), dtypes=FLOAT, layout="(N, S, features)"),
    )
    formula = "h = norm(x + attention(x)), g = norm(h + attention(h, memory)), y = norm(g + feed-forward(g))"
    causal: bool = param(True, help="a step of x sees only itself and earlier steps of x, and all of the memory")

    def build(self, x: Shape, memory: Shape) -> Call:
        check_heads(x.features, self.nhead, x, "nhead")
        if memory.features != x.features:
            raise ShapeError(f"expects a memory of {x.features} features as x has, got {memory}")
        if self.causal:
            return Call(own.CausalTransformerDecoderLayer, x.features, self.nhead, **self._options())
        return Call(nn.TransformerDecoderLayer, x.features, self.nhead, **self._options(), batch_first=True)

    def summary(self) -> str:
        return self._summary(self.causal)


@node("Attention", keywords=("mlp", "position-wise", "transformer", "expand", "bottleneck"))
class FeedForward(Node):
    """Maps every step to more numbers and back, each on its own: where a transformer thinks a step over."""

    inputs = VECTORS
    weighted = True
    formula = "y = W₂ activation(W₁ x + b₁) + b₂"
    dim_feedforward: int = param(
        2048, minimum=1, maximum=1_000_000, help="hidden numbers; 4 times the features is usual"
    )
    dropout: float = param(0.1, minimum=0, maximum=1, help="share of hidden numbers dropped while training")
    activation: Literal["relu", "gelu", "silu"] = param("relu", help="between the two maps")

    def build(self, x: Shape) -> Call:
        return Call(own.FeedForward, x.features, **self.options("dim_feedforward", "dropout", "activation"))

    def window(self, x: Shape, port: str) -> Windows:
        return mixed(x, -1)

    def summary(self) -> str:
        return str(self.dim_feedforward)


@node("Attention", keywords=("gated", "glu", "feed-forward", "mlp", "llama", "silu", "transformer"))
class SwiGLU(Node):
    """A feed-forward map with a gate: one half of the hidden numbers decides how much of the other passes."""

    inputs = VECTORS
    weighted = True
    formula = "y = W₃ (silu(W₁ x) ⊙ W₂ x)"
    hidden_features: int = param(
        128, minimum=1, maximum=1_000_000, help="hidden numbers; 8/3 of the features costs as much as a plain map of 4"
    )
    bias: bool = param(False, help="add learned offsets to the three maps", advanced=True)

    def build(self, x: Shape) -> Call:
        return Call(own.SwiGLU, x.features, self.hidden_features, **self.options("bias"))

    def window(self, x: Shape, port: str) -> Windows:
        return mixed(x, -1)

    def summary(self) -> str:
        return str(self.hidden_features)


@node("Attention", keywords=("vision transformer", "vit", "tokens", "picture to sequence", "tiles"))
class PatchEmbedding(Node):
    """Cuts a picture into patches and maps each to a vector: the picture becomes a sequence."""

    inputs = (Port("x", ranks=(4,), dtypes=FLOAT, layout="(N, C, H, W)"),)
    weighted = True
    formula = "(N, C, H, W) → (N, (H / p) · (W / p), embed_dim), y_l = W patch_l + b"
    patch_size: Size2 = param(4, minimum=1, maximum=4096, unit="px", help="height and width of a patch; 16 in ViT-B/16")
    embed_dim: int = param(64, minimum=1, maximum=65536, help="length of the vector of a patch; 768 in ViT-B/16")

    def build(self, x: Shape) -> Call:
        size = pair(self.patch_size)
        if any(length % part for length, part in zip(x.spatial, size, strict=True)):
            raise ShapeError(f"expects height and width divisible by the patch {times(size)}, got {x}")
        return Call(own.PatchEmbedding, x.channels, self.embed_dim, self.patch_size)

    def window(self, x: Shape, port: str) -> Windows:
        size = pair(self.patch_size)
        return in_rows(slide(size, size, (0, 0)), 1)

    def summary(self) -> str:
        return f"{times(pair(self.patch_size))} → {self.embed_dim}"


@node("Attention", keywords=("cls", "vision transformer", "vit", "bert", "summary", "prepend"))
class ClassToken(Node):
    """Puts a learned vector before the steps; what it becomes at the end stands for the whole sequence."""

    inputs = SEQUENCE
    weighted = True
    formula = "(N, L, features) → (N, 1 + L, features), y = [token, x]"

    def build(self, x: Shape) -> Call:
        return Call(own.ClassToken, x.features)

    def window(self, x: Shape, port: str) -> Windows:
        return (Window(1, padding=1), Window(2))
