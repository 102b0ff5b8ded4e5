"""A network that was trained on a text goes on writing."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import numpy as np
import pytest
import torch

from app.compile.bindings import bindings_of
from app.compile.module import compile_project
from app.data.load import load
from app.data.prepare import prepare
from app.data.propose import propose
from app.errors import DataError, UsageError
from app.graph.changes import set_params
from app.graph.data_choice import DataChoice
from app.graph.edits import apply_all
from app.graph.project import Project
from app.training.answers.predict import Predictor
from app.training.answers.sampling import Sampling, writes
from app.training.answers.writing import Writer
from app.zoo.laptop.gpt import STEPS, sonnets_gpt


def predictor(project: Project, base: Path | None = None) -> Predictor:
    """Untrained, with the same weights every time."""
    torch.manual_seed(3)
    compiled = compile_project(project)
    return Predictor(compiled, prepare(project.data, bindings_of(project), base))


@pytest.fixture(scope="module")
def gpt() -> Writer:
    return Writer(predictor(sonnets_gpt()))


@pytest.fixture
def reader(tmp_path: Path) -> Project:
    """An LSTM over 12 characters of a text with six different ones."""
    (tmp_path / "t.txt").write_text("ab cd\n" * 40, encoding="utf-8")
    choice = DataChoice(source="text", options={"path": "t.txt", "steps": 12}, split="time")
    return propose(load(choice, tmp_path), choice)


def text(writer: Writer, prompt: str, length: int = 12, **how: float) -> str:
    return "".join(writer.continued(prompt, length, Sampling(**how)))  # type: ignore[arg-type]


def test_a_seed_writes_the_same_text_again_and_leaves_torch_alone(gpt: Writer) -> None:
    before = torch.get_rng_state()
    first = text(gpt, "Shall I compare", seed=1)
    assert len(first) == 12 and text(gpt, "Shall I compare", seed=1) == first
    assert len({text(gpt, "Shall I compare", seed=seed) for seed in range(4)}) == 4
    assert torch.equal(before, torch.get_rng_state())


def test_at_temperature_zero_the_likeliest_character_comes_whatever_the_seed(gpt: Writer) -> None:
    codes = gpt._dataset.codes("Shall I compare")
    wanted = ""
    for _ in range(6):
        code = int(gpt.said(codes).argmax())
        codes, wanted = np.append(codes, code), wanted + gpt._dataset.vocabulary[code]
    assert text(gpt, "Shall I compare", 6, temperature=0.0, seed=5) == wanted
    assert text(gpt, "Shall I compare", 6, temperature=2.0, top_k=1) == wanted


def test_the_answer_for_a_prefix_does_not_depend_on_what_follows(gpt: Writer) -> None:
    """What a whole text gives at a place is what the text up to that place gives, filled up with something else."""
    codes = gpt._dataset.input()[7]
    everywhere = gpt._everywhere(codes[None])[0]
    for place in (0, 1, 20, STEPS - 1):
        assert np.allclose(gpt.said(codes[: place + 1]), everywhere[:, place], atol=1e-5)


def test_of_a_long_text_the_last_characters_count(gpt: Writer) -> None:
    whole = "".join(gpt._dataset.characters(row) for row in range(3))
    assert gpt.context == STEPS
    assert text(gpt, whole, 5, seed=0) == text(gpt, whole[-STEPS:], 5, seed=0)
    assert not np.allclose(gpt.said(gpt._dataset.codes(whole)), gpt.said(gpt._dataset.codes(whole[-STEPS + 9 :])))


def test_a_text_of_ones_own_with_its_own_characters(reader: Project, tmp_path: Path) -> None:
    writer = Writer(predictor(reader, tmp_path))
    assert set(text(writer, "", 60, temperature=1.5, seed=0)) == set("abcd \n")
    assert len(list(islice(writer.continued("ab", 10**9), 3))) == 3  # drawn one by one: it can be left at any time
    with pytest.raises(DataError, match="'X' is none of the 6 characters"):
        writer.continued("abX")


def test_a_network_that_looks_ahead_is_refused(reader: Project, tmp_path: Path) -> None:
    lstm = next(each.id for each in reader.graph if each.name.startswith("lstm"))
    apply_all(reader, set_params(reader, [lstm], bidirectional=True))
    with pytest.raises(DataError, match="reads what comes behind"):
        Writer(predictor(reader, tmp_path))


def test_what_was_not_trained_on_a_text_does_not_write() -> None:
    project = propose(load(DataChoice()), DataChoice())
    judge = predictor(project)
    assert not writes(judge.prepared.dataset)
    with pytest.raises(DataError, match="cannot continue a text"):
        Writer(judge)


def test_many_places_have_one_answer_in_words(gpt: Writer) -> None:
    """A text judged like any sample, without being continued."""
    (found,) = gpt._predictor.predict(gpt._dataset.input()[:2])
    assert len(found.label(0)) == STEPS and sum(share for _, share in found.ranking(1)) == pytest.approx(1, abs=1e-4)


def test_chances_at_a_temperature() -> None:
    said = np.array([0.1, 0.6, 0.3, 0.0])
    assert Sampling(1.0).chances(said) == pytest.approx(said)
    assert Sampling(0.5).chances(said) == pytest.approx(said**2 / (said**2).sum())
    assert Sampling(1.0, top_k=2).chances(said) == pytest.approx([0, 2 / 3, 1 / 3, 0])
    assert Sampling(0.0).chances(said).tolist() == [0, 1, 0, 0]


@pytest.mark.parametrize("wrong", [{"temperature": -1.0}, {"temperature": float("nan")}, {"top_k": 0}, {"seed": -1}])
def test_numbers_out_of_range_are_told(wrong: dict[str, float]) -> None:
    with pytest.raises(UsageError, match="must be"):
        Sampling(**wrong)  # type: ignore[arg-type]
