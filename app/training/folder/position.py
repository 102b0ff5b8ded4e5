"""Where a run stands in its data."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Position:
    """Place in the order of samples.

    Attributes:
        epoch: epochs done.
        offset: samples of the running epoch already used.
        step: updates done.
    """

    epoch: int = 0
    offset: int = 0
    step: int = 0

    def advance(self, stop: int, count: int) -> bool:
        """Note one update that used the samples up to ``stop``; True where the epoch is over."""
        self.step += 1
        self.offset = stop
        if stop < count:
            return False
        self.epoch += 1
        self.offset = 0
        return True


def batch_end(offset: int, size: int, count: int) -> int:
    """Where the batch that starts at ``offset`` ends.

    A single sample left over joins the batch before it: batch normalisation cannot train on one.
    """
    stop = min(offset + size, count)
    return count if size > 1 and count - stop == 1 else stop


def steps_in(size: int, count: int, offset: int = 0) -> int:
    """Updates from ``offset`` to the end of an epoch of ``count`` samples."""
    left = count - offset
    whole, rest = divmod(left, size)
    return max(1, whole) if rest == 1 and size > 1 and whole else whole + (rest > 0)
