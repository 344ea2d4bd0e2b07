"""A process that has imported the libraries once and forks for each run of pytest, which saves seconds each time.

Run as a script inside a copy of the tree. Each line on stdin is a JSON list, a time limit in seconds followed by
arguments of pytest; each line on stdout is the exit code of that run, -1 if time ran out. What the run prints is in
the file that the script's argument names.
"""

from __future__ import annotations

import importlib
import json
import os
import signal
import sys
import time
import traceback
from collections.abc import Sequence
from pathlib import Path

LIBRARIES = ("pytest", "torch", "mrcfile", "tifffile", "skimage.feature", "PyQt5.QtWidgets", "pyqtgraph")
LOOK = 0.02  # s between two looks whether a run has ended


def main() -> None:
    """Serve runs until stdin ends."""
    sys.path[0] = str(Path.cwd())  # as with `python -m pytest`
    for name in LIBRARIES:
        importlib.import_module(name)
    for line in sys.stdin:
        limit, *arguments = json.loads(line)
        sys.stdout.write(f"{run(arguments, sys.argv[1], limit)}\n")
        sys.stdout.flush()


def run(arguments: Sequence[str], output: str, limit: float) -> int:
    """Run pytest in a child process with a session of its own; return its exit code, -1 if `limit` seconds passed."""
    child = os.fork()
    if not child:
        os.setsid()
        _run_child(arguments, output)
    end = time.monotonic() + limit
    while time.monotonic() < end:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        time.sleep(LOOK)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return -1


def _run_child(arguments: Sequence[str], output: str) -> None:
    code = 3  # pytest's code of an internal error
    try:
        file = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        null = os.open(os.devnull, os.O_RDONLY)
        for number, target in ((null, 0), (file, 1), (file, 2)):
            os.dup2(number, target)
        import pytest

        code = int(pytest.main(list(arguments)))
        sys.stdout.flush()
    except BaseException:
        traceback.print_exc()
        raise
    finally:
        os._exit(code)  # the parent's exit handlers are not ours


if __name__ == "__main__":
    main()
