"""Temporary files, and the removal of those that killed processes left behind.

The name of such a file holds the process, where it runs, and which run of the process made it. In containers and on
clusters host names and process numbers repeat, so a file is removed only if its process is known to have ended, or if
the file has not changed for `ABANDONED` seconds by the clock of its own file system.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import socket
from contextlib import suppress
from functools import cache, partial
from pathlib import Path

import psutil

from iceboxer.engine.data.regular_file import retry_stale

PREFIX = ".iceboxer-"  # of temporary files; process number, machine, run of the process and a random part follow
ABANDONED = 3600.0  # s without a change after which no process can still be writing a temporary file
_NAME = re.compile(rf"{re.escape(PREFIX)}(\d{{1,9}})-([0-9a-f]{{12}})-([0-9a-f]{{8}})-[0-9a-f]{{8}}(\..*)?", re.ASCII)


def choose_temporary_name(suffix: str) -> str:
    """Return a name for a temporary file of this process."""
    return f"{PREFIX}{os.getpid()}-{machine()}-{_run(os.getpid())}-{secrets.token_hex(4)}{suffix}"


def remove_remains(folder: Path) -> None:
    """Remove temporary files of killed processes in `folder`, not in its subfolders.

    They are hidden and harmless, but would fill the disk over time.
    """
    with suppress(OSError):  # a missing or read-only folder needs no cleaning
        others = [path for path in folder.glob(f"{PREFIX}*") if _is_foreign(path)]
        now = clock_of(folder) if others else 0.0
        for path in others:
            with suppress(OSError):  # another process removed it
                if _has_ended(path) or now - path.lstat().st_mtime > ABANDONED:
                    path.unlink(missing_ok=True)


@cache
def machine() -> str:
    """Return a mark that is the same for two processes only if their process numbers can be compared."""
    parts = [socket.gethostname()]
    with suppress(OSError):  # these exist on Linux only
        parts.append(Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii"))
        parts.append(str(Path("/proc/self/ns/pid").readlink()))  # a container numbers its own processes
    return hashlib.sha256("\n".join(parts).encode(errors="replace")).hexdigest()[:12]


@cache
def _run(process: int) -> str:  # noqa: ARG001  (a forked process has another number and needs another mark)
    """Return a mark of this run of the process."""
    return secrets.token_hex(4)


def _is_foreign(path: Path) -> bool:
    """Return whether another run of the program made a temporary file."""
    made_by = _NAME.fullmatch(path.name)
    return made_by is not None and made_by[3] != _run(os.getpid())


def _has_ended(path: Path) -> bool:
    """Return whether the process that made a temporary file is known to have ended."""
    made_by = _NAME.fullmatch(path.name)
    if made_by is None or made_by[2] != machine():
        return False
    number = int(made_by[1])
    return number == os.getpid() or not psutil.pid_exists(number)  # an earlier process had our number


def clock_of(folder: Path) -> float:
    """Return the present time in s by the clock of the file system of `folder`, which may be another machine's."""
    probe = folder / choose_temporary_name(".clock")
    try:
        retry_stale(partial(probe.touch, exist_ok=False))
        return probe.stat().st_mtime
    finally:
        probe.unlink(missing_ok=True)
