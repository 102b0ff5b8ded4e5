"""Figures by name, as a person reads them, and as a spreadsheet does."""

from __future__ import annotations

import csv
import io

from app.compile.analysis.csv import HEADER, figures_csv
from app.compile.analysis.engine import analyse
from app.compile.analysis.figures import FIGURES, FLOPS, MEMORY, PARAMETERS
from app.compile.analysis.rows import Row
from app.compile.drawing import infer
from app.graph.files.storage import load, resolve
from app.graph.project import Project
from tests.compile.drawings import digits_cnn
from tests.graph.blocky import blocky


def rows(project: Project, batch: int = 6) -> dict[str, Row]:
    return {row.name: row for row in analyse(infer(project), batch).total.inside}


def lines(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_every_figure_is_one_of_the_report() -> None:
    total = analyse(infer(digits_cnn()), 6).total
    assert {key: figure.of(total) for key, figure in FIGURES.items()}.items() <= total.to_json().items()


def test_numbers_in_words() -> None:
    assert PARAMETERS.told(56_242) == "56,242 parameters"
    assert FLOPS.told(2_689_536) == "2.69 M FLOPs"
    assert (MEMORY.told(2_075_460), MEMORY.text(0)) == ("2.0 MiB", "")
    assert FLOPS.told(0) == "0 FLOPs"


def test_a_spreadsheet_gets_plain_numbers() -> None:
    found = rows(digits_cnn())
    told = lines(figures_csv(found.values()))
    assert [line["node"] for line in told] == list(found)
    conv = next(line for line in told if line["node"] == "conv_1")
    assert conv["output"] == "(N, 8, 8, 8)" and conv["kind"] == "Conv2d"
    for key in HEADER[3:10]:
        assert conv[key] == str(getattr(found["conv_1"], key))
    assert (conv["receptive_field"], conv["stride"], conv["offset"]) == ("3×3", "1×1", "-1×-1")
    assert sum(int(line["memory"]) for line in told) == analyse(infer(digits_cnn()), 6).total.memory


def test_blocks_go_by_their_names() -> None:
    (second,) = lines(figures_csv([rows(blocky())["second"]]))
    assert second["kind"] == rows(blocky())["second"].block != "Block"


def test_a_receptive_field_is_explained() -> None:
    found = rows(load(resolve("resnet-18")), batch=1)
    (seen,) = found["maxpool"].sights
    assert seen.explained() == (
        "One unit sees 11×11 of image. The next unit sees the same 4 further (stride). "
        "The first one begins inside the padding, at −5 (offset)."
    )
    assert found["fc"].sights[0].explained() == "Every unit sees all of image."


def test_the_level_of_a_block_is_its_first_use() -> None:
    found = analyse(infer(blocky()), 6)
    assert found.level() is found.rows
    scope = next(key for key in blocky().blocks if found.level(key))
    assert all(row.id.rpartition("/")[2] == node_id for node_id, row in found.level(scope).items())
    assert found.level("nowhere") == {}


def test_rows_know_their_shapes() -> None:
    found = rows(blocky())
    assert [str(shape) for _, shape in found["stem"].shapes] == [str(infer(blocky()).at().shapes["stem", "y"])]
    assert dict(found["second"].shapes)["result"] == dict(found["second"].inside[-1].shapes)["y"]
