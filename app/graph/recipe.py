"""The training recipe as it stands in the document."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from app.graph.section import Section

OptimizerName = Literal["SGD", "Adagrad", "RMSprop", "Adam", "AdamW"]
ScheduleName = Literal["constant", "step", "exponential", "cosine", "one-cycle"]


class Recipe(Section):
    """How the network is trained. Names and defaults are those of torch.optim where it has them.

    Momentum and Nesterov belong to SGD (``momentum`` to RMSprop too); ``beta1``, ``beta2`` to Adam and AdamW;
    ``alpha`` to RMSprop. Schedules multiply ``lr``; ``warmup`` steps rise linearly from zero before them.
    """

    epochs: int = Field(30, ge=1, le=1_000_000, description="passes over the training part")
    batch_size: int = Field(64, ge=1, le=1_000_000, description="samples per step")
    seed: int = Field(0, ge=0, lt=2**31, description="fixes weights, split order and dropout")
    optimizer: OptimizerName = Field("AdamW", description="update rule")
    lr: float = Field(1e-3, ge=0, le=1000, description="learning rate")
    momentum: float = Field(0.9, ge=0, lt=1, description="share of the last update kept (SGD, RMSprop)")
    nesterov: bool = Field(False, description="look ahead along the momentum (SGD)")
    beta1: float = Field(0.9, ge=0, lt=1, description="decay of the mean gradient (Adam, AdamW)")
    beta2: float = Field(0.999, ge=0, lt=1, description="decay of the squared gradient (Adam, AdamW)")
    alpha: float = Field(0.99, ge=0, lt=1, description="decay of the squared gradient (RMSprop)")
    eps: float = Field(1e-8, gt=0, le=1, description="added to denominators")
    weight_decay: float = Field(0.0, ge=0, le=100, description="pull of weights to zero (decoupled in AdamW)")
    schedule: ScheduleName = Field("constant", description="learning rate over time")
    warmup: int = Field(0, ge=0, le=10_000_000, description="steps of linear warm-up")
    step_epochs: int = Field(10, ge=1, le=1_000_000, description="epochs between drops (step)")
    gamma: float = Field(0.1, gt=0, le=1, description="factor per drop (step) or per epoch (exponential)")
    final_factor: float = Field(0.0, ge=0, le=1, description="last learning rate as a share of lr (cosine, one-cycle)")
    clip_norm: float | None = Field(None, gt=0, description="largest gradient norm; empty for none")
    device: Literal["auto", "cpu", "cuda", "mps"] = Field("auto", description="where it trains")
    threads: int | None = Field(None, ge=1, le=1024, description="CPU threads; empty for cores - 1")
    deterministic: bool = Field(True, description="same seed, same weights on CUDA too (slower)")
