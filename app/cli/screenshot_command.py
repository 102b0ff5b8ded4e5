"""``screenshot``: the real window, drawn off-screen."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Literal

import typer

from app.cli.arguments import File, Trust, open_project
from app.errors import RunError

NAME = "screenshot"

Page = Literal["welcome", "build", "train", "landscape", "data", "lab"]


def command(
    file: File,
    out: Annotated[Path, typer.Option("--out", metavar="PNG", help="Where the picture goes.")],
    page: Annotated[Page, typer.Option(help="Which page of the window.")] = "build",
    theme: Annotated[Literal["dark", "light"], typer.Option(help="Colours.")] = "dark",
    run: Annotated[Path | None, typer.Option("--run", metavar="DIR", help="A run to show in the window.")] = None,
    trust: Trust = False,
) -> int:
    """A picture of the window with a project open, 1600x1000."""
    open_project(file, trust)  # a bad file is told in one line before a window is made
    take_screenshot(file, out, page, theme, run)
    print(out)
    return 0


def take_screenshot(file: str, out: Path, page: str = "build", theme: str = "dark", run: Path | None = None) -> None:
    """Draw the window into a PNG file.

    Raises:
        RunError: the libraries that Qt needs are missing.
    """
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    out.parent.mkdir(parents=True, exist_ok=True)
    try:
        from app.ui.screenshot import take

        take(file, out, page, theme, run=run)
    except ImportError as error:
        raise RunError(f"the window cannot be drawn here: {error}") from None
