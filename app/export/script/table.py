"""``read_data`` of a table: the decisions that Netloom took while reading are written down, column by column."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from app.compile.source.expressions import quoted
from app.compile.source.layout import Atom, Group, Item, laid_out
from app.data.columns import Column, is_missing
from app.data.table_file import Table, read_table
from app.errors import RunError
from app.export.script.brief import Brief
from app.export.script.split import takes_side
from app.export.script.table_cells import HELPERS, Cells, cells_of

PARQUET = (".parquet", ".pq")

_CSV = '''
def read_rows(path: Path) -> list[dict[str, str]]:
    """The rows of the table, by the names of its columns."""
    with path.open(encoding=ENCODING, newline="") as file:
        reader = csv.DictReader(FILE, skipinitialspace=True)
        return list(reader)
'''

_PARQUET = '''
def read_rows(path: Path) -> list[dict]:
    """The rows of the table, by the names of its columns."""
    return pl.read_parquet(path).to_dicts()
'''

_COLUMNS = {
    "numbers": '''
def numbers(cells: list) -> np.ndarray:
    """A column of numbers, (n, 1)."""
    return np.array(cells, dtype=np.float64)[:, None]
''',
    "codes": '''
def codes(cells: list[str], categories: tuple[str, ...]) -> np.ndarray:
    """The number of each cell's category, (n, 1)."""
    return np.array([[categories.index(cell)] for cell in cells])
''',
    "one_hot": '''
def one_hot(cells: list[str], categories: tuple[str, ...]) -> np.ndarray:
    """A column for each category, (n, categories)."""
    return np.eye(len(categories))[[categories.index(cell) for cell in cells]]
''',
}


def table(brief: Brief, options: Mapping[str, Any], path: Path) -> str:
    """The functions that read the table."""
    found = read_table(path, options["separator"], options["encoding"], options["header"])
    raw = _raw(path, options, found)
    columns = brief.dataset.columns
    cells = {each.name: cells_of(each, found.columns[each.name], [row[each.name] for row in raw]) for each in columns}
    target = _target_column(brief, found)
    said = cells_of(target, found.columns[target.name], [row[target.name] for row in raw])
    reader = _PARQUET if path.suffix.lower() in PARQUET else _csv(path, options, found)
    body = [*_kept(brief, options, found), *_features(columns, cells), *_answers(brief, target, said)]
    body += _side(brief, options, found, raw)
    helpers = [text for name, text in (HELPERS | _COLUMNS).items() if any(f"{name}(" in line for line in body)]
    returned = "tuple[np.ndarray, np.ndarray" + (", np.ndarray]" if takes_side(brief) else "]")
    width = brief.values.shape[1]
    answers = "classes (n,)" if brief.classes else "numbers (n, 1)"
    head = [f"def read_data(path: Path) -> {returned}:", f'    """Features (n, {width}) and {answers}."""']
    lines = [*head, "    rows = read_rows(path)", *("    " + line for line in body)]
    return "\n\n\n".join(text.strip("\n") for text in [reader, *helpers, "\n".join(lines)])


def table_constants(brief: Brief) -> list[str]:
    """Names of the features, categories of the columns that have some, and the classes."""
    lines: list[str] = []
    columns = brief.dataset.columns
    if all(each.kind == "number" for each in columns):
        lines += laid_out("FEATURES = ", Group("", tuple(Item(Atom(quoted(each.name))) for each in columns)))
    named = [each for each in columns if each.categories]
    if named:
        lines.append("CATEGORIES = {")
        for each in named:
            texts = tuple(Item(Atom(quoted(text))) for text in each.categories)
            lines += laid_out(f"    {quoted(each.name)}: ", Group("", texts), ",")
        lines.append("}")
    if brief.classes:
        lines += laid_out("CLASSES = ", Group("", tuple(Item(Atom(quoted(each))) for each in brief.classes)))
    return lines


def _raw(path: Path, options: Mapping[str, Any], found: Table) -> list[dict[str, Any]]:
    """The cells as the script will see them."""
    if path.suffix.lower() in PARQUET:
        import polars as pl

        return pl.read_parquet(path).to_dicts()
    with path.open(encoding=_encoding(path, options), newline="") as file:
        names = None if options["header"] else list(found.columns)
        mark = _separator(path, options, found)
        rows = list(csv.DictReader(file, names, delimiter=mark, skipinitialspace=True))
    wanted = list(found.columns)
    if not rows or list(rows[0]) != wanted or len(rows) != len(found):
        raise RunError(
            f"{path.name} has blank rows or column names with blanks around them, which a plain reader keeps: "
            "tidy the file, or save it as Parquet"
        )
    return rows


def _encoding(path: Path, options: Mapping[str, Any]) -> str:
    if options["encoding"] == "auto":
        with path.open("rb") as file:
            begin = file.read(3)
        return "utf-16" if begin[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    return "utf-8-sig" if options["encoding"] == "utf-8" else str(options["encoding"])


def _separator(path: Path, options: Mapping[str, Any], found: Table) -> str:
    """The separator that gives the columns that were read."""
    if options["separator"] != "auto":
        return {"tab": "\t"}.get(options["separator"], str(options["separator"]))
    with path.open(encoding=_encoding(path, options), newline="") as file:
        line = file.readline()
    for mark in (",", ";", "\t", "|"):
        if len(next(csv.reader([line], delimiter=mark, skipinitialspace=True), [])) == len(found.columns):
            return mark
    return ","


def _csv(path: Path, options: Mapping[str, Any], found: Table) -> str:
    mark = _separator(path, options, found)
    given = "file" + ("" if options["header"] else ", names") + ("" if mark == "," else f", delimiter={quoted(mark)}")
    names = f'    names = [f"column_{{n}}" for n in range(1, {len(found.columns) + 1})]\n'
    text = _CSV if options["header"] else _CSV.replace("    with", f"{names}    with")
    return text.replace("ENCODING", quoted(_encoding(path, options))).replace("FILE", given)


def _target_column(brief: Brief, found: Table) -> Column:
    name = next(iter(brief.dataset.targets))
    if brief.classes:
        return Column(name, "codes", brief.classes)
    return Column(name, "date" if found.columns[name].type == "date" else "number")


def _kept(brief: Brief, options: Mapping[str, Any], found: Table) -> list[str]:
    """Rows without an answer are left out, and those with a gap where the options say so."""
    names = [next(iter(brief.dataset.targets))]
    if options["missing"] == "drop rows":
        names += [each.name for each in brief.dataset.columns]
    holes = [name for name in names if any(is_missing(cell) for cell in found.columns[name].cells)]
    numbers = [name for name in holes if found.columns[name].type == "number"]
    texts = [name for name in holes if name not in numbers]
    lines = [f"rows = [row for row in rows if not math.isnan(number(row[{quoted(name)}]))]" for name in numbers]
    return lines + [f"rows = [row for row in rows if not missing(row[{quoted(name)}])]" for name in texts]


def _features(columns: tuple[Column, ...], cells: Mapping[str, Cells]) -> list[str]:
    ways = {cells[each.name] for each in columns}
    if _alike(columns, cells):
        (way,) = ways
        cell = way.pattern.replace("CELL", "row[name]")
        return [
            f"features = [[{cell} for name in FEATURES] for row in rows]",
            "features = np.array(features, dtype=np.float64)",
        ]
    lines = ["columns = ["]
    for each in columns:
        lines += ["    " + line for line in _column(each, cells[each.name])]
    lines += ["]", "features = np.concatenate(columns, axis=1)"]
    return lines


def _alike(columns: tuple[Column, ...], cells: Mapping[str, Cells]) -> bool:
    """Whether all columns hold numbers that are read in one way."""
    return all(each.kind == "number" for each in columns) and len({cells[each.name] for each in columns}) == 1


def _column(column: Column, cells: Cells) -> list[str]:
    """The features of one column, as an entry of the list."""
    cell = cells.text(column.name)
    rows = f"[{cell} for row in rows]"
    if column.kind == "one-hot":
        items = (Item(Atom(rows)), Item(Atom(f"CATEGORIES[{quoted(column.name)}]")))
        return _entry("one_hot", items)
    if column.kind == "codes":
        items = (Item(Atom(rows)), Item(Atom(f"CATEGORIES[{quoted(column.name)}]")))
        return _entry("codes", items)
    return _entry("numbers", (Item(Atom(rows)),))


def _entry(function: str, items: tuple[Item, ...]) -> list[str]:
    """Laid out for the twelve columns that it will stand at."""
    return [line[8:] for line in laid_out(" " * 8, Group(function, items), ",")]


def _answers(brief: Brief, target: Column, cells: Cells) -> list[str]:
    text = cells.text(target.name)
    if brief.classes:
        return [f"answers = np.array([CLASSES.index({text}) for row in rows])"]
    return [
        f"answers = np.array([[{text}] for row in rows], dtype=np.float64)",
        "answers = answers.astype(np.float32)",
    ]


def _side(brief: Brief, options: Mapping[str, Any], found: Table, raw: list[dict[str, Any]]) -> list[str]:
    """The column that the split goes by, and the return."""
    if not takes_side(brief):
        return ["return features.astype(np.float32), answers"]
    name = options["group" if brief.choice.split == "group" else "time"]
    kind = found.columns[name].type
    column = Column(name, "date" if kind == "date" else "number") if kind != "text" else None
    if column is None:
        values = f"row[{quoted(name)}].strip()"
    else:
        values = cells_of(column, found.columns[name], [row[name] for row in raw]).text(name)
        values = values if kind == "date" or "(" in values else f"float({values})"
    return [f"side = np.array([{values} for row in rows])", "return features.astype(np.float32), answers, side"]
