"""How a window or a signal handler steers a running loop: pause, single steps, stop, other settings."""

from __future__ import annotations

import threading
from typing import Any, Literal

from app.errors import UsageError
from app.graph.recipe import Recipe

Mode = Literal["run", "pause", "step", "epoch", "stop"]
Verdict = Literal["go", "pause", "stop"]

STEERABLE = ("lr", "batch_size", "clip_norm", "weight_decay")


class Control:
    """Requests from any thread, obeyed by the loop before its next step.

    The loop asks `admit` once a step; without a request that costs one attribute read.
    """

    def __init__(self, mode: Mode = "run") -> None:
        self._wake = threading.Condition()
        self._mode: Mode = mode
        self._blocked = False
        self._changes: dict[str, Any] = {}
        self._attention = mode != "run"

    # requests

    def pause(self) -> None:
        """Stop before the next step and wait."""
        self._ask("pause")

    def resume(self) -> None:
        """Go on."""
        self._ask("run")

    def step_once(self) -> None:
        """Do one step, then pause."""
        self._ask("step")

    def epoch_once(self) -> None:
        """Go on to the end of the epoch, then pause."""
        self._ask("epoch")

    def stop(self) -> None:
        """End the run before the next step; cannot be taken back."""
        self._ask("stop")

    def set(self, **values: Any) -> None:
        """Change lr, batch_size, clip_norm or weight_decay of the running loop.

        Raises:
            UsageError: another name.
            ProjectError: a value that the recipe cannot take.
        """
        unknown = set(values) - set(STEERABLE)
        if unknown:
            raise UsageError(f"a running training takes {', '.join(STEERABLE)}; got {', '.join(sorted(unknown))}")
        Recipe().changed("training", **values)
        with self._wake:
            self._changes.update(values)
            self._attention = True
            self._wake.notify_all()

    @property
    def state(self) -> Literal["running", "paused", "stopping"]:
        """What the loop is doing as far as this control knows."""
        if self._mode == "stop":
            return "stopping"
        return "paused" if self._blocked else "running"

    def _ask(self, mode: Mode) -> None:
        with self._wake:
            if self._mode == "stop":
                return
            self._mode = mode
            self._attention = True
            self._wake.notify_all()

    # the loop's side

    @property
    def attention(self) -> bool:
        """Whether anything was asked since the loop last looked."""
        return self._attention

    def admit(self) -> Verdict:
        """Whether the next step may start; uses up a `step_once`."""
        with self._wake:
            if self._mode == "stop":
                return "stop"
            if self._mode == "pause":
                return "pause"
            if self._mode == "step":
                self._mode = "pause"
            else:
                self._attention = bool(self._changes)
            return "go"

    def epoch_ended(self) -> None:
        """Turn a finished `epoch_once` into a pause."""
        with self._wake:
            if self._mode == "epoch":
                self._mode = "pause"
                self._attention = True

    def take_changes(self) -> dict[str, Any]:
        """The settings asked for since the last call."""
        with self._wake:
            changes, self._changes = self._changes, {}
            return changes

    def block(self) -> bool:
        """Wait while paused; True where it is still paused and only settings have changed."""
        with self._wake:
            self._blocked = True
            self._wake.wait_for(lambda: self._mode != "pause" or bool(self._changes))
            self._blocked = self._mode == "pause"
            return self._blocked
