"""Processes of the program that start at once: each is forked from one that has loaded the libraries.

Loading them takes seconds of processor time, more than most of what such a process does in a test.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Self, TextIO

PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(
    [
        "iceboxer.engine.picking.watch",
        "iceboxer.engine.picking.cluster",
        "iceboxer.engine.picking.worker",
        "iceboxer.engine.training.any_job",
        "iceboxer.boxmanager.window.main_window",
        "distributed",
    ]
)
COMMAND_LINE = "iceboxer.engine.cli.main:main"


@dataclass(frozen=True)
class Ended:
    """What a process that has ended leaves."""

    returncode: int
    stdout: str
    stderr: str


class Forked:
    """A running process: `entry` is a "module:function" without arguments, called as a program with `arguments`.

    Its names are those of `subprocess.Popen`. The environment is `environment` alone, but too late for what the
    libraries read when they are loaded.
    """

    def __init__(self, entry: str, arguments: Sequence[object], environment: Mapping[str, str] | None = None) -> None:
        handle, self._errors = tempfile.mkstemp(prefix="iceboxer-forked-")
        os.close(handle)
        self._mine, its = PROCESSES.Pipe(duplex=False)
        words, variables = [entry, *map(str, arguments)], dict(os.environ if environment is None else environment)
        self._process = PROCESSES.Process(target=_become, args=(entry, words, variables, its, self._errors))
        self._process.start()
        its.close()
        self.stdout: TextIO = open(self._mine.fileno(), encoding="utf-8", closefd=False)  # noqa: SIM115

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()
        self.wait()
        self.stdout.close()
        self._mine.close()
        Path(self._errors).unlink()

    @property
    def stderr(self) -> str:
        """What it has written to stderr so far."""
        return Path(self._errors).read_text(encoding="utf-8")

    @property
    def returncode(self) -> int | None:
        """The exit code of a process that has ended."""
        return self._process.exitcode

    def poll(self) -> int | None:
        """Return the exit code; None if it is running."""
        return self.returncode

    def wait(self) -> int | None:
        """Wait for its end and return the exit code."""
        self._process.join()
        return self.returncode

    def send_signal(self, number: signal.Signals) -> None:
        """Send a signal, if it is running."""
        if self._process.pid is not None and self._process.is_alive():
            os.kill(self._process.pid, number)

    def kill(self) -> None:
        """Kill it, if it is running."""
        self._process.kill()


def run(entry: str, arguments: Sequence[object], environment: Mapping[str, str] | None = None) -> Ended:
    """Run a program to its end."""
    with Forked(entry, arguments, environment) as process:
        output = process.stdout.read()
        code = process.wait()
        assert code is not None
        return Ended(code, output, process.stderr)


def _become(entry: str, words: list[str], variables: dict[str, str], output: Connection, errors: str) -> None:
    """Run a program in the new process, and end the process with its exit code."""
    os.dup2(output.fileno(), 1)
    with Path(errors).open("wb") as file:
        os.dup2(file.fileno(), 2)
    sys.stdout = open(1, "w", encoding="utf-8", buffering=1, closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", encoding="utf-8", buffering=1, closefd=False)  # noqa: SIM115
    os.environ.clear()
    os.environ.update(variables)
    sys.argv[:] = words
    module, name = entry.split(":")
    try:
        code = getattr(import_module(module), name)()
    except SystemExit as ended:
        code = ended.code
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code if isinstance(code, int) else 0 if code is None else 1)
