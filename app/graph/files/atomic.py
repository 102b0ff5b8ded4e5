"""Files put in their places in one step each, and several of them all or none."""

from __future__ import annotations

import contextlib
import filecmp
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path


def write_atomic(target: Path, content: bytes) -> None:
    """Put these bytes in a file's place in one step, once they are known to be on the disk.

    Raises:
        OSError: they are not; the target is as it was and no temporary file is left.
    """
    write_together({target: content})


def write_together(contents: Mapping[Path, bytes | Path]) -> None:
    """Put several files in their places, all or none.

    All are written beside their targets, flushed and read back before the first takes its place. Where one cannot take
    its place, those before it give theirs back to what stood there.

    Args:
        contents: by target; bytes, or a file whose bytes they are.

    Raises:
        OSError: one could not be written or placed; every target is as it was and no temporary file is left.
    """
    with contextlib.ExitStack() as stack:
        staged = {target: stack.enter_context(_staged(target, content)) for target, content in contents.items()}
        _place(staged)
    for folder in {target.parent for target in contents}:
        _sync_folder(folder)


def _place(staged: Mapping[Path, Path]) -> None:
    """Rename the staged files to their targets; one alone needs nothing to fall back to."""
    formers: dict[Path, Path | None] = {}
    placed: list[Path] = []
    try:
        for target in staged if len(staged) > 1 else ():
            formers[target] = _second_name(target) if target.is_file() else None
        for target, temporary in staged.items():
            os.replace(temporary, target)  # noqa: PTH105  (named so in the docs of every system)
            placed.append(target)
    except BaseException:
        with contextlib.ExitStack() as back:  # goes on where one cannot be put back
            for target in placed:
                if target in formers:
                    back.callback(_put_back, target, formers.pop(target))
        raise
    finally:
        for former in formers.values():
            if former is not None:
                former.unlink(missing_ok=True)


@contextlib.contextmanager
def _staged(target: Path, content: bytes | Path) -> Iterator[Path]:
    """The content in a temporary file beside its target, known to be on the disk; gone afterwards, used or not."""
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=".tmp")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            if isinstance(content, bytes):
                file.write(content)
            else:
                with content.open("rb") as source:
                    shutil.copyfileobj(source, file, 2**20)
            file.flush()
            os.fsync(file.fileno())
        if not _reads_back(temporary, content):
            raise OSError(f"{target.name} reads back differently from what was written")
        _copy_mode(target, temporary)
        yield temporary
    finally:
        temporary.unlink(missing_ok=True)


def _reads_back(temporary: Path, content: bytes | Path) -> bool:
    if isinstance(content, bytes):
        return temporary.read_bytes() == content
    return filecmp.cmp(temporary, content, shallow=False)


def _second_name(target: Path) -> Path:
    """Another name for the bytes of a file, or a copy of them where the system knows one name a file."""
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=".former")
    os.close(handle)
    former = Path(name)
    former.unlink()
    try:
        os.link(target, former)
    except OSError:  # FAT and some network file systems
        shutil.copy2(target, former)
    return former


def _put_back(target: Path, former: Path | None) -> None:
    if former is None:
        target.unlink(missing_ok=True)
        return
    try:
        os.replace(former, target)  # noqa: PTH105
    except OSError as error:
        raise OSError(error.errno, f"what {target.name} was is kept as {former.name}: {error.strerror}") from error


def _copy_mode(target: Path, temporary: Path) -> None:
    """A private temporary file gets the rights of the file it replaces, or those of any new file."""
    if target.exists():
        shutil.copymode(target, temporary)
    elif os.name == "posix":
        mask = os.umask(0)
        os.umask(mask)
        temporary.chmod(0o666 & ~mask)


def _sync_folder(folder: Path) -> None:
    """Make the new name itself durable, where the system can (Windows has no such call)."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        with contextlib.suppress(OSError):  # some network file systems refuse to sync a folder
            os.fsync(handle)
    finally:
        os.close(handle)
