"""Several points at once: one private copy of the network per thread."""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from queue import SimpleQueue

import torch
from torch import Tensor

from app.landscape.objective import Objective

Job = Callable[[Objective], Tensor]

MOST = 4  # each holds the activations of the whole subset
AHEAD = 8  # jobs per lane that are handed out before the first is waited for: one slow thread must not stop the others


def lanes_for(device: torch.device) -> int:
    """How many points to measure at once: one per core, a few at most, and one on an accelerator.

    Threads with a point each beat more threads per kernel: they never wait for each other, so where the system takes
    a core from one (the window paints, another program works) the others go on.
    """
    return 1 if device.type != "cpu" else min(os.cpu_count() or 1, MOST)


class Lanes:
    """Hands jobs to copies of one objective, each with modules of its own; values do not depend on how many there are.

    A context: leaving it waits for the jobs that have begun and drops the rest.
    """

    def __init__(self, objectives: Sequence[Objective]) -> None:
        self._count = len(objectives)
        self._free: SimpleQueue[Objective] = SimpleQueue()
        for objective in objectives:
            self._free.put(objective)

    def __enter__(self) -> Lanes:
        before = torch.get_num_threads()
        ready = threading.Barrier(self._count + 1)
        share = max(1, (os.cpu_count() or 1) // self._count)
        self._pool = ThreadPoolExecutor(self._count, "lane", _begin_lane, (ready, share))
        for _ in range(self._count):
            self._pool.submit(_nothing)
        ready.wait()
        torch.set_num_threads(before)  # the lanes have changed what threads to come begin with
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(cancel_futures=True)

    def values(self, jobs: Iterable[Job]) -> Iterator[Tensor]:
        """The values of the jobs, in their order."""
        waiting: deque[Future[Tensor]] = deque()
        for job in jobs:
            waiting.append(self._pool.submit(self._do, job))
            if len(waiting) >= AHEAD * self._count:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()

    def _do(self, job: Job) -> Tensor:
        objective = self._free.get()
        try:
            return job(objective)
        finally:
            self._free.put(objective)


def _begin_lane(ready: threading.Barrier, threads: int) -> None:
    """Give this thread its share of the cores; torch keeps that number per thread, once it has been asked for it."""
    torch.get_num_threads()
    torch.set_num_threads(threads)
    ready.wait()


def _nothing() -> None:
    """Makes the pool start a thread."""
