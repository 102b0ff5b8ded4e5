"""2,000 damaged projects that can still be read: `check` reports and analyses, whatever is drawn, and never raises."""

from __future__ import annotations

import random
import time

import pytest

from app.errors import ProjectError
from app.graph.files.format import dump, parse
from app.graph.files.storage import examples
from app.graph.project import Project
from tests.graph.mutations import structural

CHUNKS = 4
PER_CHUNK = 500


@pytest.mark.slow
@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_check_reports_whatever_is_drawn(project: Project, chunk: int) -> None:
    from app.compile.check import check

    generator = random.Random(1000 + chunk)
    bases = [dump(project), *(each.path.read_text(encoding="utf-8") for each in examples())]
    checked = refused = 0
    check(project)  # imports torch
    while checked < PER_CHUNK:
        try:
            found = parse(structural(generator, bases[checked % len(bases)]))
        except ProjectError:
            refused += 1
            continue
        start = time.process_time()
        report = check(found, batch=8)
        assert time.process_time() - start < 2
        assert report.can_train == all(problem.severity != "error" for problem in report.problems)
        assert all(problem.message and "\n" not in problem.message for problem in report.problems)
        checked += 1
    assert refused > PER_CHUNK
