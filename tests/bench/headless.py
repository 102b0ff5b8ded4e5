"""Steps a second of the digits CNN without a window."""

from __future__ import annotations

import sys
import tempfile
import threading
import time
from pathlib import Path

from app.graph.files.storage import load, resolve
from app.training.control import Control
from app.training.folder.run_folder import RunFolder
from app.training.job import Job
from app.training.loop import train
from app.training.records.telemetry import Telemetry
from app.training.watchers import default_watchers

WARM_SECONDS = 2.0


def main(seconds: float) -> None:
    """Print steps a second, measured over ``seconds`` after a warm-up."""
    project = load(resolve("digits-cnn"))
    project.training = project.training.changed(epochs=100_000, device="cpu")
    control, telemetry = Control(), Telemetry()
    with tempfile.TemporaryDirectory() as folder:
        run = RunFolder.create(Path(folder) / "run", project)
        worker = threading.Thread(target=train, args=(Job(project, run), control, telemetry, default_watchers()))
        worker.start()
        while telemetry.step_count == 0:
            time.sleep(0.01)
        time.sleep(WARM_SECONDS)
        before, began = telemetry.step_count, time.perf_counter()
        time.sleep(seconds)
        rate = (telemetry.step_count - before) / (time.perf_counter() - began)
        control.stop()
        worker.join()
    sys.stdout.write(f"RATE {rate}\n")


if __name__ == "__main__":
    main(float(sys.argv[1]))
