"""Netloom: `python main.py [FILE]` opens the window, `python main.py COMMAND ...` works without one."""

import os
import sys

from app.cli.names import COMMANDS


def main(argv: list[str]) -> int:
    """Run one command or the window; gives the exit code."""
    if argv and (argv[0] in COMMANDS or argv[0].startswith("-")):
        return headless(argv)
    if argv and not has_display():
        print("error: no display for the window; `python main.py --help` lists what works without", file=sys.stderr)
        return 1
    if not has_display():
        print("No display found: the same job without a window, on the bundled digits CNN, into out/", flush=True)
        return headless(["demo", "--out", "out"])
    from app.ui.app import start

    return start(argv)


def headless(argv: list[str]) -> int:
    """Run one command without a window."""
    from app.cli.main import run

    return run(argv)


def has_display() -> bool:
    """Whether a window can be shown: always on Windows and macOS, elsewhere where a display server is named."""
    if sys.platform in ("win32", "darwin"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
