"""Runs that begin with weights that are there: matched by name and shape, told in the run, written and read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from app.errors import RunError
from app.graph.changes import set_params
from app.graph.document import Document
from app.graph.project import Project
from app.training.control import Control
from app.training.folder.opening import load_weights
from app.training.folder.run_folder import RunFolder
from app.training.job import Job
from app.training.loop import train
from app.training.records.telemetry import Telemetry
from app.training.starts.start_file import read_start, start_of_run, write_start
from app.training.starts.warm_start import WarmStart
from tests.training.conftest import run_once
from tests.training.grown import drawn, loaded, trained

NET = drawn(
    ("fc_1", "Linear", {"out_features": 4}),
    ("norm", "BatchNorm1d", {}),
    ("fc_2", "Linear", {"out_features": 3}),
    shape=(4,),
)


def test_a_run_begins_where_another_ended_and_says_so(cnn: Project, tmp_path: Path) -> None:
    first, _, _ = run_once(cnn, tmp_path / "first")
    second = RunFolder.create(tmp_path / "second", cnn)
    control = Control()
    control.stop()  # before the first update
    telemetry = Telemetry()
    assert train(Job(cnn, second, start=start_of_run(first)), control, telemetry).state == "stopped"
    began, ended = load_weights(RunFolder.open(second.path), "last"), load_weights(first)
    assert all(torch.equal(began[name], ended[name]) for name in ended)
    assert telemetry.events[0].text == "starts from first, best weights: 9 tensors kept"
    facts = json.loads((second.path / "run.json").read_text(encoding="utf-8"))["start"]
    assert (facts["from"], facts["new"], len(facts["kept"])) == ("first, best weights", [], 9)


def test_a_resumed_run_has_its_own_weights(cnn: Project, tmp_path: Path) -> None:
    start = WarmStart("elsewhere", {"linear_1.bias": torch.full((10,), 7.0)})
    run, _, _ = run_once(cnn, tmp_path / "run")
    train(Job(cnn, run, resume=True, start=start), Control(), Telemetry())
    assert load_weights(run, "last")["linear_1.bias"].max() < 7


def test_a_module_takes_all_its_tensors_or_none() -> None:
    wider = NET.copy()
    Document(wider).do("wider", set_params(wider, ["fc_1"], out_features=6))
    start = trained(NET)
    _, carried = start.fitting(loaded(wider, trained(wider)).root.state_dict())
    assert carried.kept == ()  # fc_2.bias alone would fit, and norm.num_batches_tracked
    assert set(carried.left) == set(start.weights)
    with pytest.raises(RunError, match=r"none of the weights from run first fits the drawing"):
        start.put(loaded(wider, trained(wider)))


def test_newer_weights_win_and_older_ones_serve_what_was_taken_back() -> None:
    old = trained(NET)
    newer = WarmStart("newer", {"fc_2.weight": torch.ones(3, 4), "fc_2.bias": torch.ones(3)}, before=old)
    found, carried = newer.fitting(old.weights)
    assert found["fc_2.bias"].sum() == 3 and torch.equal(found["fc_1.bias"], old.weights["fc_1.bias"])
    assert len(carried.kept) == len(old.weights) and carried.left == ()


def test_every_weight_is_counted_once_and_dropped_ones_are_told() -> None:
    origin = WarmStart("run first", {name: torch.zeros(1) for name in ("a", "b", "c", "helper")})
    names = frozenset({"b", "d"})  # d came with a block that was widened later; both lists may name what is gone
    grown = WarmStart("run first", dict.fromkeys("abcd", torch.zeros(1)), names | {"x"}, frozenset({"d", "y"}), origin)
    assert grown.carried.counts == "2 tensors kept, 1 grown, 1 new, 1 left"
    assert (grown.carried.kept, grown.carried.left) == (("a", "c"), ("helper",))


def test_a_start_is_written_and_read_again(tmp_path: Path) -> None:
    start = WarmStart("run first", trained(NET).weights, frozenset({"fc_1.weight"}), frozenset({"fc_2.weight"}))
    write_start(tmp_path / "net.start.safetensors", start)
    again = read_start(tmp_path / "net.start.safetensors")
    assert (again.origin, again.grown, again.new) == (start.origin, start.grown, start.new)
    assert all(torch.equal(again.weights[name], start.weights[name]) for name in start.weights)


def test_any_safetensors_file_serves_and_others_are_refused(tmp_path: Path) -> None:
    save_file({"fc_1.bias": torch.zeros(4)}, tmp_path / "plain.safetensors")
    assert read_start(tmp_path / "plain.safetensors").origin == "plain.safetensors"
    save_file({"a": torch.zeros(1)}, tmp_path / "odd.safetensors", {"start": "[]"})
    (tmp_path / "text.safetensors").write_text("no weights", encoding="utf-8")
    for name, reason in (("odd", "none of ours"), ("text", "expected a run folder or a safetensors"), ("no", "exist")):
        with pytest.raises(RunError, match=reason):
            read_start(tmp_path / f"{name}.safetensors")
    with pytest.raises(RunError, match="holds no run"):
        read_start(tmp_path)
