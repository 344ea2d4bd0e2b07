"""Noticing files that were not written atomically, without waiting for a kill between two writes of a small file.

A process logs each file that it opens for writing under its own name, and each temporary file that it renames. Files
of libraries that open files themselves are found, too: they are none of the second.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from iceboxer.engine.data.remains import PREFIX

LOG = "in-place.txt"  # in the watched folder
NOT_RESULTS = frozenset({LOG, "errors.txt", "crops.raw"})  # crops are work that counts only once it is complete
State = tuple[int, int]  # inode and time of the last change in ns


def watch_writes(folder: Path, log: Path) -> None:
    """Log all writing of this process in `folder`, except into temporary files, from now on."""
    inside = str(folder) + os.sep
    handle = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open" and isinstance(arguments[0], str | os.PathLike):
            path, flags = os.path.abspath(os.fspath(arguments[0])), arguments[2] or 0  # noqa: PTH100
            writes = flags & (os.O_WRONLY | os.O_RDWR)
            if writes and path.startswith(inside) and not _is_exempt(os.path.basename(path)):  # noqa: PTH119
                os.write(handle, f"{path}\n".encode(errors="replace"))
        elif event == "os.rename" and os.path.basename(os.fspath(arguments[0])).startswith(PREFIX):  # noqa: PTH119
            inode, changed = _state(arguments[0])
            os.write(handle, f"={inode} {changed}\n".encode())

    sys.addaudithook(hook)


def _is_exempt(name: str) -> bool:
    return name.startswith(PREFIX) or name in NOT_RESULTS


def _state(path: Any) -> State:
    facts = os.stat(path)  # noqa: PTH116
    return facts.st_ino, facts.st_mtime_ns


def states(folder: Path) -> set[State]:
    """Return the states of all files below a folder, with which later ones are compared."""
    return {_state(path) for path in folder.rglob("*") if path.is_file()}


def written_in_place(folder: Path, before: set[State], log: Path) -> list[str]:
    """Return the files below `folder` that the process with this `log` has not written atomically since `before`."""
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines() if log.exists() else []
    renamed = {tuple(map(int, line[1:].split())) for line in lines if line.startswith("=")}
    opened = [line for line in lines if not line.startswith("=")]
    files = [path for path in sorted(folder.rglob("*")) if path.is_file() and not _is_exempt(path.name)]
    others = [str(path) for path in files if _state(path) not in before | renamed]
    return [f"written in place: {path}" for path in dict.fromkeys([*opened, *others])]
