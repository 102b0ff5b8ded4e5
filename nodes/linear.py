"""Dense layers."""

from __future__ import annotations

from nodes.base import FLOAT, Node, Port
from nodes.call import Call, nn
from nodes.param import param
from nodes.registry import node
from nodes.shape import Shape
from nodes.window import Windows, mixed


@node("Linear", keywords=("dense", "fully connected", "fc", "inner product", "affine", "time distributed"))
class Linear(Node):
    """Multiplies every feature with learned weights and adds a bias."""

    inputs = (Port("x", ranks=(2, 3), dtypes=FLOAT, layout="(N, features) or (N, L, features)"),)
    weighted = True
    passes = True
    formula = "y = x Wᵀ + b"
    out_features: int = param(10, minimum=1, maximum=1_000_000, help="number of output features")
    bias: bool = param(True, help="add a learned offset per output feature")

    def build(self, x: Shape) -> Call:
        return Call(nn.Linear, x.features, self.out_features, **self.options("bias"))

    def window(self, x: Shape, port: str) -> Windows:
        return mixed(x, -1)

    def summary(self) -> str:
        return str(self.out_features)
