"""Training in a background thread, for a window.

No Qt here: a window polls `Engine.state` and `Engine.telemetry` with one timer. torch is imported in the thread, so
that starting never blocks the caller. Cyclic garbage must not be collected in this thread while Qt objects live
(a collection can free them here): the window switches automatic collection off and collects on its own thread.
A window also sets ``sys.setswitchinterval(0.001)``: the loop holds the interpreter between kernels, and a painting
thread would wait for it up to the default 5 ms each time.
"""

from __future__ import annotations

import threading
import traceback
from collections.abc import Sequence
from typing import Literal

from app.errors import NetloomError
from app.training.control import Control
from app.training.job import Job, Outcome, Watcher
from app.training.records.telemetry import Telemetry

EngineState = Literal["idle", "starting", "running", "paused", "stopping", "finished", "stopped", "failed"]


class Engine:
    """One training at a time.

    Attributes:
        telemetry, control: of the newest run; replaced by every `start`.
        outcome: how it ended, None before.
        error: one sentence where it failed, else "".
        details: the traceback of an error of ours, for a report; else "".
    """

    def __init__(self) -> None:
        self.telemetry = Telemetry()
        self.control = Control()
        self.outcome: Outcome | None = None
        self.error = ""
        self.details = ""
        self._thread: threading.Thread | None = None
        self._began = False

    def start(self, job: Job, watchers: Sequence[Watcher] | None = None) -> None:
        """Begin a training and return at once.

        Args:
            watchers: all of them; None takes `app.training.watchers.default_watchers`.

        Raises:
            RuntimeError: one is running already.
        """
        if self.alive:
            raise RuntimeError("a training is running already")
        self.telemetry, self.control = Telemetry(), Control()
        self.outcome, self.error, self.details, self._began = None, "", "", False
        arguments = (job, self.control, self.telemetry, watchers)
        self._thread = threading.Thread(target=self._work, args=arguments, name="netloom-training", daemon=False)
        self._thread.start()

    @property
    def alive(self) -> bool:
        """Whether the thread is at work."""
        return self._thread is not None and self._thread.is_alive()

    @property
    def state(self) -> EngineState:
        if self._thread is None:
            return "idle"
        if self.outcome is not None:
            return self.outcome.state
        if self.error:
            return "failed"
        if self.control.state == "stopping":
            return "stopping"
        return self.control.state if self._began else "starting"

    def pause(self) -> None:
        self.control.pause()

    def resume(self) -> None:
        self.control.resume()

    def step(self) -> None:
        """One step, then pause."""
        self.control.step_once()

    def epoch(self) -> None:
        """To the end of the epoch, then pause."""
        self.control.epoch_once()

    def stop(self) -> None:
        self.control.stop()

    def join(self, timeout: float | None = None) -> bool:
        """Wait for the thread; True where it has ended."""
        if self._thread is not None:
            self._thread.join(timeout)
        return not self.alive

    def _work(self, job: Job, control: Control, telemetry: Telemetry, watchers: Sequence[Watcher] | None) -> None:
        try:
            from app.training.loop import train
            from app.training.watchers import default_watchers

            chosen = default_watchers() if watchers is None else watchers
            outcome = train(job, control, telemetry, (_Began(self), *chosen))
            self.error = outcome.error
            self.outcome = outcome
        except NetloomError as error:
            self.error = str(error)
        except Exception as error:
            self.details = traceback.format_exc()
            self.error = f"{type(error).__name__}: {error}"


class _Began(Watcher):
    """Tells the engine that the first step is about to run."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def started(self, live: object) -> None:  # noqa: ARG002
        self._engine._began = True
