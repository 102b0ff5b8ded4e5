"""``import``: a module becomes a project and a run folder that the other commands take."""

from __future__ import annotations

from pathlib import Path

import pytest
from safetensors.torch import load_file

from app.graph.changes import connect, place
from app.graph.edits import apply_all
from app.graph.files.storage import load, save
from app.training.folder.run_folder import RunFolder
from tests.cli.conftest import Command

NET = """
from torch import nn

def make():
    return nn.Sequential(nn.Flatten(), nn.Linear(64, 16), nn.ReLU(), nn.Linear(16, 10))

class Odd(nn.Module):
    def forward(self, x):
        return x.cumprod(1).logcumsumexp(1)
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "net.py"
    path.write_text(NET, encoding="utf-8")
    return path


def test_import_gives_a_project_with_weights_that_export_takes(command: Command, file: Path, tmp_path: Path) -> None:
    out = tmp_path / "x.netloom"
    result = command("import", f"{file}:make", "--out", out, "--input", "1,1,8,8")
    assert result.code == 0, result.error
    assert "the same bits as the original" in result.out
    (folder,) = (tmp_path / "x.runs").iterdir()
    assert RunFolder.open(folder).state == "imported"
    exported = command("export", out, "--run", folder, "--out", tmp_path / "y.safetensors", "--format", "safetensors")
    assert exported.code == 0, exported.error
    assert load_file(tmp_path / "y.safetensors").keys() == load_file(folder / "checkpoints/best.safetensors").keys()
    checked = command("check", out)
    assert checked.code == 1
    assert "error: no data is chosen yet: choose what it learns from on the Data page" in checked.out


def test_training_begins_with_the_imported_weights(command: Command, file: Path, tmp_path: Path) -> None:
    out = tmp_path / "x.netloom"
    assert command("import", f"{file}:make", "--out", out, "--input", "1,1,8,8").code == 0
    (folder,) = (tmp_path / "x.runs").iterdir()
    project = load(out)
    for kind in ("Target", "CrossEntropyLoss"):
        apply_all(project, place(project, kind, 0, 0)[0])
    ids = {instance.name: instance.id for instance in project.graph}
    last = project.graph.links_into(ids["output"])[0]
    apply_all(project, connect(project, last.source, last.output, ids["loss"], "x"))
    apply_all(project, connect(project, ids["target"], "y", ids["loss"], "target"))
    save(project, out)
    chosen = ("data.source=digits", "training.lr=0", "training.threads=1")
    still = ("--epochs", "1", "--device", "cpu", *(word for each in chosen for word in ("--set", each)))
    result = command("train", out, "--run", tmp_path / "run", "--from", folder, *still)
    assert result.code == 0, result.error
    begun, ended = (load_file(each / "checkpoints/last.safetensors") for each in (folder, tmp_path / "run"))
    assert all((begun[name] == ended[name]).all() for name in begun)
    refused = command("train", out, "--run", tmp_path / "run", "--resume", "--from", folder)
    assert "it takes no --from" in refused.error


def test_calls_without_a_kind_are_listed_and_nothing_is_written(command: Command, file: Path, tmp_path: Path) -> None:
    result = command("import", f"{file}:Odd", "--out", tmp_path / "x.netloom", "--input", "1,4")
    assert result.code == 1
    assert "net.py:9: return x.cumprod(1).logcumsumexp(1)  " in result.error
    assert result.error.strip().splitlines()[-1].startswith("error: ")
    assert not list(tmp_path.glob("x.*"))


def test_calls_without_a_kind_are_kept_where_that_is_asked_for(command: Command, file: Path, tmp_path: Path) -> None:
    out = tmp_path / "x.netloom"
    refused = command("import", f"{file}:Odd", "--out", out, "--input", "1,4")
    assert refused.error.strip().endswith("; --keep keeps what it can as layers in Python")
    result = command("import", f"{file}:Odd", "--out", out, "--input", "1,4", "--keep")
    assert result.code == 0, result.error
    assert "kept in Python, trusted on this computer: Cumprod, Logcumsumexp" in result.out
    (folder,) = (tmp_path / "x.runs").iterdir()
    exported = command("export", out, "--run", folder, "--out", tmp_path / "y.py", "--format", "python")
    assert exported.code == 0, exported.error
    assert "return x.logcumsumexp(1)" in (tmp_path / "y.py").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("place", "out", "words"),
    [
        ("none.py:make", "x.netloom", "none.py does not exist"),
        ("net.py:make", "x.json", "--out expects a file that ends in .netloom"),
        ("net.py:make", "missing/x.netloom", "there is no folder"),
        ("net.py", "x.netloom", "expected FILE.py:FACTORY"),
    ],
)
def test_wrong_usage_is_one_line(
    command: Command, file: Path, tmp_path: Path, place: str, out: str, words: str
) -> None:
    result = command("import", str(tmp_path / place), "--out", tmp_path / out)
    assert result.code == 2
    assert words in result.error
    assert len(result.error.strip().splitlines()) == 1
