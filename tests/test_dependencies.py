"""What the code imports is declared and locked, not there by luck of another package."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
OWN = {"app", "nodes"}


def _plain(name: str) -> str:
    """A distribution's name as every tool writes it alike."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _imported() -> dict[str, str]:
    """Package -> a file that imports it."""
    found: dict[str, str] = {}
    for path in (*(ROOT / "app").rglob("*.py"), *(ROOT / "nodes").rglob("*.py"), ROOT / "main.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
                names.append(node.module)
            found.update({name.partition(".")[0]: str(path) for name in names})
    return {name: path for name, path in found.items() if name not in sys.stdlib_module_names | OWN}


def test_every_direct_import_is_declared_and_locked() -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    wanted = {_plain(re.split(r"[<>=~!\[ ]", each)[0]) for each in declared}
    lines = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    locked = {_plain(line.partition("==")[0].strip()) for line in lines if "==" in line}
    packages = packages_distributions()
    imported = _imported()
    assert "torch" in imported
    for name, path in sorted(imported.items()):
        owners = set(map(_plain, packages[name]))
        assert owners & wanted, f"{path} imports {name}, of {owners}, which pyproject.toml does not name"
        assert owners & locked, f"{path} imports {name}, of {owners}, which requirements.lock does not name"
