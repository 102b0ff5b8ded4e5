"""Netloom: `python main.py [FILE]` opens the window, `python main.py COMMAND ...` works without one."""

import sys

from app.cli.names import COMMANDS


def main(argv: list[str]) -> int:
    """Run one command or the window; gives the exit code."""
    if argv and (argv[0] in COMMANDS or argv[0].startswith("-")):
        from app.cli.main import run

        return run(argv)
    from app.ui.app import start

    return start(argv)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
