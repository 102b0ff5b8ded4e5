"""The headless program: commands, exit codes, errors in one line."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import Annotated

import typer

from app.cli import (
    check_command,
    deepen_command,
    demo_command,
    evaluate_command,
    examples_command,
    export_command,
    import_command,
    landscape_command,
    nodes_command,
    predict_command,
    screenshot_command,
    train_command,
    widen_command,
)
from app.cli.arguments import with_option
from app.cli.exit_codes import INTERRUPTED
from app.errors import NetloomError
from app.graph.files.strict_json import one_line
from app.graph.python_layers.trust import remember
from nodes.trusted import failure

_CLICK_ERROR: type[Exception] = next(base for base in typer.BadParameter.__mro__ if base.__name__ == "ClickException")

program = typer.Typer(
    name="netloom",
    help="Draw a neural network, train it, see why it learns, take it away as plain PyTorch. "
    "Without a command the window opens: python main.py [FILE].",
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
for _module in (
    examples_command,
    nodes_command,
    check_command,
    train_command,
    evaluate_command,
    predict_command,
    export_command,
    import_command,
    landscape_command,
    deepen_command,
    widen_command,
    screenshot_command,
    demo_command,
):
    _numbers = {"ignore_unknown_options": True} if _module is predict_command else {}  # -0.5,1 is a row, no option
    program.command(_module.NAME, context_settings=_numbers)(_module.command)


def _show_version(wanted: bool) -> None:
    if wanted:
        print(f"Netloom {_version()}")
        raise typer.Exit


def _version() -> str:
    try:
        return version("netloom")
    except PackageNotFoundError:
        return "from source"


@program.callback()
def _options(
    show: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Say the version and stop.")
    ] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error; works anywhere.")] = False,
) -> None:
    """Options of the program itself."""


def run(argv: Sequence[str]) -> int:
    """Run one command.

    Returns:
        0: done. 1: a sound project that cannot run. 2: bad usage or a bad file. 130: interrupted.
    """
    debug = "--debug" in argv
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a console of another code page shows ? rather than failing
    remember()
    try:
        given = [argument for argument in argv if argument != "--debug"]
        result = typer.main.get_command(program).main(args=given, prog_name="python main.py", standalone_mode=False)
        sys.stdout.flush()
        return result if isinstance(result, int) else 0
    except _CLICK_ERROR as error:
        text = error.format_message()  # type: ignore[attr-defined]
        return _fail(text or "no command given", error.exit_code, debug)  # type: ignore[attr-defined]
    except NetloomError as error:
        return _fail(str(error), error.exit_code, debug)
    except (KeyboardInterrupt, typer.Abort):
        return _fail("interrupted", INTERRUPTED, debug)
    except BrokenPipeError:  # the reader of a pipe has gone, for example `head`
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123
        return 0
    except Exception as error:
        own = failure(error)
        if own is not None:
            return _fail(f"a Python layer {own}", 1, debug)
        return _fail(f"internal error: {type(error).__name__}: {error} (--debug shows where)", 1, debug)


def _fail(text: str, code: int, debug: bool) -> int:
    if debug:
        traceback.print_exc()
    print(f"error: {one_line(with_option(text), 1000)}", file=sys.stderr)
    return code
