"""What an exact resume needs, written and read.

``last.state.safetensors`` holds everything in one file (weights, buffers, optimiser, random states, and position
and settings as JSON in its header), so a kill between two writes cannot pair the weights of one moment with the
optimiser of another. ``last.safetensors`` and ``best.safetensors`` are plain weights for everyone else.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save
from torch import Tensor, nn, optim

from app.errors import RunError
from app.graph.files.storage import write_atomic
from app.training.folder.files import write_json
from app.training.folder.position import Position
from app.training.folder.run_folder import RunFolder

STATE = "last.state.safetensors"


@dataclass(slots=True)
class Best:
    """The best epoch so far: by accuracy where there is one, then by loss, on validation where there is one."""

    epoch: int = 0
    score: tuple[float, float] | None = None
    weights: dict[str, Tensor] = field(default_factory=dict)
    written: int = 0

    def offer(self, epoch: int, accuracy: float | None, loss: float, root: nn.Module) -> bool:
        """Keep a copy of these weights where they beat the best so far; NaN never does."""
        score = (accuracy or 0.0, -loss)
        if loss != loss or (self.score is not None and score <= self.score):
            return False
        self.epoch, self.score = epoch, score
        self.weights = {name: value.detach().to("cpu", copy=True) for name, value in root.state_dict().items()}
        return True


@dataclass(frozen=True, slots=True)
class Saved:
    """A checkpoint read back."""

    facts: dict[str, Any]
    tensors: dict[str, Tensor]


def write(
    run: RunFolder,
    root: nn.Module,
    optimizer: optim.Optimizer,
    position: Position,
    best: Best,
    facts: dict[str, Any],
) -> None:
    """Write last and best. Best first: seen from an older state it is only found again.

    Args:
        facts: settings, seconds, threads and versions to keep beside the position (plain JSON values).

    Raises:
        OSError: the disk did not take it; what was there before still is.
    """
    folder = run.checkpoint(STATE).parent
    folder.mkdir(parents=True, exist_ok=True)
    weights = {name: value.detach().cpu().contiguous() for name, value in root.state_dict().items()}
    tensors, scalars = _optimizer_parts(optimizer)
    tensors |= {f"model.{name}": value for name, value in weights.items()} | _random_states()
    facts = facts | {
        "position": asdict(position),
        "best": {"epoch": best.epoch, "score": best.score},
        "optimizer": scalars,
    }
    if best.weights and best.written != best.epoch:
        write_atomic(folder / "best.safetensors", save(_unshared(best.weights), {"epoch": str(best.epoch)}))
        best.written = best.epoch
    write_atomic(folder / STATE, save(_unshared(tensors), {"state": json.dumps(facts)}))
    write_atomic(folder / "last.safetensors", save(_unshared(weights), {"step": str(position.step)}))
    write_json(folder / "last.json", facts)


def read(run: RunFolder) -> Saved:
    """The newest checkpoint.

    Raises:
        RunError: there is none, or its bytes are damaged.
    """
    path = run.checkpoint(STATE)
    if not path.is_file():
        raise RunError(f"{run.path} has no checkpoint to resume from; start the run anew in an empty folder")
    try:
        with safe_open(path, framework="pt") as file:
            facts = json.loads((file.metadata() or {})["state"])
            return Saved(facts, {name: file.get_tensor(name) for name in file.keys()})  # noqa: SIM118  (no mapping)
    except (SafetensorError, KeyError, ValueError) as error:
        raise RunError(f"{path} is damaged ({error}); the weights in last.safetensors may still be sound") from None


def restore(saved: Saved, root: nn.Module, optimizer: optim.Optimizer) -> tuple[Position, Best]:
    """Put weights, buffers, optimiser and random states back as they were.

    Raises:
        RunError: the checkpoint is of another drawing or optimiser.
    """
    weights = _under(saved.tensors, "model.")
    try:
        root.load_state_dict(weights)
        optimizer.load_state_dict(_optimizer_state(saved))
    except (RuntimeError, ValueError, KeyError) as error:
        raise RunError(f"the checkpoint does not fit the drawing: {error}".split("\n", 1)[0]) from None
    _restore_random(saved.tensors)
    best = saved.facts["best"]
    score = best["score"]
    return Position(**saved.facts["position"]), Best(best["epoch"], tuple(score) if score else None)


def _optimizer_parts(optimizer: optim.Optimizer) -> tuple[dict[str, Tensor], dict[str, Any]]:
    state = optimizer.state_dict()
    tensors: dict[str, Tensor] = {}
    scalars: dict[str, dict[str, Any]] = {}
    for number, values in state["state"].items():
        for name, value in values.items():
            if isinstance(value, Tensor):
                tensors[f"optimizer.{number}.{name}"] = value.detach().cpu().contiguous()
            else:
                scalars.setdefault(str(number), {})[name] = value
    return tensors, {"groups": state["param_groups"], "scalars": scalars}


def _optimizer_state(saved: Saved) -> dict[str, Any]:
    stored = saved.facts["optimizer"]
    state: dict[int, dict[str, Any]] = {int(number): dict(values) for number, values in stored["scalars"].items()}
    for key, value in _under(saved.tensors, "optimizer.").items():
        number, name = key.split(".", 1)
        state.setdefault(int(number), {})[name] = value
    groups = [group | ({"betas": tuple(group["betas"])} if "betas" in group else {}) for group in stored["groups"]]
    return {"state": state, "param_groups": groups}


def _random_states() -> dict[str, Tensor]:
    """Every generator that a step may draw from. The loop uses neither Python's nor NumPy's."""
    states = {"random.cpu": torch.get_rng_state()}
    if torch.cuda.is_available():
        states |= {f"random.cuda.{n}": state for n, state in enumerate(torch.cuda.get_rng_state_all())}
    if torch.backends.mps.is_available():
        states["random.mps"] = torch.mps.get_rng_state()
    return states


def _restore_random(tensors: dict[str, Tensor]) -> None:
    states = _under(tensors, "random.")
    torch.set_rng_state(states["cpu"])
    for name, state in states.items():
        if name.startswith("cuda.") and torch.cuda.is_available():
            torch.cuda.set_rng_state(state, int(name.removeprefix("cuda.")))
    if "mps" in states and torch.backends.mps.is_available():
        torch.mps.set_rng_state(states["mps"])


def _under(tensors: dict[str, Tensor], prefix: str) -> dict[str, Tensor]:
    return {name.removeprefix(prefix): value for name, value in tensors.items() if name.startswith(prefix)}


def _unshared(tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    """Copies where two names share memory (a weight used twice), which safetensors refuses."""
    seen: set[int] = set()
    result = {}
    for name, value in tensors.items():
        place = value.untyped_storage().data_ptr()
        result[name] = value.clone() if place in seen else value
        seen.add(place)
    return result
