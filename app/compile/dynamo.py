"""torch's compiler front end, which torch imports when it first makes an optimiser or a weight on another device."""

from __future__ import annotations

import threading

_lock = threading.Lock()


def load_dynamo() -> None:
    """Import it, one thread at a time.

    Its modules import each other in circles: of two threads that begin at once, one would find a half-made module.
    """
    with _lock:
        import torch._dynamo  # noqa: F401
