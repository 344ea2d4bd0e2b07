"""Folders for projects that have no name yet, each owned by one running program.

The folder name contains the start time, the machine and the process. Work left by a killed program is claimed by
renaming its folder, which only one program can succeed in.
"""

from __future__ import annotations

import hashlib
import os
import platform
import time
import uuid
from collections.abc import Iterator
from functools import cache
from itertools import count
from pathlib import Path

import psutil

from iceboxer.boxmanager.document.project_folder import INDEX, SUFFIX

MACHINE_ID = Path("/etc/machine-id")
PROGRAM_NAMES = ("iceboxer", "boxmanager", "python")  # the command line of the program contains one of these


def choose_folder(folder: Path) -> Path:
    """Return the path of a new folder in `folder` for this process; unused even if the clock was set back."""
    stamp = time.strftime("%Y-%m-%d_%H-%M-%S")
    names = (f"{stamp}{f'-{n}' if n else ''}_{_machine_id()}_{os.getpid()}{SUFFIX}" for n in count())
    return next(path for name in names if not (path := folder / name).exists())


def claim(folder: Path) -> Iterator[Path]:
    """Claim and yield, latest first, the projects in `folder` that killed programs on this machine left."""
    for left in sorted(folder.glob(f"*{SUFFIX}"), reverse=True):
        if _is_abandoned(left) and (left / INDEX).is_file():
            mine = choose_folder(folder)
            try:
                left.rename(mine)
            except OSError:
                continue  # another window claimed it first
            yield mine


def _is_abandoned(folder: Path) -> bool:
    """Return whether `folder` belongs to a program of this machine that is no longer running."""
    _, machine, number = ["", "", *folder.stem.rsplit("_", 2)][-3:]
    return (
        machine == _machine_id() and number.isdecimal() and int(number) != os.getpid() and not _is_running(int(number))
    )


def _is_running(process: int) -> bool:
    """Return whether a process may be this program; after a reboot, another one may have its number."""
    try:
        words = " ".join(psutil.Process(process).cmdline()).lower()
    except (psutil.Error, OverflowError):
        return False
    return any(word in words for word in PROGRAM_NAMES)


@cache
def _machine_id() -> str:
    """Return an identifier of this machine among those that share the folder; the host name may change."""
    try:
        found = MACHINE_ID.read_text(encoding="ascii").strip()[:12]
    except (OSError, ValueError):
        found = ""
    if found.isalnum():
        return found
    node = uuid.getnode()
    if node >> 40 & 1:  # no network card, as in some containers: the number is random and differs in each process
        return hashlib.sha256(os.fsencode(platform.node())).hexdigest()[:12]
    return f"{node:012x}"
