"""Recurrent layers: a state that is carried from step to step."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from nodes.base import FLOAT, Node, Port
from nodes.call import Call, Path, Target, nn, own
from nodes.param import param
from nodes.registry import node
from nodes.shape import Shape, ShapeError
from nodes.window import Windows, whole


class _Recurrent(Node):
    """What RNN, LSTM and GRU have in common. ``output`` is (N, L, H), ``last`` (N, H); H doubles in both directions."""

    inputs = (Port("x", ranks=(3,), dtypes=FLOAT, layout="(N, L, features)"),)
    outputs = ("output", "last")
    weighted = True
    one_way: ClassVar[Target]
    both_ways: ClassVar[Target]
    last_state: ClassVar[Path]
    choices: ClassVar[tuple[str, ...]] = ("num_layers", "bias", "dropout")
    hidden_size: int = param(64, minimum=1, maximum=65536, help="numbers in the state, so output features")
    num_layers: int = param(1, minimum=1, maximum=64, help="layers on top of each other")
    bidirectional: bool = param(False, help="read the sequence backwards too; doubles the output features")
    dropout: float = param(
        0.0, minimum=0, maximum=1, help="share of numbers dropped between the layers while training", advanced=True
    )
    bias: bool = param(True, help="add learned offsets", advanced=True)

    def build(self, x: Shape) -> Call:
        if self.dropout and self.num_layers == 1:
            raise ShapeError("expects num_layers >= 2 for a dropout between layers, got 1")
        options: dict[str, Any] = self.options(*self.choices)
        if self.bidirectional:
            call = Call(self.both_ways, x.features, self.hidden_size, **options)
            return call.giving(output=(0,), last=(1,))
        call = Call(self.one_way, x.features, self.hidden_size, **options, batch_first=True)
        return call.giving(output=(0,), last=self.last_state)

    def window(self, x: Shape, port: str) -> Windows:
        return whole(x)

    def summary(self) -> str:
        layers = f" · {self.num_layers} layers" if self.num_layers > 1 else ""
        return f"{self.hidden_size}{layers}{' · both ways' if self.bidirectional else ''}"


@node(
    "Recurrent",
    keywords=("rnn", "sequence", "long short-term memory", "text", "time series", "bilstm"),
)
class LSTM(_Recurrent):
    """Reads a sequence step by step with a gated memory. output: every step; last: the final state."""

    formula = "c = f ⊙ c + i ⊙ g, h = o ⊙ tanh(c); gates i, f, g, o from x and h"
    one_way = nn.LSTM
    both_ways = own.BidirectionalLSTM
    last_state = (1, 0, -1)


@node("Recurrent", keywords=("rnn", "sequence", "gated recurrent unit", "text", "time series", "bidirectional"))
class GRU(_Recurrent):
    """Reads a sequence step by step with two gates. output: every step; last: the final state."""

    formula = "h = (1 − z) ⊙ n + z ⊙ h; gates z, r and candidate n from x and h"
    one_way = nn.GRU
    both_ways = own.BidirectionalGRU
    last_state = (1, -1)


@node("Recurrent", keywords=("elman", "vanilla", "sequence", "time series"))
class RNN(_Recurrent):
    """Reads a sequence step by step with a plain memory. output: every step; last: the final state."""

    formula = "h = tanh(W x + b + U h + c)"
    one_way = nn.RNN
    both_ways = own.BidirectionalRNN
    last_state = (1, -1)
    choices = ("num_layers", "bias", "dropout", "nonlinearity")
    nonlinearity: Literal["tanh", "relu"] = param(
        "tanh", help="what squashes the state: tanh keeps it between −1 and 1, relu can grow without end"
    )
