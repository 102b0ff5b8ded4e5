"""Getting hold of the module: ``file.py:factory``. This runs the file, so only ever on the person's own command."""

from __future__ import annotations

import ast
import importlib.util
import inspect
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

from torch import nn

from app.errors import UsageError
from app.home import typed_path

_NAME = "netloom_imported"


def load_module(place: str) -> nn.Module:
    """The module that a place means.

    Args:
        place: a Python file, a colon, and the name of a function or class that gives the module when it is called
            without arguments, or of the module itself; after dots, of something inside.

    Raises:
        UsageError: there is no such file, folder or name, the file fails, or it gives no module.
    """
    file, _, name = place.rpartition(":")
    if not file or not name:
        raise UsageError(f"expected FILE.py:FACTORY, for example net.py:make_model, got {place!r}")
    path = typed_path(file).resolve()
    if not path.is_file():
        raise UsageError(f"{path} does not exist")
    with _beside(path.parent):
        found = _attribute(_run(path), name, path)
        made = found if isinstance(found, nn.Module) else _called(found, f"{path.name}:{name}")
    if not isinstance(made, nn.Module):
        raise UsageError(f"expected {path.name}:{name} to give a torch.nn.Module, got {type(made).__name__}")
    return made


def factories_in(path: Path) -> list[str]:
    """What may give a module in a Python file: functions without arguments and classes. The file is read, not run."""
    try:
        tree = ast.parse(path.read_bytes(), path.name)
    except (OSError, SyntaxError, ValueError):
        return []
    functions = [each.name for each in tree.body if isinstance(each, ast.FunctionDef) and not _asks(each.args)]
    classes = [each for each in tree.body if isinstance(each, ast.ClassDef) and each.bases]
    modules = [each.name for each in classes if not any(_asks(made.args, 1) for made in _makers(each))]
    return [name for name in (*functions, *reversed(modules)) if not name.startswith("_")]


def _asks(arguments: ast.arguments, given: int = 0) -> bool:
    """Whether something has to be given in a call, after what is given anyway."""
    needed = len(arguments.posonlyargs) + len(arguments.args) - len(arguments.defaults)
    return needed > given or None in arguments.kw_defaults


def _makers(made: ast.ClassDef) -> list[ast.FunctionDef]:
    return [each for each in made.body if isinstance(each, ast.FunctionDef) and each.name == "__init__"]


@contextmanager
def _beside(folder: Path) -> Iterator[None]:
    """Let the file import what lies beside it, as when it is run."""
    sys.path.insert(0, str(folder))
    try:
        yield
    finally:
        sys.path.remove(str(folder))


def _run(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(_NAME, path)
    if spec is None or spec.loader is None:
        raise UsageError(f"expected a Python file, got {path.name}")
    module = importlib.util.module_from_spec(spec)
    sys.modules[_NAME] = module  # dataclasses and pickles look their module up
    try:
        spec.loader.exec_module(module)
    except (Exception, SystemExit) as error:
        raise UsageError(f"{path.name} does not run: {_told(error)}") from error
    return module


def _attribute(module: ModuleType, name: str, path: Path) -> Any:
    found: Any = module
    for part in name.split("."):
        if not hasattr(found, part):
            raise UsageError(f"there is no {name} in {path.name}; it has {_choices(module)}")
        found = getattr(found, part)
    return found


def _choices(module: ModuleType) -> str:
    """What could have been meant: functions and module classes of the file itself."""
    names = [
        name
        for name, value in vars(module).items()
        if getattr(value, "__module__", None) == _NAME
        and (inspect.isfunction(value) or (inspect.isclass(value) and issubclass(value, nn.Module)))
    ]
    return ", ".join(names[:12]) or "no function and no module"


def _called(factory: Any, shown: str) -> Any:
    if not callable(factory):
        raise UsageError(f"expected {shown} to be a function, a class or a module, got {type(factory).__name__}")
    try:
        return factory()
    except (Exception, SystemExit) as error:
        raise UsageError(f"{shown}() does not run: {_told(error)}") from error


def _told(error: BaseException) -> str:
    """The error in a line, with the line of code where it came up."""
    frames = inspect.getinnerframes(error.__traceback__) if error.__traceback__ else []
    last = f" ({Path(frames[-1].filename).name}:{frames[-1].lineno})" if frames else ""
    return f"{type(error).__name__}: {' '.join(str(error).split())[:300]}{last}"
