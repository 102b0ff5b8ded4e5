"""``import``: a PyTorch module somebody wrote becomes a project with its weights."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.errors import UsageError

if TYPE_CHECKING:
    from app.importing.importer import Imported

NAME = "import"


def command(
    place: Annotated[str, typer.Argument(metavar="FILE.py:FACTORY", help="Gives the module when it is called.")],
    out: Annotated[Path, typer.Option("--out", metavar="X.netloom", help="The project to write.")],
    inputs: Annotated[
        list[str] | None,
        typer.Option("--input", metavar="SIZES", help="1,3,32,32 or 1,16:int64, the batch first; one per input."),
    ] = None,
    keep: Annotated[
        bool, typer.Option("--keep", help="Keep calls that no node kind does as layers in Python, trusted here.")
    ] = False,
) -> int:
    """Draw a torch.nn.Module and keep its weights in X.runs. This runs the code in FILE.py: trust it first."""
    if out.suffix != ".netloom":
        raise UsageError(f"--out expects a file that ends in .netloom, got {out}")
    if not out.resolve().parent.is_dir():
        raise UsageError(f"there is no folder {out.resolve().parent} for --out")
    from app.importing.examples import made_up
    from app.importing.importer import ImportRefusedError, import_module
    from app.importing.keeping import keep as write
    from app.importing.loading import load_module

    model = load_module(place)
    try:
        imported = import_module(model, made_up(model, inputs or []), keep=keep)
    except ImportRefusedError as error:
        for call in error.unmapped:
            print(call, file=sys.stderr)
        if not error.keepable:
            raise
        raise ImportRefusedError(f"{error}; --keep keeps what it can as layers in Python") from None
    run = write(imported, out)
    _tell(imported, out, run.path)
    return 0


def _tell(imported: Imported, out: Path, folder: Path) -> None:
    blocks = [block.name for block in imported.project.blocks.values()]
    drawn = f"{len(imported.project.graph)} nodes" + (f", blocks {', '.join(blocks)}" if blocks else "")
    print(f"{out}: {drawn}; {sum(value.numel() for value in imported.weights.values()):,} numbers in {folder}")
    print(imported.checked.sentence)
    if imported.project.layers:
        print(f"kept in Python, trusted on this computer: {', '.join(imported.kept())}")
    if imported.fixed:
        print(
            "note: the module takes larger samples, too; the drawing holds the sizes of this example", file=sys.stderr
        )
    if imported.left:
        shown = ", ".join(imported.left[:6]) + (" ..." if len(imported.left) > 6 else "")
        print(f"note: the outputs do not use {shown}; left out", file=sys.stderr)
