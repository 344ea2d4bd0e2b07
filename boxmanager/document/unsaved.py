"""Where projects without a name are kept, and whose they are: each belongs to one running program.

The folder's name tells when it was begun, on which machine and by which process. Work that a killed program left is
claimed by renaming its folder, which of several programs only one can do.
"""

from __future__ import annotations

import os
import time
import uuid
from collections.abc import Iterator
from functools import cache
from itertools import count
from pathlib import Path

import psutil

from iceboxer.boxmanager.document.project import INDEX, SUFFIX

MACHINE_ID = Path("/etc/machine-id")
OURS = ("iceboxer", "boxmanager", "python")  # one of these is in the command line of the program


def fresh(folder: Path) -> Path:
    """A place in `folder` where nothing is yet, of this process; a clock that was set back names no old one."""
    stamp = time.strftime("%Y-%m-%d_%H-%M-%S")
    names = (f"{stamp}{f'-{n}' if n else ''}_{_machine()}_{os.getpid()}{SUFFIX}" for n in count())
    return next(path for name in names if not (path := folder / name).exists())


def claim(folder: Path) -> Iterator[Path]:
    """The projects in `folder` that a program on this machine left, the latest first, each now this process's own."""
    for left in sorted(folder.glob(f"*{SUFFIX}"), reverse=True):
        if _is_left(left) and (left / INDEX).is_file():
            mine = fresh(folder)
            try:
                left.rename(mine)
            except OSError:
                continue  # another window was faster
            yield mine


def _is_left(folder: Path) -> bool:
    """Whether the program that keeps its work in `folder` is one of this machine and runs no more."""
    _, machine, number = ["", "", *folder.stem.rsplit("_", 2)][-3:]
    return machine == _machine() and number.isdecimal() and int(number) != os.getpid() and not _runs(int(number))


def _runs(process: int) -> bool:
    """Whether a process may be this program; after a restart of the machine another one can have its number."""
    try:
        words = " ".join(psutil.Process(process).cmdline()).lower()
    except (psutil.Error, OverflowError):
        return False
    return any(word in words for word in OURS)


@cache
def _machine() -> str:
    """What tells this machine from others that share the folder; its name may change with the network."""
    try:
        found = MACHINE_ID.read_text(encoding="ascii").strip()[:12]
    except (OSError, ValueError):
        found = ""
    return found if found.isalnum() else f"{uuid.getnode():012x}"
