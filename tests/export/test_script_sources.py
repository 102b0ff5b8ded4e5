"""Scripts of projects with data of their own: the same samples, the same weights."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from PIL import Image

from app.data.load import load
from app.data.propose import propose
from app.graph.data_choice import DataChoice
from app.graph.project import Project
from nodes.registry import kind
from tests.export.test_script_runs import assert_same_run, written

HOUSES = Path("houses.csv")


def houses(rows: int = 60) -> str:
    """Prices by size, place and garden; with gaps, a comma in a text, and two sellers."""
    lines = ["size,rooms,place,garden,built,seller,price"]
    for row in range(rows):
        size = "" if row % 17 == 3 else f"{40 + row * 1.5}"
        place = ("north", '"old, town"', "south", "")[row % 4]
        built = f"{1960 + row % 50}-0{1 + row % 9}-11"
        lines.append(
            f"{size},{1 + row % 4},{place},{'true' if row % 3 else 'false'},{built},s{row % 7},{100 + 3.25 * row}"
        )
    return "\n".join(lines) + "\n"


def proposed(base: Path, source: str, options: dict[str, object], **data: object) -> Project:
    """The network that Netloom proposes for the data."""
    choice = DataChoice(source=source, options=options, **data)  # type: ignore[arg-type]
    project = propose(load(choice, base), choice)
    project.training = project.training.changed(epochs=2, threads=1, device="cpu")
    return project


@pytest.mark.parametrize("kind", ["stratified", "random", "time", "group"])
@pytest.mark.parametrize("target", ["price", "place"])
def test_a_table_with_words_and_gaps(kind: str, target: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / HOUSES).write_text(houses(), encoding="utf-8")
    options = {"path": HOUSES.name, "target": target, "group": "seller", "time": "built" if kind == "time" else ""}
    project = proposed(tmp_path, "csv", options, split=kind, validation=0.2, test=0.1)
    assert_same_run(project, tmp_path, monkeypatch, tmp_path)
    assert ruff(tmp_path / "train_it.py") == ""


@pytest.mark.parametrize(
    ("text", "options"),
    [
        ("a;b;y\n1,5;2;0\n2,5;;1\n" + "3,25;4;1\n4;5;0\n" * 8, {}),
        ("a\tb\ty\n" + "1\t2\tyes\n3\t5\tno\n2\t4\tno\n" * 6, {"target": "y"}),
        ("1,2,3.5\n" + "4,5,6.25\n7,8,1.75\n" * 8, {"header": False}),
        ("a,b,y\n" + "1,u,0\n,v,1\n3,,1\n4,v,1\n" * 5, {"missing": "drop rows", "categorical": "codes"}),
        ("zip,b,y\n" + "10115,1,0.5\n20095,2,1.5\n80331,3,\n" * 6, {"categories": ["zip"], "task": "numbers"}),
    ],
    ids=["decimal commas", "tabs", "no header", "dropped rows", "numbers as names"],
)
def test_tables_of_other_forms(
    text: str, options: dict[str, object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "own.csv").write_text(text, encoding="utf-8")
    project = proposed(tmp_path, "csv", {"path": "own.csv"} | options, split="random")
    assert_same_run(project, tmp_path, monkeypatch, tmp_path)
    assert ruff(tmp_path / "train_it.py") == ""


def test_parquet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    columns = {"a": list(range(40)), "b": [None, 1.5, 2.5, 3.5] * 10, "w": list("uvuw") * 10, "t": [True, False] * 20}
    pl.DataFrame(columns | {"y": [0, 1, 2, 1] * 10}).write_parquet(tmp_path / "own.parquet")
    project = proposed(tmp_path, "csv", {"path": "own.parquet"})
    assert_same_run(project, tmp_path, monkeypatch, tmp_path)
    assert ruff(tmp_path / "train_it.py") == ""


@pytest.mark.parametrize("layout", ["as stored", "pictures (N, H, W)", "pictures (N, H, W, C)"])
@pytest.mark.parametrize("answers", ["classes", "numbers", "words"])
def test_numpy_archives(layout: str, answers: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    random = np.random.RandomState(0)
    sizes = {"as stored": (30, 5), "pictures (N, H, W)": (30, 8, 8), "pictures (N, H, W, C)": (30, 8, 8, 3)}[layout]
    values = random.rand(*sizes) if layout == "as stored" else random.randint(0, 255, sizes).astype(np.uint8)
    truth = {"classes": np.arange(30) % 3, "numbers": random.rand(30, 2), "words": np.array(["a", "b", "c"] * 10)}
    np.savez(tmp_path / "own.npz", x=values, y=truth[answers])
    project = proposed(tmp_path, "numpy", {"path": "own.npz", "layout": layout})
    assert_same_run(project, tmp_path, monkeypatch, tmp_path)
    assert ruff(tmp_path / "train_it.py") == ""


def test_labels_that_do_not_exclude_each_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    random = np.random.RandomState(0)
    np.savez(tmp_path / "own.npz", x=random.rand(30, 5), y=random.randint(0, 2, (30, 3)).astype(np.float32))
    project = proposed(tmp_path, "numpy", {"path": "own.npz"})
    loss = next(each for each in project.graph if each.node.role == "loss")
    project.graph.put_instance(replace(loss, node=kind("BCEWithLogitsLoss")()))
    assert_same_run(project, tmp_path, monkeypatch, tmp_path)
    assert "moments(answers" not in (tmp_path / "train_it.py").read_text(encoding="utf-8")


@pytest.mark.parametrize("channels", ["gray", "color"])
@pytest.mark.parametrize("mode", ["RGB", "RGBA", "I;16"])
def test_picture_folders(channels: str, mode: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    random = np.random.RandomState(0)
    for label in ("cats", "dogs"):
        (tmp_path / "pets" / label).mkdir(parents=True)
        (tmp_path / "pets" / label / "notes.txt").write_text("no picture", encoding="utf-8")
        for number in range(8):
            shape = {"RGB": (9, 12, 3), "RGBA": (9, 12, 4), "I;16": (9, 12)}[mode]
            values = random.randint(0, 60000 if mode == "I;16" else 255, shape)
            picture = Image.fromarray(values.astype(np.uint16 if mode == "I;16" else np.uint8))
            picture.save(tmp_path / "pets" / label / f"{number}.png")
    project = proposed(tmp_path, "images", {"path": "pets", "size": 8, "channels": channels})
    assert_same_run(project, tmp_path, monkeypatch, tmp_path)
    text = written(project, tmp_path, tmp_path).read_text(encoding="utf-8")
    assert ("alpha_composite" in text) == (mode == "RGBA") and ("// 257" in text) == (mode == "I;16")
    assert ruff(tmp_path / "train_it.py") == ""


@pytest.mark.parametrize(
    ("source", "options"),
    [
        ("iris", {}),
        ("wine", {}),
        ("breast-cancer", {}),
        ("circles", {"samples": 200}),
        ("blobs", {"samples": 200, "centers": 4}),
        ("xor", {"samples": 200}),
    ],
)
def test_the_other_bundled_sources(
    source: str, options: dict[str, object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = proposed(
        tmp_path, source, options, standardize=source != "wine", validation=0.0 if source == "xor" else 0.2
    )
    assert_same_run(project, tmp_path, monkeypatch)
    assert ruff(tmp_path / "train_it.py") == ""


def ruff(path: Path) -> str:
    """What ruff would mend, in people's own projects."""
    found = ""
    for arguments in (["check", "--select", "E,F,W,I,UP,B,SIM"], ["format", "--diff"]):
        command = [sys.executable, "-m", "ruff", *arguments, "--isolated", "--no-cache", str(path)]
        done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
        found += done.stdout + done.stderr if done.returncode else ""
    return found
