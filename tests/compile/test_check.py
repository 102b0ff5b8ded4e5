"""The report of a project before it trains."""

from __future__ import annotations

import json
from dataclasses import replace

from app.compile.check import check
from app.graph.project import Project
from tests.compile.drawings import digits_cnn, draw


def test_a_sound_project() -> None:
    report = check(digits_cnn())
    assert report.can_train and report.problems == ()
    assert report.parameters == report.trainable == 1386
    rows = {row.name: row for row in report.rows}
    assert rows["pool_1"].shape == "(N, 8, 4, 4)" and rows["conv_1"].parameters == 80 and rows["conv_1"].trained
    json.dumps(report.to_json(), allow_nan=False)


def test_frozen_weights_count_but_are_not_trained() -> None:
    project = digits_cnn()
    project.graph.put_instance(replace(project.graph["id_conv_1"], frozen=True))
    report = check(project)
    assert (report.parameters, report.trainable) == (1386, 1306)


def test_errors_come_first_and_keep_it_from_training() -> None:
    nodes = ("x", "Input", {"shape": [4]}), ("linear", "Linear", {}), ("out", "Output", {}), ("loose", "ReLU", {})
    project = draw(*nodes, links="x > linear, linear > out")
    report = check(project)
    assert not report.can_train
    severities = [problem.severity for problem in report.problems]
    assert severities == sorted(severities) and "warning" in severities
    assert report.to_json()["problems"][0]["severity"] == "error"


def test_an_empty_project_is_no_crash() -> None:
    assert not check(Project()).can_train
