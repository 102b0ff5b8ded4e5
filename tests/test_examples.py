"""The bundled projects: readable, sound, laid out, trainable."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.graph.examples import GROUPS
from app.graph.files.format import dump
from app.graph.files.storage import examples, load
from app.graph.layout.layered import COLUMN, NODE_HEIGHT, NODE_WIDTH
from app.graph.validate import problems
from app.training.control import Control
from app.training.job import Job, Live, Watcher
from app.training.loop import train
from app.training.records.telemetry import Telemetry

NAMES = (
    "digits-logistic",
    "xor-mlp",
    "moons-mlp",
    "spirals-mlp",
    "digits-cnn",
    "digits-lenet",
    "digits-inception",
    "digits-resnet",
    "digits-densenet",
    "digits-mobilenet",
    "digits-vit",
    "scenes-unet",
    "digits-rows-lstm",
    "sonnets-gpt",
    "diabetes-regression",
    "tumours-selu",
    "spirals-fourier",
    "digits-highway",
    "digits-vae",
    "pairs-siamese",
)
PARAMETERS = {"digits-logistic": 650, "moons-mlp": 354, "digits-rows-lstm": 19_594, "digits-lenet": 61_706}
STEPS_AN_EPOCH = {"xor-mlp": 22, "tumours-selu": 25, "moons-mlp": 27, "spirals-mlp": 14, "diabetes-regression": 12}
"""Those with less than `ENOUGH`."""
ENOUGH = 48
"""Steps after which a loss has fallen."""
PATIENCE = {"digits-highway": 300}
"""Steps where it takes longer: thirty layers, whose gates are almost closed at the beginning."""


def test_all_are_there_in_their_groups() -> None:
    assert tuple(each.name for each in examples()) == NAMES
    assert all(each.group in GROUPS for each in examples())


@pytest.mark.parametrize("name", NAMES)
class TestExample:
    def test_text_title_and_thumbnail(self, name: str) -> None:
        (example,) = (each for each in examples() if each.name == name)
        assert 5 <= len(example.title) <= 40
        assert 150 <= len(example.summary) <= 600 and "\n" not in example.summary
        assert example.thumbnail is not None and 2_000 < example.thumbnail.stat().st_size < 200_000

    def test_saved_again_it_is_the_same_file(self, name: str) -> None:
        path = _path(name)
        assert dump(load(path)).encode() == path.read_bytes()

    def test_sound_and_laid_out(self, name: str) -> None:
        project = load(_path(name))
        assert problems(project) == []
        graph = project.graph
        for link in graph.links():
            source, target = graph[link.source], graph[link.target]
            assert target.x >= source.x + COLUMN or abs(target.y - source.y) >= NODE_HEIGHT, "ahead, or in another row"
        assert max(each.x for each in graph) <= 7 * COLUMN, "fits a window of 1600 px at a legible size"
        placed = list(graph)
        for index, one in enumerate(placed):
            for other in placed[index + 1 :]:
                assert abs(one.x - other.x) >= NODE_WIDTH or abs(one.y - other.y) >= NODE_HEIGHT

    def test_checks_without_problems(self, name: str) -> None:
        from app.compile.check import check

        report = check(load(_path(name)))
        assert report.problems == ()
        assert 0 < report.parameters < 250_000
        assert report.parameters == PARAMETERS.get(name, report.parameters)
        assert all(row.shape for row in report.rows if row.shapes)

    def test_learns_in_the_first_steps(self, name: str) -> None:
        project = load(_path(name))
        steps = PATIENCE.get(name, ENOUGH)
        epochs = -(-steps // STEPS_AN_EPOCH.get(name, ENOUGH))
        project.training = project.training.changed(epochs=epochs, warmup=0, device="cpu", threads=1)
        telemetry, control = Telemetry(), Control()
        outcome = train(Job(project), control, telemetry, [_Stop(control, steps)])
        assert outcome.state in ("finished", "stopped")
        losses = telemetry.column("loss")
        assert losses[-5:].mean() < losses[:5].mean()


class _Stop(Watcher):
    """Ends a run after a few steps."""

    def __init__(self, control: Control, steps: int) -> None:
        self._control, self._steps = control, steps

    def after_step(self, live: Live) -> None:
        if live.step >= self._steps:
            self._control.stop()


def _path(name: str) -> Path:
    (example,) = (each for each in examples() if each.name == name)
    return example.path
