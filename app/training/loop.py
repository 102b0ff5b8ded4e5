"""The training loop: plain torch, one function, the same in the window's thread and without a window."""

from __future__ import annotations

import math
import time
from collections.abc import Iterable
from typing import Any

import torch

from app.compile.bindings import bindings_of
from app.compile.module import compile_project
from app.data.batches import order
from app.data.prepare import prepare
from app.graph.project import Project
from app.training import optimizers
from app.training.control import Control
from app.training.device import choose_device, default_threads, describe, settings
from app.training.folder import checkpoints, keeper
from app.training.folder.checkpoints import Best
from app.training.folder.keeper import Keeper
from app.training.folder.position import Position, batch_end, steps_in
from app.training.full_pass import full_pass
from app.training.job import Job, Live, Outcome, State, Watcher
from app.training.records import metrics_file
from app.training.records.history import RunHistory
from app.training.records.recorder import Recorder
from app.training.records.telemetry import Event, Telemetry
from app.training.schedules import factor_at
from app.training.steering import steer
from app.training.watchers import Watchers
from nodes.trusted import failure

__all__ = ["Job", "Live", "Outcome", "Watcher", "train"]


def train(job: Job, control: Control, telemetry: Telemetry, watchers: Iterable[Watcher] = ()) -> Outcome:
    """Train a project until its epochs are done, or until asked to stop.

    Same project, seed, thread count and machine give the same weights bit for bit, however often the run was
    paused, stopped or killed and resumed. torch's global generators belong to this call while it runs.

    Args:
        control: obeyed before every step.
        telemetry: fresh; filled while it runs, readable from other threads.
        watchers: called in this thread; see `app.training.watchers.default_watchers`.

    Raises:
        RunError, DataError, ProjectError: it cannot start. What goes wrong later comes back in the outcome.
    """
    project = job.run.project() if job.run and job.resume else job.project
    saved = checkpoints.read(job.run) if job.run and job.resume else None
    threads = project.training.threads or (saved.facts["threads"] if saved else default_threads())
    with settings(project.training, threads):
        return Trainer(job, project, threads, saved, control, telemetry, Watchers(watchers)).run()


class Trainer:
    """One training: owns the modules, the optimiser and the position while it runs."""

    def __init__(
        self,
        job: Job,
        project: Project,
        threads: int,
        saved: checkpoints.Saved | None,
        control: Control,
        telemetry: Telemetry,
        watchers: Watchers,
    ) -> None:
        recipe = project.training
        self._control, self._telemetry, self._watchers, self._run = control, telemetry, watchers, job.run
        self._threads = threads
        self._device = choose_device(recipe.device)
        prepared = prepare(project.data, bindings_of(project), job.base or (job.run.base if job.run else None))
        compiled = compile_project(project, seed=recipe.seed)
        carried = job.start.put(compiled) if job.start and saved is None else None
        compiled.to(self._device)
        self._compiled, self._train = compiled, prepared.train.to(self._device)
        self._validation = prepared.validation.to(self._device)
        self._optimizer = optimizers.make(recipe, optimizers.groups_of(compiled))
        self._position, self._best, self._lr = Position(), Best(), recipe.lr
        if saved is not None:
            recipe = recipe.changed(**saved.facts["settings"])
            self._position, self._best = checkpoints.restore(saved, compiled.root, self._optimizer)
            optimizers.set_weight_decay(self._optimizer, recipe.weight_decay)
        self._recipe = recipe
        self._recorder = Recorder(
            compiled, telemetry, self._run, self._device, saved.facts["seconds"] if saved else 0.0
        )
        self._live = Live(compiled, prepared, self._optimizer, recipe, telemetry, self._device, self._run)
        telemetry.begin(self._recorder.layer_names, describe(self._device), threads)
        if saved is not None and self._run is not None:
            self._continue_record(self._run, saved)
        self._keeper = Keeper(self._run, telemetry, self._note)
        if job.start is not None and carried is not None:
            self._keeper.begun(job.start, carried, compiled.root)
        self._permutation = torch.zeros(0)

    def _continue_record(self, run: Any, saved: checkpoints.Saved) -> None:
        metrics_file.truncate(run.metrics, self._position.step)
        self._telemetry.restore(RunHistory.read(run.path))
        for name, now in (("threads", self._threads), ("device", self._device.type), ("torch", torch.__version__)):
            if saved.facts[name] != now:
                self._note(f"exact resume is not possible because {name} was {saved.facts[name]}, now {now}")

    # running

    def run(self) -> Outcome:
        """Train to the end; gives how it ended."""
        self._keeper.state("running", device=describe(self._device), threads=self._threads)
        self._compiled.train()
        self._plan()
        self._shuffle()
        self._sync_live()
        self._watchers.started(self._live)
        try:
            broken = self._loop()
        except torch.OutOfMemoryError:
            return self._fail(f"{describe(self._device)} ran out of memory; a smaller batch needs less")
        except (Exception, SystemExit) as error:
            own = failure(error)
            if own is not None:
                return self._fail(f"a Python layer {own}")
            self._fail(f"{type(error).__name__}: {error}")
            raise
        if broken:
            return self._fail(_broken_text(*broken))
        return self._finish("finished" if self._position.epoch >= self._recipe.epochs else "stopped")

    def _loop(self) -> tuple[int, float] | None:
        """Steps until the end; gives step and loss where the loss broke."""
        while self._position.epoch < self._recipe.epochs:
            if self._control.attention and not self._obey():
                return self._recorder.flush()
            broken, epoch_over = self._step()
            if epoch_over:
                broken = self._recorder.flush() or broken
            if broken:
                return broken
            if epoch_over:
                self._end_epoch()
        return None

    def _step(self) -> tuple[tuple[int, float] | None, bool]:
        """One update; gives a broken loss once that is known, and whether the epoch is over."""
        position, part = self._position, self._train
        stop = batch_end(position.offset, self._recipe.batch_size, len(part))
        index = self._permutation[position.offset : stop]
        inputs = [tensor.index_select(0, index) for tensor in part.inputs]
        targets = [tensor.index_select(0, index) for tensor in part.targets]
        loss = self._compiled.loss(inputs, targets)
        loss.backward()  # type: ignore[no-untyped-call]
        largest = self._recipe.clip_norm
        measured = self._recorder.gradients(largest is not None)
        if measured and largest is not None:
            optimizers.clip(*measured, largest)
        share = self._planned_share()
        self._lr = self._recipe.lr * share
        optimizers.set_lr(self._optimizer, self._recipe.lr, share)
        self._optimizer.step()
        self._optimizer.zero_grad(set_to_none=True)
        epoch = position.epoch + 1
        epoch_over = position.advance(stop, len(part))
        live = self._live
        live.step, live.epoch, live.loss = position.step, position.epoch, loss.detach()
        broken = self._recorder.step(position.step, epoch, live.loss, self._lr)
        self._watchers.after_step(live)
        return broken, epoch_over

    def _planned_share(self) -> float:
        """Of the learning rate, by the place in the data: so another batch size keeps the shape of the schedule."""
        per_epoch = self._telemetry.steps_per_epoch
        inside = -(-self._position.offset // self._recipe.batch_size)
        step = self._position.epoch * per_epoch + inside
        return factor_at(self._recipe, step, self._recipe.epochs * per_epoch, per_epoch)

    def _end_epoch(self) -> None:
        record = full_pass(self._compiled, self._train, self._validation, self._device, self._position, self._recorder)
        self._telemetry.epochs.append(record)
        if self._run:
            self._run.write_epoch(record)
        judged = record.val_loss is not None
        loss = record.val_loss if judged else record.train_loss
        accuracy = record.val_accuracy if judged else record.train_accuracy
        assert loss is not None
        self._best.offer(record.epoch, accuracy, loss, self._compiled.root)
        self._watchers.after_epoch(self._live, record)
        self._control.epoch_ended()
        if self._position.epoch < self._recipe.epochs:
            self._shuffle()
            if self._keeper.due:
                self._save()
        self._recorder.resume()

    def _shuffle(self) -> None:
        permutation = order(self._recipe.seed, self._position.epoch, len(self._train))
        self._permutation = permutation.to(self._device)

    def _plan(self) -> None:
        count, size = len(self._train), self._recipe.batch_size
        per_epoch = steps_in(size, count)
        left = max(0, self._recipe.epochs - self._position.epoch)
        total = self._position.step + left * per_epoch
        if left and self._position.offset:
            total += steps_in(size, count, self._position.offset) - per_epoch
        self._telemetry.plan(total, per_epoch, self._recipe)

    # steering

    def _obey(self) -> bool:
        """Take over changed settings and wait while paused; False where the run shall stop."""
        while True:
            changes = self._control.take_changes()
            if changes:
                self._steer(changes)
            verdict = self._control.admit()
            if verdict != "pause":
                return verdict == "go"
            self._wait()

    def _wait(self) -> None:
        began = time.perf_counter()
        sound = self._recorder.flush() is None
        if sound:
            self._save()
        self._keeper.state("paused")
        self._watchers.paused(self._live)
        while self._control.block():
            self._steer(self._control.take_changes())
            if sound:
                self._save()
        self._recorder.waited(time.perf_counter() - began)
        self._keeper.state("running")

    def _steer(self, changes: dict[str, Any]) -> None:
        self._recorder.flush()
        self._recipe, texts = steer(self._recipe, changes, self._optimizer)
        self._plan()
        self._sync_live()
        for text in texts:
            self._note(text)

    def _note(self, text: str) -> None:
        event = Event(self._position.step, text)
        self._telemetry.events.append(event)
        if self._run:
            self._run.write_event(event)

    def _sync_live(self) -> None:
        self._live.recipe = self._recipe
        self._live.step, self._live.epoch = self._position.step, self._position.epoch

    # ending

    def _save(self) -> None:
        facts = keeper.facts(self._recipe, self._recorder.seconds, self._threads, self._device)
        self._keeper.save(self._compiled.root, self._optimizer, self._position, self._best, facts)

    def _finish(self, state: State) -> Outcome:
        self._save()
        return self._close(state)

    def _fail(self, text: str) -> Outcome:
        """Keep what was good: the last sound checkpoint and the best weights stay."""
        self._note(text)
        return self._close("failed", text)

    def _close(self, state: State, error: str = "") -> Outcome:
        self._watchers.finished(self._live)
        position, records = self._position, self._telemetry.epochs
        metrics = records[-1].figures() if records else {}
        outcome = Outcome(state, position.epoch, position.step, self._best.epoch, metrics, error)
        self._keeper.close(outcome, self._recorder.seconds)
        return outcome


def _broken_text(step: int, loss: float) -> str:
    shown = "NaN" if math.isnan(loss) else "infinite"
    return (
        f"the loss became {shown} at step {step}; a smaller learning rate, clipping, or standardised data usually "
        "mends it"
    )
