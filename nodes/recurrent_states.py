"""Recurrent layers whose final states are all handed out, a layer and direction each."""

from __future__ import annotations

from typing import ClassVar, Literal

from nodes.base import FLOAT, Node, Port
from nodes.call import Call, Target, own
from nodes.param import param
from nodes.registry import node
from nodes.shape import Shape, ShapeError
from nodes.window import Windows, whole


class _States(Node):
    """What they have in common. ``output`` is (N, L, D·H), ``h`` (N, D·layers, H) with D = 2 in both directions."""

    inputs = (Port("x", ranks=(3,), dtypes=FLOAT, layout="(N, L, features)"),)
    outputs: ClassVar[tuple[str, ...]] = ("output", "h")
    weighted = True
    target: ClassVar[Target]
    hidden_size: int = param(64, minimum=1, maximum=65536, help="numbers in the state of one layer and direction")
    num_layers: int = param(1, minimum=1, maximum=64, help="layers on top of each other")
    bidirectional: bool = param(False, help="read the sequence backwards too; doubles the output features")
    dropout: float = param(
        0.0, minimum=0, maximum=1, help="share of numbers dropped between the layers while training", advanced=True
    )
    bias: bool = param(True, help="add learned offsets", advanced=True)

    def build(self, x: Shape) -> Call:
        if self.dropout and self.num_layers == 1:
            raise ShapeError("expects num_layers >= 2 for a dropout between layers, got 1")
        names = [info.name for info in self.params() if info.name != "hidden_size"]
        call = Call(self.target, x.features, self.hidden_size, **self.options(*names), batch_first=True)
        return call.giving(**{name: (place,) for place, name in enumerate(self.outputs)})

    def window(self, x: Shape, port: str) -> Windows:
        return whole(x)

    def summary(self) -> str:
        layers = f" · {self.num_layers} layers" if self.num_layers > 1 else ""
        return f"{self.hidden_size}{layers}{' · both ways' if self.bidirectional else ''}"


@node("Recurrent", keywords=("lstm", "final states", "memory", "encoder decoder", "all layers", "hidden state"))
class LSTMStates(_States):
    """Reads a sequence as LSTM does. output: every step; h and c: final state and memory of every layer."""

    outputs = ("output", "h", "c")
    formula = "c = f ⊙ c + i ⊙ g, h = o ⊙ tanh(c) per layer"
    target = own.LSTMStates


@node("Recurrent", keywords=("gru", "final states", "encoder decoder", "all layers", "hidden state"))
class GRUStates(_States):
    """Reads a sequence as GRU does. output: every step; h: final state of every layer."""

    formula = "h = (1 − z) ⊙ n + z ⊙ h per layer"
    target = own.GRUStates


@node("Recurrent", keywords=("rnn", "final states", "elman", "encoder decoder", "all layers", "hidden state"))
class RNNStates(_States):
    """Reads a sequence as RNN does. output: every step; h: final state of every layer."""

    formula = "h = tanh(W x + b + U h + c) per layer"
    target = own.RNNStates
    nonlinearity: Literal["tanh", "relu"] = param(
        "tanh", help="what squashes the state: tanh keeps it between −1 and 1, relu can grow without end"
    )
