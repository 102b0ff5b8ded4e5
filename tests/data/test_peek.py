"""Column names and archive keys without reading the whole file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl

from app.data.peek import choices


def test_columns_and_keys(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("x;größe;y\n" + "1,5;2;3\n" * 60_000, encoding="utf-8")
    assert choices("csv", {"path": "a.csv"}, tmp_path) == ("x", "größe", "y")
    assert choices("csv", {"path": "a.csv", "header": False}, tmp_path) == ("column_1", "column_2", "column_3")
    pl.DataFrame({"p": [1], "q": [2]}).write_parquet(tmp_path / "a.parquet")
    assert choices("csv", {"path": "a.parquet"}, tmp_path) == ("p", "q")
    np.savez(tmp_path / "a.npz", images=np.zeros(3), labels=np.zeros(3))
    assert choices("numpy", {"path": "a.npz"}, tmp_path) == ("images", "labels")


def test_nothing_to_choose(tmp_path: Path) -> None:
    (tmp_path / "bad.parquet").write_bytes(b"no")
    (tmp_path / "bad.npz").write_bytes(b"no")
    assert choices("digits", {}) == ()
    assert choices("csv", {"path": "none.csv"}, tmp_path) == ()
    assert choices("csv", {"path": "bad.parquet"}, tmp_path) == ()
    assert choices("numpy", {"path": "bad.npz"}, tmp_path) == ()
