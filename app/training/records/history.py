"""An old run, read back from its folder into the same columns as a live one."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from app.training.records import metrics_file
from app.training.records.layer_history import LayerHistory
from app.training.records.telemetry import COLUMNS, Event, Telemetry


class RunHistory(Telemetry):
    """Telemetry of a run that is over, or that another process is writing."""

    @classmethod
    def read(cls, folder: Path) -> RunHistory:
        """Read metrics.jsonl and the gradient norms of a run folder; missing files give empty columns.

        Raises:
            RunError: a broken line in the middle of metrics.jsonl.
        """
        history = cls()
        rows: list[list[float]] = []
        for values in metrics_file.read_lines(Path(folder) / "metrics.jsonl"):
            kind = values.get("kind")
            if kind == "step":
                rows.append(metrics_file.parse_step(values))
            elif kind == "epoch":
                history.epochs.append(metrics_file.parse_epoch(values))
            elif kind == "event":
                history.events.append(Event(int(values["step"]), str(values["text"])))
        history._read_gradients(Path(folder) / "gradients.safetensors")
        if rows:
            table = np.asarray(rows, np.float64)
            history.append({name: table[:, place] for place, name in enumerate(COLUMNS)})
            history.total_steps = int(table[-1, 0])
        if history.epochs:
            last = history.epochs[-1]
            history.total_epochs, history.steps_per_epoch = last.epoch, round(last.step / last.epoch)
        return history

    def _read_gradients(self, path: Path) -> None:
        if not path.is_file():
            return
        from safetensors import safe_open

        with safe_open(path, framework="np") as file:
            facts = file.metadata() or {}
            steps, norms = file.get_tensor("steps"), file.get_tensor("norms")
        self.layer_names = tuple(name for name in facts.get("layers", "").split("\n") if name)
        self._layers = LayerHistory(len(self.layer_names), capacity=max(len(steps) + 1, 2))
        self._layers.restore(steps, norms, int(facts.get("stride", "1")))


def write_gradients(path: Path, telemetry: Telemetry) -> None:
    """Keep the layer norms of a run: tensors ``steps`` and ``norms``, layer names in the header."""
    from safetensors.numpy import save

    from app.graph.files.storage import write_atomic

    steps, norms = telemetry.layers()
    facts = {"layers": "\n".join(telemetry.layer_names), "stride": str(telemetry.layer_stride)}
    data = save({"steps": np.ascontiguousarray(steps), "norms": np.ascontiguousarray(norms)}, facts)
    write_atomic(path, data)
