"""An isolated Python that runs many exported files and loads torch once: a process a file would load it every time."""

from __future__ import annotations

import json
import subprocess
import sys

from app.errors import RunError

_SERVER = """
import contextlib, io, json, runpy, sys
for line in sys.stdin:
    sys.argv, said, failed = json.loads(line), io.StringIO(), ""
    try:
        with contextlib.redirect_stdout(said):
            if sys.argv[0] == "-c":
                exec(compile(sys.argv.pop(1), "<string>", "exec"), {"__name__": "__main__"})
            else:
                runpy.run_path(sys.argv[0], run_name="__main__")
    except BaseException as error:
        failed = f"{type(error).__name__}: {error}"
    print(json.dumps([said.getvalue(), failed]), flush=True)
"""


class IsolatedPython:
    """Stands in for `app.export.alone.run_alone`. As there, neither this folder nor environment variables can help."""

    def __init__(self) -> None:
        command = [sys.executable, "-I", "-X", "utf8", "-c", _SERVER]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )

    def run(self, *arguments: str) -> str:
        """What a file, or the text after ``-c``, prints."""
        asked, answered = self._process.stdin, self._process.stdout
        assert asked is not None and answered is not None
        print(json.dumps(arguments), file=asked, flush=True)
        said, failed = json.loads(answered.readline())
        if failed:
            raise RunError(f"the exported file does not run: {failed}")
        return str(said)

    def close(self) -> None:
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()
