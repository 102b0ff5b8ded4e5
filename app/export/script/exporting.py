"""Writing the script of a project, checked before it is put in its place."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

from app.compile.source.expressions import quoted
from app.data.paths import locate
from app.errors import RunError
from app.export.export import ExportReport, put
from app.export.script.brief import brief_of
from app.export.script.checking import check
from app.export.script.texts import bundled_text, copied
from app.export.script.writing import BESIDE, script_text
from app.graph.project import Project

SUFFIX = ".py"


def export_script(project: Project, base: Path | None, out: Path) -> ExportReport:
    """Write the training script of a project, and a bundled text beside it; it needs no trained run.

    Args:
        base: folder that the project's data paths start from.
        out: the file to write, or a folder, in which the file is named after the project.

    Raises:
        RunError: the drawing cannot run, the script would do something else, or another file stands where the bundled
            text belongs; nothing is left then.
        DataError: the data cannot be read, or does not fit the drawing.
    """
    path = script_path(project, out)
    target = locate(str(project.data.options["path"]), base) if project.data.options.get("path") else None
    text = bundled_text(project)
    brief = brief_of(project, base, _data_path(path.parent.resolve() / text.name if text else target, path.parent))
    with tempfile.TemporaryDirectory(prefix="netloom-script-") as folder:
        draft = Path(folder) / path.name
        draft.write_text(script_text(brief, path.stem), encoding="utf-8", newline="\n")
        copies = [copied(text, Path(folder), path.parent)] if text else []
        agreement = check(brief, draft, target)
        files = put(path.parent, [draft, *copies])
    return ExportReport(
        path, files, agreement.difference.largest, batches=(), any_picture_size=False, sentence=agreement.sentence
    )


def script_path(project: Project, out: Path) -> Path:
    """Where the script goes: ``train_digits_cnn.py`` in a folder, else the file that was named."""
    if out.is_dir() or not out.suffix:
        words = re.findall(r"[a-z0-9]+", project.title.lower())
        return out / f"train_{'_'.join(words)[:60] or 'model'}{SUFFIX}"
    if out.suffix != SUFFIX:
        raise RunError(
            f"{out.name}: a training script is a Python file; let its name end with {SUFFIX}, or name a folder"
        )
    return out


def _data_path(data: Path | None, folder: Path) -> str:
    """The expression for the data: beside the script where it lies there, so that both can be moved together."""
    if data is None:
        return ""
    folder = folder.resolve()
    if data.is_relative_to(folder):
        return f"{BESIDE} / {quoted(data.relative_to(folder).as_posix())}"
    return f"Path({quoted(str(data))})"
