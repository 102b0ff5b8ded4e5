"""100,000 damaged project files: `ProjectError` in one line, or a document that is sound."""

from __future__ import annotations

import json
import random
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from app.errors import ProjectError
from app.graph.files.format import dump, parse
from app.graph.project import Project
from app.graph.validate import problems
from tests.graph.blocky import blocky
from tests.graph.layered import layered
from tests.graph.mutations import structural, textual

CHUNKS = 20
PER_CHUNK = 5_000
SLOWEST = 2.0


def _bases(project: Project) -> list[str]:
    """The whole project, one of three nodes in which each change bites harder, one with blocks, one with Python."""
    data = json.loads(dump(project))
    few = data | {"nodes": data["nodes"][:3], "links": data["links"][:2], "frames": []}
    return [
        dump(project),
        json.dumps(few | {"data": {}, "training": {}}),
        json.dumps(few),
        dump(blocky()),
        dump(layered()),
    ]


def _read(text: str | bytes) -> Project | None:
    """The project, or None where it is refused in one line."""
    try:
        return parse(text)
    except ProjectError as error:
        assert str(error) and "\n" not in str(error) and len(str(error)) <= 400
        return None


@pytest.mark.slow
@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_damaged_files_are_refused_or_sound(project: Project, chunk: int) -> None:
    generator = random.Random(chunk)
    bases = _bases(project)
    sound = 0
    for number in range(PER_CHUNK):
        base = bases[number // 2 % len(bases)]
        text = structural(generator, base) if number % 2 else textual(generator, base.encode())
        start = time.process_time()
        found = _read(text)
        assert time.process_time() - start < SLOWEST
        if found is not None:
            sound += 1
            written = dump(found)
            assert dump(parse(written)) == written
            problems(found)
    assert PER_CHUNK * 0.02 < sound < PER_CHUNK * 0.5, "most changes must bite, and some must not"


FORBIDDEN = ("exec", "compile", "import", "pickle.", "socket.", "subprocess.", "os.system", "os.exec", "os.posix_spawn")
WRITES = ("os.mkdir", "os.remove", "os.rename", "os.rmdir", "os.link", "os.symlink", "os.chmod", "os.truncate")
_heard: list[str] | None = None


def _listen(event: str, arguments: tuple[Any, ...]) -> None:
    if _heard is not None:
        reads = event == "open" and isinstance(arguments[1], str) and not set(arguments[1]) & set("wax+")
        if event == "compile" and arguments[1] == "<unknown>":
            return  # `ast.parse` of a Python layer: a tree, not code
        if event.startswith((*FORBIDDEN, *WRITES)) or (event == "open" and not reads):
            _heard.append(f"{event} {arguments!r:.200}")


@contextmanager
def _audited() -> Iterator[list[str]]:
    """Events that opening a file must not cause. An audit hook stays for good, so it is switched."""
    global _heard
    if not getattr(sys, "_netloom_audit", False):
        sys.addaudithook(_listen)
        sys._netloom_audit = True  # type: ignore[attr-defined]
    _heard = []
    try:
        yield _heard
    finally:
        _heard = None


def test_opening_runs_imports_and_writes_nothing(project: Project) -> None:
    bases = _bases(project)
    generator = random.Random(99)
    texts = [structural(generator, base) for base in bases for _ in range(200)]
    texts += [dump(project).replace('"conv_1"', json.dumps(word)) for word in ("__import__('os')", "os.system")]
    for text in texts:
        _read(text)  # the first time, pydantic builds the validators of our own kinds
    with _audited() as heard:
        for text in texts:
            _read(text)
    assert heard == []


def test_the_audit_hears() -> None:
    with _audited() as heard:
        eval(compile("1", "x", "eval"))  # noqa: S307
    assert any(event.startswith("compile") for event in heard)
