"""Getting the module out of a file, and making up what to feed it with."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from torch import nn

from app.errors import UsageError
from app.importing.examples import made_up
from app.importing.loading import load_module

TEXT = """
import beside
from torch import nn

class Net(nn.Sequential):
    def __init__(self):
        super().__init__(nn.Linear(beside.WIDTH, 2))

def make():
    return Net()

def number():
    return 3

def broken():
    return 1 / 0

ready = make()
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (tmp_path / "beside.py").write_text("WIDTH = 4\n", encoding="utf-8")
    (tmp_path / "net.py").write_text(TEXT, encoding="utf-8")
    return tmp_path / "net.py"


@pytest.mark.parametrize("name", ["make", "Net", "ready"])
def test_functions_classes_and_modules_are_taken(file: Path, name: str) -> None:
    assert load_module(f"{file}:{name}")[0].in_features == 4


@pytest.mark.parametrize(
    ("name", "words"),
    [
        (":nothing", "there is no nothing in net.py; it has Net, make, number, broken"),
        (":number", "expected net.py:number to give a torch.nn.Module, got int"),
        (":broken", "net.py:broken() does not run: ZeroDivisionError: division by zero (net.py:16)"),
        (":beside", "to be a function, a class or a module, got module"),
        ("x:make", "net.pyx does not exist"),
        ("~nobody_here/net.py:make", "there is no home folder ~nobody_here on this computer"),
    ],
)
def test_what_does_not_fit_is_told(file: Path, name: str, words: str) -> None:
    with pytest.raises(UsageError) as caught:
        load_module(name if name.startswith("~") else f"{file}{name}")
    assert words in str(caught.value)


def test_a_file_that_fails_names_its_line(tmp_path: Path) -> None:
    (tmp_path / "bad.py").write_text("import torch\nraise SystemExit(1)\n", encoding="utf-8")
    with pytest.raises(UsageError, match=r"bad.py does not run: SystemExit: 1 \(bad.py:2\)"):
        load_module(f"{tmp_path / 'bad.py'}:make")


def test_a_place_without_a_name_is_told() -> None:
    with pytest.raises(UsageError, match=r"expected FILE.py:FACTORY"):
        load_module("net.py")


def test_sizes_are_read_with_the_batch_first() -> None:
    picture, tokens = made_up(nn.Embedding(7, 3), ["1,3,8,8", "N, 16:int64"])
    assert picture.shape[1:] == (3, 8, 8)
    assert tokens.shape[1:] == (16,)
    assert tokens.dtype == torch.int64
    assert int(tokens.max()) < 7


@pytest.mark.parametrize("text", ["", "3,a", "1,0,2", "1,2:half"])
def test_what_says_no_sizes_is_told(text: str) -> None:
    with pytest.raises(UsageError, match="for an input, got"):
        made_up(nn.Linear(2, 2), [text])


@pytest.mark.parametrize(
    ("model", "sizes"),
    [
        (nn.Sequential(nn.Linear(5, 2)), (5,)),
        (nn.Sequential(nn.Conv2d(3, 4, 3), nn.Flatten(), nn.Linear(4 * 26 * 26, 2)), (3, 28, 28)),
        (nn.Sequential(nn.Embedding(9, 4)), (16,)),
        (nn.LSTM(6, 4, batch_first=True), (16, 6)),
    ],
)
def test_sizes_are_guessed_from_the_first_layer(model: nn.Module, sizes: tuple[int, ...]) -> None:
    assert made_up(model, [])[0].shape[1:] == sizes


def test_what_cannot_be_guessed_is_asked_for() -> None:
    with pytest.raises(UsageError, match="cannot be guessed"):
        made_up(nn.ReLU(), [])
