"""An import on disk: the project, and beside it a run folder that holds its weights.

``export``, ``predict`` and ``train --from`` take that folder as they take one that was trained here.
"""

from __future__ import annotations

from pathlib import Path

from safetensors.torch import save as packed

from app.errors import RunError
from app.graph.files.storage import save, write_atomic
from app.graph.python_layers.trust import trust
from app.importing.importer import Imported
from app.training.folder.run_folder import IMPORTED, RunFolder, new_run_path

NAME = "Imported weights"


def keep(imported: Imported, path: Path) -> RunFolder:
    """Write ``path`` and the run folder beside it.

    Raises:
        NetloomError: it cannot be written.
    """
    save(imported.project, path)
    trust(imported.project.layers.values())  # the person has just run this very code
    run = RunFolder.create(new_run_path(path), imported.project, path.resolve().parent, NAME)
    content = packed(imported.weights)
    try:
        run.checkpoint("best.safetensors").parent.mkdir(parents=True, exist_ok=True)
        for name in ("best.safetensors", "last.safetensors"):
            write_atomic(run.checkpoint(name), content)
    except OSError as error:
        raise RunError(f"{run.path} cannot be written: {error.strerror or error}") from None
    run.append([])
    run.update(state=IMPORTED)
    return run
